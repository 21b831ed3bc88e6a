/** Turns whatever was thrown into an error that a journal can keep. */

import { isFlowgraftError, type FlowgraftErrorCode } from './error.js';
import { assertStorable } from './value-codec.js';
import { isNodeError, type ErrorCategory, type RunError } from './run-error.js';

/** Causes are followed this deep. */
const maxCauses = 5;
const maxMessageLength = 4_000;
const maxStackLength = 8_000;

/** `code` of a system or network error → category; the names are those of Node, libuv and undici. */
const systemCategories: ReadonlyMap<string, ErrorCategory> = new Map([
  ['ECONNREFUSED', 'network'],
  ['ECONNRESET', 'network'],
  ['ECONNABORTED', 'network'],
  ['ENETUNREACH', 'network'],
  ['EHOSTUNREACH', 'network'],
  ['ENOTFOUND', 'network'],
  ['EAI_AGAIN', 'network'],
  ['EPIPE', 'network'],
  ['UND_ERR_SOCKET', 'network'],
  ['ETIMEDOUT', 'timeout'],
  ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
]);

const ownCategories: Partial<Record<FlowgraftErrorCode, ErrorCategory>> = {
  EXPRESSION_SYNTAX: 'validation',
  EXPRESSION_FAILED: 'validation',
  EXPRESSION_LIMIT: 'validation',
  WORKFLOW_INVALID: 'validation',
  INPUT_INVALID: 'validation',
  NODE_TYPE_INVALID: 'validation',
  VALUE_UNSUPPORTED: 'validation',
  VALUE_TOO_LARGE: 'validation',
  SECRET_NOT_FOUND: 'notFound',
  FILE_NOT_ALLOWED: 'auth',
  FILE_FAILED: 'notFound',
  OPTIONS_NOT_FOUND: 'notFound',
  WORKFLOW_NOT_FOUND: 'notFound',
  RUN_NOT_FOUND: 'notFound',
  PORT_MISSING: 'permanent',
};

/**
 * The journal's form of a thrown value; never throws itself.
 *
 * A `NodeError` says its own category; a `FlowgraftError` has one by its code; the rest is told by the name
 * and the system code of the error or of its causes, and is `unknown` otherwise.
 */
export function toRunError(thrown: unknown): RunError {
  return convert(thrown, maxCauses);
}

function convert(thrown: unknown, depth: number): RunError {
  if (isNodeError(thrown)) {
    return compact({
      ...described(thrown, depth),
      category: thrown.category,
      code: thrown.code,
      details: storableDetails(thrown.details),
      retryable: thrown.retryable,
      retryAfterMs: thrown.retryAfterMs,
    });
  }
  if (isFlowgraftError(thrown)) {
    const category = ownCategories[thrown.code] ?? 'permanent';
    const details = storableDetails(thrown.details);
    return compact({ ...described(thrown, depth), category, code: thrown.code, details });
  }
  if (thrown instanceof Error) {
    const code = systemCode(thrown);
    return compact({ ...described(thrown, depth), category: categoryOf(thrown, depth), code });
  }
  return { category: 'unknown', message: clip(textOf(thrown), maxMessageLength) };
}

/** Details that could not be stored would take the whole journal entry with them. */
function storableDetails(details: unknown): unknown {
  try {
    assertStorable(details);
    return details;
  } catch {
    return clip(textOf(details), maxMessageLength);
  }
}

function described(error: Error, depth: number): Omit<RunError, 'category'> {
  const { cause } = error;
  return {
    message: clip(String(error.message), maxMessageLength),
    stack: typeof error.stack === 'string' ? clip(error.stack, maxStackLength) : undefined,
    cause:
      cause === undefined || cause === null || depth === 0 ? undefined : convert(cause, depth - 1),
  };
}

function categoryOf(error: Error, depth: number): ErrorCategory {
  if (error.name === 'TimeoutError') return 'timeout';
  if (error.name === 'AbortError') return 'cancelled';
  const known = systemCategories.get(systemCode(error) ?? '');
  if (known !== undefined || depth === 0) return known ?? 'unknown';
  return error.cause instanceof Error ? categoryOf(error.cause, depth - 1) : 'unknown';
}

function systemCode(error: Error): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** Members that are `undefined` are left out, so that stored and live errors are equal. */
function compact(error: RunError): RunError {
  return Object.fromEntries(
    Object.entries(error).filter(([, value]) => value !== undefined),
  ) as unknown as RunError;
}
