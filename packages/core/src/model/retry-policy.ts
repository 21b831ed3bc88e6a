/** When a failed attempt is tried again, and after how long. */

import { durationMs, type Duration } from './duration.js';
import type { ErrorCategory } from './run-error.js';

export interface RetryPolicy {
  /** Attempts in all, the first included; 3 when absent. */
  readonly attempts?: number | undefined;
  /** The wait before the second attempt; doubled (see `factor`) for each further one; `1s` when absent. */
  readonly delay?: Duration | undefined;
  /** No wait is longer; `5m` when absent. */
  readonly maxDelay?: Duration | undefined;
  readonly factor?: number | undefined;
  /** `full` (default) draws the wait from 0 to its cap, so that a crowd does not come back together. */
  readonly jitter?: 'full' | 'none' | undefined;
  /** Categories that are tried again; network, unavailable, timeout, rateLimited, conflict and unknown when absent. */
  readonly on?: readonly ErrorCategory[] | undefined;
}

/** A policy with every field decided. */
export interface ResolvedRetryPolicy {
  readonly attempts: number;
  readonly delayMs: number;
  readonly maxDelayMs: number;
  readonly factor: number;
  readonly jitter: 'full' | 'none';
  readonly on: ReadonlySet<ErrorCategory>;
}

const retriedByDefault: readonly ErrorCategory[] = [
  'rateLimited',
  'timeout',
  'network',
  'unavailable',
  'conflict',
  'unknown',
];

/**
 * Fills in a policy; a field of an earlier layer wins over the same field of a later one.
 *
 * @throws {TypeError} when a duration of a layer is not one.
 */
export function resolveRetryPolicy(
  ...layers: readonly (RetryPolicy | undefined)[]
): ResolvedRetryPolicy {
  const merged = layers.reduceRight<RetryPolicy>((under, layer) => ({ ...under, ...layer }), {});
  return {
    attempts: merged.attempts ?? 3,
    delayMs: durationMs(merged.delay ?? '1s', 'retry.delay'),
    maxDelayMs: durationMs(merged.maxDelay ?? '5m', 'retry.maxDelay'),
    factor: merged.factor ?? 2,
    jitter: merged.jitter ?? 'full',
    on: new Set(merged.on ?? retriedByDefault),
  };
}

/** The failure, as far as the decision to try again depends on it. */
export interface RetryQuestion {
  /** The attempt that failed; the first is 1. */
  readonly attempt: number;
  readonly category: ErrorCategory;
  /** What the node or the remote side said, over the policy's table. */
  readonly retryable?: boolean | undefined;
  /** A wait that the remote side asked for; never shortened. */
  readonly retryAfterMs?: number | undefined;
  /** A number from 0 to 1, for the jitter. */
  readonly random: number;
}

/**
 * Milliseconds until the next attempt, or `undefined` when there is none.
 *
 * @see M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 (full jitter).
 */
export function retryDelayMs(
  policy: ResolvedRetryPolicy,
  { attempt, category, retryable, retryAfterMs, random }: RetryQuestion,
): number | undefined {
  if (attempt >= policy.attempts) return undefined;
  if (!(retryable ?? policy.on.has(category))) return undefined;
  const cap = Math.min(policy.maxDelayMs, policy.delayMs * policy.factor ** (attempt - 1));
  const backoff = policy.jitter === 'full' ? random * cap : cap;
  return Math.round(Math.max(backoff, retryAfterMs ?? 0));
}
