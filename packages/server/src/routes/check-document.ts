/** From what somebody sent to a workflow document, and what is wrong with it. */

import {
  formatIssues,
  parseDocument,
  validateWorkflow,
  type Issue,
  type WorkflowDocument,
} from '@flowgraft/core';

import { HttpProblem } from '../http/problem.js';
import type { Call } from '../http/route.js';
import { catalogueOf, usableNodes } from './usable-nodes.js';

/**
 * The document, when its shape is right. What it means may be wrong: a draft need not be finished.
 *
 * @param id - The id that it has to have; any when absent.
 * @throws {HttpProblem} `WORKFLOW_INVALID`.
 */
export function parseDraft(value: unknown, id?: string): WorkflowDocument {
  const parsed = parseDocument(value);
  if (!parsed.ok) throw invalid(parsed.issues);
  const { document } = parsed;
  if (id === undefined || document.id === id) return document;
  const message = `expected the id of the workflow that is saved, "${id}"`;
  throw invalid([{ code: 'SCHEMA', severity: 'error', path: ['id'], message }]);
}

/** Everything that is wrong with a document, by the node types that the caller may use. */
export async function findingsOf(
  call: Call<unknown, unknown>,
  value: unknown,
): Promise<readonly Issue[]> {
  return validateWorkflow(value, catalogueOf(await usableNodes(call)));
}

/** @throws {HttpProblem} `WORKFLOW_INVALID` when it cannot be started, or not by this caller. */
export async function demandSound(
  call: Call<unknown, unknown>,
  document: WorkflowDocument,
): Promise<void> {
  const issues = await findingsOf(call, document);
  const errors = issues.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw invalid(errors, document.id);
}

function invalid(issues: readonly Issue[], workflowId?: string): HttpProblem {
  const details = workflowId === undefined ? { issues } : { workflowId, issues };
  return new HttpProblem('WORKFLOW_INVALID', formatIssues(issues.slice(0, 20)), details);
}
