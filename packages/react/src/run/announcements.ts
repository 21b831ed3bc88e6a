/** Says politely what has become of a run, and not too often: what came meanwhile is said together. */

import type { RunStatus } from '@flowgraft/core';
import type { RunSession } from './run-session.js';

/** What is worth saying: the run's status, and steps that failed or wait since the last time. */
export interface RunNews {
  readonly status: RunStatus | null;
  /** Steps that have failed since. */
  readonly failed: readonly string[];
  /** Steps that have begun to wait for an answer since. */
  readonly asking: readonly string[];
  /** Steps that have completed since. */
  readonly completed: number;
}

/** At most one announcement in so many milliseconds. */
const quietMs = 2_000;

interface Seen {
  readonly status: RunStatus | null;
  readonly failed: ReadonlySet<string>;
  readonly asking: ReadonlySet<string>;
  readonly resolved: number;
}

export interface AnnouncementParts {
  readonly session: RunSession;
  readonly say: (news: RunNews) => void;
  /** Calls back after `ms`; the returned function takes it back. A timer when absent. */
  readonly after?: ((ms: number, call: () => void) => () => void) | undefined;
}

/** Tells of what changes from the first update on, until the returned function is called. */
export function announceRun({ session, say, after = timer }: AnnouncementParts): () => void {
  let seen: Seen | undefined = undefined;
  let takeBack: (() => void) | undefined = undefined;
  const look = (): void => {
    const now = stateOf(session);
    // What was there when it was opened is on the screen: nothing of it is news.
    if (seen === undefined) {
      if (now.status !== null) seen = now;
      return;
    }
    const news = newsOf(seen, now);
    if (news === null || takeBack !== undefined) return;
    seen = now;
    takeBack = after(quietMs, () => {
      takeBack = undefined;
      look();
    });
    say(news);
  };
  const leave = [session.summary.subscribe(look), session.steps.subscribe(look)];
  look();
  return () => {
    for (const stop of leave) stop();
    takeBack?.();
  };
}

function stateOf(session: RunSession): Seen {
  const run = session.summary.get();
  return {
    status: run?.status ?? null,
    failed: new Set(session.steps.get().failed),
    asking: new Set(run?.waits.filter((wait) => wait.signal !== undefined).map(({ step }) => step)),
    resolved: session.progress.get().resolved,
  };
}

function newsOf(seen: Seen, now: Seen): RunNews | null {
  const failed = [...now.failed].filter((step) => !seen.failed.has(step));
  const asking = [...now.asking].filter((step) => !seen.asking.has(step));
  const completed = Math.max(0, now.resolved - seen.resolved);
  // Running and waiting take turns all the time: only what is final, or asks for somebody, is worth a word.
  const status = now.status !== seen.status && isWorthy(now.status) ? now.status : null;
  if (status === null && failed.length + asking.length + completed === 0) return null;
  return { status, failed, asking, completed };
}

function isWorthy(status: RunStatus | null): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

function timer(ms: number, call: () => void): () => void {
  const handle = setTimeout(call, ms);
  return () => clearTimeout(handle);
}
