/** Limits as Redis holds them, and as the engine sees them. */

import type { RunLimit, RunLimitState } from '@flowgraft/core';
import { plainText } from './run-args.js';

/** `key` and `maxHeld/maxQueued`; the latter empty when the limit is lifted. */
export function limitArgs({ key, maxHeld, maxQueued }: RunLimit): string[] {
  const isLifted = maxHeld === null && maxQueued === null;
  const text = isLifted ? '' : `${maximum(maxHeld, 'maxHeld')}/${maximum(maxQueued, 'maxQueued')}`;
  return [plainText(key, 'a limit key'), text];
}

function maximum(value: number | null, what: string): string {
  if (value === null) return '-';
  if (Number.isSafeInteger(value) && value >= 0) return String(value);
  throw new TypeError(
    `setLimits: ${what} must be a whole number >= 0 or null, got ${String(value)}`,
  );
}

/** Of key, `maxHeld/maxQueued`, held and queued. */
export function limitStateOf(parts: readonly unknown[]): RunLimitState {
  const [key, text, held, queued] = parts;
  const [maxHeld, maxQueued] = String(text)
    .split('/')
    .map((part) => (part === '-' ? null : Number(part)));
  return {
    key: String(key),
    maxHeld: maxHeld ?? null,
    maxQueued: maxQueued ?? null,
    held: Number(held),
    queued: Number(queued),
  };
}
