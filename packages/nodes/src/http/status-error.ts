/** What a response that is no success means. */

import { NodeError, type ErrorCategory } from '@flowgraft/core';

import { textOf, readUpTo } from './read-body.js';
import type { OutgoingRequest } from './request-body.js';
import { nameOf } from './request-failure.js';

const categories: ReadonlyMap<number, ErrorCategory> = new Map([
  [400, 'validation'],
  [401, 'auth'],
  [403, 'auth'],
  [404, 'notFound'],
  [407, 'auth'],
  [408, 'timeout'],
  [409, 'conflict'],
  [410, 'notFound'],
  [412, 'conflict'],
  [422, 'validation'],
  [423, 'conflict'],
  [425, 'rateLimited'],
  [429, 'rateLimited'],
]);

/** Bytes of an error's content that go into its details. */
const maxErrorBytes = 4 * 1024;

/**
 * The error of a response whose status is not a success. Its details hold the status and the start of the content;
 * nothing of the request beyond method and address, which may hold secrets.
 *
 * @param now - Epoch milliseconds, for a `Retry-After` that names a date.
 */
export async function statusError(
  request: OutgoingRequest,
  response: Response,
  now: number,
): Promise<NodeError> {
  const { status, headers } = response;
  const { bytes } = await readUpTo(request, response, maxErrorBytes);
  const body = textOf(bytes, headers.get('content-type') ?? '');
  return new NodeError({
    category: categoryOf(status),
    code: `HTTP_${status}`,
    message: `${nameOf(request)} answered ${status}`,
    details: { status, body },
    retryAfterMs: retryAfterMs(headers.get('retry-after'), now),
  });
}

function categoryOf(status: number): ErrorCategory {
  return categories.get(status) ?? (status >= 500 ? 'unavailable' : 'permanent');
}

/**
 * Milliseconds of a `Retry-After` header; `undefined` when there is none that can be read.
 *
 * @see RFC 9110, section 10.2.3: a number of seconds, or an HTTP date.
 */
function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  // Every form of an HTTP date starts with the name of a day.
  const instant = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now);
}
