/** The one error class that Flowgraft throws. Hosts branch on `code`; messages may change at any time. */

import type { Issue } from './issue.js';
import type { RunError } from './run-error.js';

/** Every code with the shape of its `details`. A new code goes here and into `docs/errors.md`. */
export interface FlowgraftErrorDetails {
  /** An expression's text does not parse, or uses syntax outside the subset. `position` counts UTF-16 units from 0. */
  readonly EXPRESSION_SYNTAX: { readonly text: string; readonly position: number };
  /** An expression parsed but could not be evaluated on this data. */
  readonly EXPRESSION_FAILED: { readonly text: string; readonly position: number };
  /** An expression went over one of its budgets. */
  readonly EXPRESSION_LIMIT: {
    readonly text: string;
    readonly limit: 'length' | 'steps' | 'depth' | 'time' | 'output';
    readonly max: number;
  };
  /** A document, an input or a node type was refused; `issues` says what and where. */
  readonly WORKFLOW_INVALID: { readonly workflowId?: string; readonly issues: readonly Issue[] };
  readonly INPUT_INVALID: { readonly workflowId: string; readonly issues: readonly Issue[] };
  /** A node type or version that a workflow names is not registered with this engine. */
  readonly NODE_TYPE_NOT_FOUND: { readonly type: string; readonly version: number };
  readonly NODE_TYPE_INVALID: { readonly type: string; readonly issues: readonly Issue[] };
  readonly NODE_TYPE_DUPLICATE: { readonly type: string; readonly version: number };
  /** The node type has no loader of that name. */
  readonly OPTIONS_NOT_FOUND: {
    readonly type: string;
    readonly version: number;
    readonly name: string;
  };
  /** A loader failed, took too long, was stopped, or gave something else than choices. */
  readonly OPTIONS_FAILED: {
    readonly type: string;
    readonly version: number;
    readonly name: string;
    readonly error: RunError;
  };
  readonly WORKFLOW_NOT_FOUND: { readonly workflowId: string; readonly hash: string | undefined };
  readonly RUN_NOT_FOUND: { readonly tenant: string; readonly runId: string };
  /** The run is not in a state in which the request makes sense. */
  readonly RUN_CONFLICT: { readonly runId: string; readonly status: string };
  /** Too many runs queue already; `key` is that of the limit which says so. */
  readonly QUEUE_FULL: {
    readonly key: string;
    readonly queued: number;
    readonly maxQueued: number;
  };
  /** `result()` of a run that ended without a result. */
  readonly RUN_FAILED: {
    readonly runId: string;
    readonly step: string | undefined;
    readonly error: RunError;
  };
  readonly RUN_CANCELLED: { readonly runId: string; readonly reason: string | undefined };
  /** A write carried an epoch that is no longer the run's; nothing was written. */
  readonly LEASE_LOST: { readonly runId: string; readonly epoch: number };
  readonly ENGINE_CLOSED: { readonly operation: string };
  /** A value has no faithful stored form (function, symbol, cycle, class instance, too deep). */
  readonly VALUE_UNSUPPORTED: { readonly path: string; readonly kind: string };
  readonly VALUE_TOO_LARGE: {
    readonly step?: string;
    readonly sizeBytes: number;
    readonly maxBytes: number;
  };
  /** Stored bytes cannot be read back: damaged, or written by a newer version. */
  readonly VALUE_CORRUPT: { readonly reason: string };
  readonly STORE_FAILED: { readonly operation: string; readonly store: string };
  /** A store was written by a newer version of its adapter than this one. */
  readonly STORE_VERSION: {
    readonly store: string;
    readonly found: number;
    readonly supported: number;
  };
  readonly DRIVER_MISSING: { readonly packages: readonly string[] };
  readonly SECRET_NOT_FOUND: { readonly path: string };
  readonly FILE_NOT_ALLOWED: { readonly path: string };
  readonly FILE_FAILED: { readonly path: string; readonly operation: string };
  /** A node needs something that the host did not give this engine. */
  readonly PORT_MISSING: { readonly port: string; readonly step?: string };
}

export type FlowgraftErrorCode = keyof FlowgraftErrorDetails;

// Registered symbol, not `instanceof`: holds across two copies of the package and other realms.
const marker: unique symbol = Symbol.for('@flowgraft/core.FlowgraftError') as never;

/**
 * An operation of Flowgraft failed.
 *
 * `code` is stable and documented in `docs/errors.md`; `details` has the shape that belongs to it.
 */
export class FlowgraftError<Code extends FlowgraftErrorCode = FlowgraftErrorCode> extends Error {
  override readonly name = 'FlowgraftError';
  readonly code: Code;
  readonly details: FlowgraftErrorDetails[Code];
  readonly [marker] = true;

  constructor(
    code: Code,
    message: string,
    details: FlowgraftErrorDetails[Code],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** True for a `FlowgraftError` and, when `code` is given, only for that code; narrows `details`. */
export function isFlowgraftError<Code extends FlowgraftErrorCode = FlowgraftErrorCode>(
  value: unknown,
  code?: Code,
): value is FlowgraftError<Code> {
  if (typeof value !== 'object' || value === null || !(marker in value)) return false;
  return code === undefined || (value as FlowgraftError).code === code;
}
