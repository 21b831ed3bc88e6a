/** What went wrong in a step or a run, as plain data that a journal can keep. */

export const errorCategories = [
  'validation',
  'auth',
  'notFound',
  'conflict',
  'rateLimited',
  'timeout',
  'network',
  'unavailable',
  'cancelled',
  'permanent',
  'unknown',
] as const;

/** What kind of failure it is; the retry policy is a table by category. */
export type ErrorCategory = (typeof errorCategories)[number];

/** An error as the journal keeps it. */
export interface RunError {
  readonly category: ErrorCategory;
  readonly message: string;
  /** A word that programs can branch on: an error code of Flowgraft, of the system or of the node. */
  readonly code?: string | undefined;
  readonly details?: unknown;
  readonly stack?: string | undefined;
  readonly cause?: RunError | undefined;
  /** The step whose failure this is, when it was passed on by a container, a run or a child. */
  readonly step?: string | undefined;
  readonly retryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** What a node author throws to say what kind of failure it is. */
export interface NodeErrorOptions {
  readonly category: ErrorCategory;
  readonly message: string;
  readonly code?: string | undefined;
  readonly details?: unknown;
  /** Overrides the retry policy's table. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds that the remote side asked to wait before the next attempt. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

const marker: unique symbol = Symbol.for('@flowgraft/core.NodeError') as never;

/** An error of a node's work, with its category. Any other thrown value gets a category by inspection. */
export class NodeError extends Error {
  override readonly name = 'NodeError';
  readonly category: ErrorCategory;
  readonly code: string | undefined;
  readonly details: unknown;
  readonly retryable: boolean | undefined;
  readonly retryAfterMs: number | undefined;
  readonly [marker] = true;

  constructor(options: NodeErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.category = options.category;
    this.code = options.code;
    this.details = options.details;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** True for a `NodeError`, also one of another copy of the package. */
export function isNodeError(value: unknown): value is NodeError {
  return typeof value === 'object' && value !== null && marker in value;
}
