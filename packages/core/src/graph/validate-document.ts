/** Finds what is wrong with a document whose shape is right. Needs no zod. */

import type { WorkflowDocument } from '../model/document.js';
import type { Issue } from '../model/issue.js';
import { showValue } from '../model/show-value.js';
import type { Catalogue } from './catalogue.js';
import { pathOf } from './document-scopes.js';
import { checkNodeBindings, checkOutput } from './validate-bindings.js';
import { checkGraph } from './validate-graph.js';
import { checkNode } from './validate-node.js';
import { startValidation, type Validation } from './validation.js';

export interface ValidationOptions {
  /** Issues that are collected; 1,000 when absent. */
  readonly maxIssues?: number | undefined;
}

const defaultMaxIssues = 1_000;

/**
 * Checks what a document means: node types, ports, loops, references, expressions and types.
 *
 * Takes time in proportion to nodes, edges and bindings. For a value whose shape nobody has checked, use
 * `validateWorkflow`.
 *
 * @returns Issues in the order of their paths; empty when there is nothing to say. With an issue of severity
 *   `error` the document does not run.
 */
export function validateDocument(
  document: WorkflowDocument,
  catalogue: Catalogue,
  options: ValidationOptions = {},
): readonly Issue[] {
  const validation = startValidation(document, catalogue, options.maxIssues ?? defaultMaxIssues);
  reportDuplicates(validation);
  for (const scope of validation.scopes.scopes) {
    checkGraph(validation, scope);
    for (const [index, node] of scope.body.nodes.entries()) {
      const place = { node, index, scope };
      checkNode(validation, place);
      checkNodeBindings(validation, place);
    }
    checkOutput(validation, scope);
  }
  validation.paths.answerAll();
  return validation.issues.sorted();
}

function reportDuplicates({ scopes, issues }: Validation): void {
  for (const place of scopes.duplicates) {
    const { id } = place.node;
    const first = scopes.places.get(id);
    const where = first?.scope === place.scope ? 'in this graph' : 'in another body';
    const message = `another node ${where} has the id ${showValue(id)} already; ids are unique in the whole document, rename one`;
    issues.error('DUPLICATE_ID', { path: [...pathOf(place), 'id'], nodeId: id }, message);
  }
}
