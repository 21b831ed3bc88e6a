/** A workflow as code holds it: its document, its identity and its types. */

import type * as z from 'zod';

import { hashWorkflow } from '../model/hash-workflow.js';
import type { WorkflowDocument } from '../model/document.js';
import { FlowgraftError } from '../model/error.js';
import { formatIssues, type Issue } from '../model/issue.js';
import { parseDocument } from '../model/parse-document.js';

const workflowKind: unique symbol = Symbol.for('@flowgraft/core.Workflow') as never;

/**
 * A workflow. `Input` is what a caller gives to start a run, `Output` what the run gives back.
 */
export interface Workflow<Input = unknown, Output = unknown> {
  readonly [workflowKind]: true;
  /** Types only. Never there at run time. */
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  readonly id: string;
  /** SHA-256 of the document's content, 64 hex digits: the version that a run pins. */
  readonly hash: string;
  /** Parses a run's input, when the workflow was written with a schema. */
  readonly inputSchema: z.ZodType | undefined;
  /** Workflows that its sub-workflow nodes start, as far as they were given as code; theirs included. */
  readonly children: readonly Workflow[];
  /** The document: plain frozen JSON, the same object every time. */
  toJSON(): WorkflowDocument;
}

/** Any workflow, whatever it takes and gives. */
export type AnyWorkflow = Workflow;

/** What a caller gives to start `Of`. */
export type WorkflowInput<Of extends AnyWorkflow> = NonNullable<Of['types']>['input'];
/** What a run of `Of` gives back. */
export type WorkflowOutput<Of extends AnyWorkflow> = NonNullable<Of['types']>['output'];

/**
 * The workflow of a document: from a store, a file or an editor.
 *
 * @param document - Checked for its shape and copied; what it means is for `validateWorkflow`.
 * @throws {FlowgraftError} `WORKFLOW_INVALID` when it is not a workflow document; its issues say where.
 */
export function loadWorkflow(document: unknown): Workflow {
  const id = (document as { id?: unknown } | null | undefined)?.id;
  return makeWorkflow(checkedDocument(document, typeof id === 'string' ? id : undefined), {});
}

/** True for a workflow, also one of another copy of the package. */
export function isWorkflow(value: unknown): value is Workflow {
  return typeof value === 'object' && value !== null && workflowKind in value;
}

/** A frozen copy of `document`. */
export function checkedDocument(
  document: unknown,
  workflowId: string | undefined,
  found: readonly Issue[] = [],
): WorkflowDocument {
  const parsed = parseDocument(document);
  const issues = parsed.ok ? found : [...found, ...parsed.issues];
  if (parsed.ok && issues.length === 0) return freezeDeep(parsed.document);
  const name = workflowId === undefined ? 'The workflow' : `Workflow ${JSON.stringify(workflowId)}`;
  throw new FlowgraftError('WORKFLOW_INVALID', `${name} was refused:\n${formatIssues(issues)}`, {
    ...(workflowId === undefined ? {} : { workflowId }),
    issues,
  });
}

export function makeWorkflow<Input, Output>(
  document: WorkflowDocument,
  extra: { readonly inputSchema?: z.ZodType; readonly children?: readonly Workflow[] },
): Workflow<Input, Output> {
  let hash: string | undefined;
  return Object.freeze({
    [workflowKind]: true as const,
    id: document.id,
    inputSchema: extra.inputSchema,
    children: Object.freeze([...(extra.children ?? [])]),
    get hash() {
      hash ??= hashWorkflow(document);
      return hash;
    },
    toJSON: () => document,
  });
}

function freezeDeep<T>(value: T): T {
  const open: unknown[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isObject(next)) continue;
    for (const member of Object.values(next) as unknown[]) if (isObject(member)) open.push(member);
    Object.freeze(next);
  }
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
