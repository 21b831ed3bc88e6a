/** What a pool and its processes say to each other. */

import type { ExitCode } from '../exit-code.js';

/** From the pool. `ping` asks for a `pong` at once and, when `backlogUpTo` is there, for a `backlog`. */
export type PoolOrder =
  | { readonly kind: 'ping'; readonly backlogUpTo?: number | undefined }
  /** Take no more runs, let those that are held come to a stop, and end. */
  | { readonly kind: 'drain' };

/** From a process of the pool. */
export type PoolWord =
  /** It takes runs now. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'pong'; readonly held: number }
  /** Runs that are due; `null` when its engine cannot say. */
  | { readonly kind: 'backlog'; readonly due: number | null }
  /** Something went wrong that will be tried again. */
  | { readonly kind: 'trouble'; readonly message: string }
  /** It ends, because of this. */
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly hint?: string | undefined;
      readonly exitCode: ExitCode;
    };

/** User code runs in the processes, and may send what it likes over the same channel: that is not for us. */
export function poolWordOf(message: unknown): PoolWord | null {
  const word = objectOf(message);
  const isWord =
    word.kind === 'ready' ||
    (word.kind === 'pong' && isCount(word.held)) ||
    (word.kind === 'backlog' && (word.due === null || isCount(word.due))) ||
    (word.kind === 'trouble' && typeof word.message === 'string') ||
    (word.kind === 'failed' && typeof word.message === 'string' && isCount(word.exitCode));
  return isWord ? (word as unknown as PoolWord) : null;
}

export function poolOrderOf(message: unknown): PoolOrder | null {
  const order = objectOf(message);
  const isOrder = order.kind === 'ping' || order.kind === 'drain';
  return isOrder ? (order as unknown as PoolOrder) : null;
}

type Unchecked = Readonly<
  Partial<Record<'kind' | 'held' | 'due' | 'message' | 'exitCode', unknown>>
>;

function objectOf(message: unknown): Unchecked {
  return typeof message === 'object' && message !== null ? message : {};
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
