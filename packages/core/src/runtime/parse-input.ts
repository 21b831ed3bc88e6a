/** Checks what a run is started with. */

import type * as z from 'zod';

import { accepts } from '../graph/json-schema-accepts.js';
import { findMisfits } from '../graph/json-schema-misfits.js';
import { FlowgraftError } from '../model/error.js';
import { formatIssues, type Issue } from '../model/issue.js';
import type { MaybePromise } from '../model/maybe-promise.js';
import { assertStorable } from '../model/value-codec.js';
import type { Workflow } from '../workflow/workflow.js';

/** Schemas looked at for one input; what is left after that is taken on trust. */
const schemaSteps = 1_000_000;

/**
 * The input as the run gets it: parsed by the workflow's zod schema, or checked against its JSON Schema.
 *
 * @throws {FlowgraftError} `INPUT_INVALID`, `VALUE_UNSUPPORTED`.
 */
export function parseInput(workflow: Workflow, input: unknown): MaybePromise<unknown> {
  const { inputSchema } = workflow;
  if (inputSchema === undefined) return storable(checkedBySchema(workflow, input));
  const take = (parsed: z.ZodSafeParseResult<unknown>): unknown => {
    if (parsed.success) return storable(parsed.data);
    throw refused(workflow, parsed.error.issues.map(toIssue));
  };
  return parseWith(inputSchema, input, take);
}

function parseWith(
  schema: z.ZodType,
  input: unknown,
  take: (parsed: z.ZodSafeParseResult<unknown>) => unknown,
): MaybePromise<unknown> {
  let parsed: z.ZodSafeParseResult<unknown>;
  try {
    parsed = schema.safeParse(input);
  } catch (thrown) {
    if (!isAsyncSchemaError(thrown)) throw thrown;
    return schema.safeParseAsync(input).then(take);
  }
  return take(parsed);
}

/** zod says only by this error that a schema has an asynchronous part. */
export function isAsyncSchemaError(thrown: unknown): boolean {
  return (thrown as Error | undefined)?.constructor?.name === '$ZodAsyncError';
}

function checkedBySchema(workflow: Workflow, input: unknown): unknown {
  const schema = workflow.toJSON().input;
  if (schema === undefined || accepts(schema, input, { steps: schemaSteps }) !== 'no') return input;
  const misfits = findMisfits(schema, input, { steps: schemaSteps });
  throw refused(
    workflow,
    misfits.map((misfit) => ({ code: 'SCHEMA', severity: 'error', ...misfit })),
  );
}

function storable(input: unknown): unknown {
  assertStorable(input, 'input');
  return input;
}

function toIssue({ path, message }: z.core.$ZodIssue): Issue {
  const keys = path.map((key) => (typeof key === 'number' ? key : String(key)));
  return { code: 'SCHEMA', severity: 'error', path: keys, message };
}

function refused({ id }: Workflow, issues: readonly Issue[]): FlowgraftError<'INPUT_INVALID'> {
  const message = `The input of workflow "${id}" was refused:\n${formatIssues(issues)}`;
  return new FlowgraftError('INPUT_INVALID', message, { workflowId: id, issues });
}
