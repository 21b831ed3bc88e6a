/** What it means that a request got no answer. */

import { isFlowgraftError, isNodeError, NodeError, type ErrorCategory } from '@flowgraft/core';

import type { OutgoingRequest } from './request-body.js';

const timeoutCodes: readonly string[] = [
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
];

/**
 * The error of a request that got no answer, or not a whole one. Errors that have a category or a code of Flowgraft's
 * already stay as they are: the engine's own guard speaks through them.
 */
export function requestFailed(request: OutgoingRequest, error: unknown): unknown {
  if (isNodeError(error) || isFlowgraftError(error)) return error;
  const root = rootOf(error);
  const code = codeOf(root);
  const isRedirectLoop = root instanceof Error && /redirect/i.test(root.message);
  return new NodeError({
    category: failureCategory(code, isRedirectLoop),
    code,
    message: `${nameOf(request)} failed: ${code ?? (root instanceof Error ? root.message : 'no answer')}`,
    cause: error,
  });
}

function failureCategory(code: string | undefined, isRedirectLoop: boolean): ErrorCategory {
  if (isRedirectLoop) return 'permanent';
  return code !== undefined && timeoutCodes.includes(code) ? 'timeout' : 'network';
}

/** `GET https://shop.example/orders`: what was asked, without the query, which may hold a key. */
export function nameOf({ method, url }: OutgoingRequest): string {
  return `${method} ${url.origin}${url.pathname}`;
}

// fetch wraps what happened in a TypeError "fetch failed"; the system's code is on its cause, or on the first of several.
function rootOf(error: unknown): unknown {
  let root = error;
  for (let depth = 0; depth < 5; depth += 1) {
    const below: unknown =
      root instanceof AggregateError
        ? root.errors[0]
        : root instanceof Error
          ? root.cause
          : undefined;
    if (below === undefined) return root;
    root = below;
  }
  return root;
}

function codeOf(error: unknown): string | undefined {
  const code: unknown =
    error instanceof Error ? (error as Error & { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
