/** Errors as problem details (RFC 9457), and the one table of codes and statuses. */

import { isFlowgraftError, type FlowgraftErrorCode, type RunError } from '@flowgraft/core';

/** Codes of this package, beside those of the engine. */
export type ServerErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'REQUEST_INVALID'
  | 'BODY_INVALID'
  | 'BODY_TOO_LARGE'
  | 'CONTENT_TYPE_UNSUPPORTED'
  | 'CURSOR_INVALID'
  | 'REVISION_REQUIRED'
  | 'REVISION_CONFLICT'
  | 'WORKFLOW_EXISTS'
  | 'WORKFLOW_NOT_PUBLISHED'
  | 'VERSION_NOT_FOUND'
  | 'IDEMPOTENCY_CONFLICT'
  | 'VALUE_NOT_FOUND'
  | 'TOO_MANY_STREAMS'
  | 'UNAVAILABLE'
  | 'INTERNAL';

/** Codes of the engine that callers can do something about. */
export type EngineErrorCode = Extract<
  FlowgraftErrorCode,
  | 'WORKFLOW_INVALID'
  | 'INPUT_INVALID'
  | 'NODE_TYPE_NOT_FOUND'
  | 'OPTIONS_NOT_FOUND'
  | 'OPTIONS_FAILED'
  | 'WORKFLOW_NOT_FOUND'
  | 'RUN_NOT_FOUND'
  | 'RUN_CONFLICT'
  | 'QUEUE_FULL'
  | 'VALUE_UNSUPPORTED'
  | 'VALUE_TOO_LARGE'
  | 'EXPRESSION_FAILED'
  | 'EXPRESSION_LIMIT'
  | 'SECRET_NOT_FOUND'
>;

export type ProblemCode = ServerErrorCode | EngineErrorCode;

/** Every code that an answer can carry: its status, and what it is called. */
export const problems: Readonly<
  Record<ProblemCode, { readonly status: number; readonly title: string }>
> = {
  UNAUTHENTICATED: { status: 401, title: 'Not signed in' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  REQUEST_INVALID: { status: 400, title: 'The request is not as expected' },
  BODY_INVALID: { status: 400, title: 'The body is not JSON that can be taken' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  CONTENT_TYPE_UNSUPPORTED: { status: 415, title: 'Only JSON is taken' },
  CURSOR_INVALID: { status: 400, title: 'Unknown cursor' },
  REVISION_REQUIRED: { status: 428, title: 'The revision that is changed has to be named' },
  REVISION_CONFLICT: { status: 409, title: 'Somebody else has saved meanwhile' },
  WORKFLOW_EXISTS: { status: 409, title: 'There is such a workflow already' },
  WORKFLOW_NOT_PUBLISHED: { status: 409, title: 'Nothing of the workflow is published yet' },
  VERSION_NOT_FOUND: { status: 404, title: 'Unknown version' },
  IDEMPOTENCY_CONFLICT: { status: 409, title: 'The key was used for another request' },
  VALUE_NOT_FOUND: { status: 404, title: 'There is no such value' },
  TOO_MANY_STREAMS: { status: 429, title: 'Too many open streams' },
  UNAVAILABLE: { status: 503, title: 'Not available now' },
  INTERNAL: { status: 500, title: 'Something went wrong' },
  WORKFLOW_INVALID: { status: 422, title: 'The workflow cannot be used as it is' },
  INPUT_INVALID: { status: 422, title: 'The input is not what the workflow takes' },
  NODE_TYPE_NOT_FOUND: { status: 404, title: 'Unknown node type' },
  OPTIONS_NOT_FOUND: { status: 404, title: 'There are no such choices' },
  OPTIONS_FAILED: { status: 502, title: 'The choices could not be loaded' },
  WORKFLOW_NOT_FOUND: { status: 404, title: 'Unknown workflow' },
  RUN_NOT_FOUND: { status: 404, title: 'Unknown run' },
  RUN_CONFLICT: { status: 409, title: 'The run is not in a state for this' },
  QUEUE_FULL: { status: 429, title: 'Too many runs are waiting already' },
  VALUE_UNSUPPORTED: { status: 422, title: 'A value cannot be kept' },
  VALUE_TOO_LARGE: { status: 413, title: 'A value is too large' },
  EXPRESSION_FAILED: { status: 422, title: 'An expression failed' },
  EXPRESSION_LIMIT: { status: 422, title: 'An expression took too much' },
  SECRET_NOT_FOUND: { status: 422, title: 'Unknown secret' },
};

/** An answer that is an error, thrown from wherever it is found out. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly details: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    details: unknown = null,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** What callers are told of an error; `undefined` when it says something only the host may know. */
export function toProblem(thrown: unknown): HttpProblem | undefined {
  if (thrown instanceof HttpProblem) return thrown;
  if (!isFlowgraftError(thrown)) return undefined;
  // These messages and details name the tenant, or carry stacks.
  if (isFlowgraftError(thrown, 'RUN_NOT_FOUND')) return unknownRun(thrown.details.runId);
  if (isFlowgraftError(thrown, 'WORKFLOW_NOT_FOUND')) {
    return unknownWorkflow(thrown.details.workflowId);
  }
  if (isFlowgraftError(thrown, 'OPTIONS_FAILED')) {
    const { error, ...which } = thrown.details;
    const said = { ...which, error: briefError(error) };
    return new HttpProblem('OPTIONS_FAILED', 'The node type could not load its choices', said);
  }
  if (isFlowgraftError(thrown, 'QUEUE_FULL')) {
    const { queued, maxQueued } = thrown.details;
    const details = { queued, maxQueued };
    return new HttpProblem('QUEUE_FULL', 'Try again later', details, { 'retry-after': '5' });
  }
  if (isFlowgraftError(thrown, 'ENGINE_CLOSED')) return unavailable();
  return Object.hasOwn(problems, thrown.code)
    ? new HttpProblem(thrown.code as ProblemCode, thrown.message, thrown.details)
    : undefined;
}

/** What is said of any run that the caller cannot see, there or not. */
export function unknownRun(runId: string): HttpProblem {
  return new HttpProblem('RUN_NOT_FOUND', `There is no run "${runId}"`, { runId });
}

/** What is said of any workflow that the caller cannot see, there or not. */
export function unknownWorkflow(workflowId: string): HttpProblem {
  return new HttpProblem('WORKFLOW_NOT_FOUND', `There is no workflow "${workflowId}"`, {
    workflowId,
  });
}

/** What is said when the server cannot answer now. */
export function unavailable(): HttpProblem {
  const headers = { 'retry-after': '5' };
  return new HttpProblem('UNAVAILABLE', 'Try again in a moment', null, headers);
}

/** An error of the journal without what may carry data: details, stack and causes. */
export function briefError({ category, message, code, step }: RunError): RunError {
  return { category, message, code, step };
}

/** @param instance - The path that was asked for. */
export function problemResponse(problem: HttpProblem, instance: string): Response {
  const { status, title } = problems[problem.code];
  const body = {
    type: `https://flowgraft.dev/errors#${problem.code}`,
    title,
    status,
    detail: problem.message,
    code: problem.code,
    details: problem.details,
    instance,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...problem.headers,
    },
  });
}
