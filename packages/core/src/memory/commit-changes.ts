/** Writing what the holders of runs decided. */

import type { Clock } from '../ports/clock.js';
import type { CommitOutcome, RunChange, RunNext } from '../ports/run-change.js';
import type { InboxMessage } from '../ports/stored-run.js';
import { endHold } from './claim-runs.js';
import { createFreeRuns } from './create-runs.js';
import { deliverMessage } from './deliver-messages.js';
import { findRun, hint, type MemoryData } from './memory-data.js';
import { hasMail, never, noWaits, type RunEntry } from './run-entry.js';

// One object for each of the two usual answers: most commits are one change without mail.
const stale: CommitOutcome = Object.freeze({ ok: false, reason: 'stale' });
const written: CommitOutcome = Object.freeze({ ok: true, inbox: Object.freeze([]) });
const onlyStale: readonly CommitOutcome[] = Object.freeze([stale]);
const onlyWritten: readonly CommitOutcome[] = Object.freeze([written]);

export function commitChanges(
  data: MemoryData,
  clock: Clock,
  changes: readonly RunChange[],
): readonly CommitOutcome[] {
  if (changes.length !== 1) return changes.map((change) => commitChange(data, clock, change));
  const outcome = commitChange(data, clock, changes[0] as RunChange);
  if (outcome === written) return onlyWritten;
  return outcome === stale ? onlyStale : [outcome];
}

function commitChange(data: MemoryData, clock: Clock, change: RunChange): CommitOutcome {
  const entry = findRun(data, change.tenant, change.runId);
  if (entry === null || entry.holder === null) return stale;
  if (entry.epoch !== change.epoch || entry.journal.length !== change.seq) return stale;
  const { events, consumed, children, messages, next } = change;
  if (children.length > 0) createFreeRuns(data, children, clock.now());
  for (const event of events) entry.journal.push(event);
  if (consumed.length > 0) consume(entry, consumed);
  if (next.kind !== 'hold') endHolding(data, clock.now(), entry, next);
  for (const message of messages) {
    if (message.tenant === change.tenant) deliverMessage(data, clock.now(), message);
  }
  if (next.kind !== 'hold' || !hasMail(entry)) return written;
  return { ok: true, inbox: (entry.inbox as InboxMessage[]).slice() };
}

function consume(entry: RunEntry, consumed: readonly string[]): void {
  const { inbox } = entry;
  if (inbox === null) return;
  const ids = new Set(consumed);
  entry.inbox = inbox.filter((message) => !ids.has(message.id));
}

type NextWithoutHolder = Exclude<RunNext, { readonly kind: 'hold' }>;

function endHolding(data: MemoryData, now: number, entry: RunEntry, next: NextWithoutHolder): void {
  endHold(data, entry);
  entry.status = next.status;
  if (next.kind === 'finish') {
    entry.finishedAt = now;
    entry.output = next.output;
    entry.error = next.error;
    entry.waits = noWaits;
    data.ended.add(entry);
    hint(data, entry, true);
    return;
  }
  entry.wakeAt = next.wakeAt;
  entry.waits = next.waits;
  const wakeAt = next.wakeAt ?? never;
  data.due.schedule(entry, hasMail(entry) ? Math.min(now, wakeAt) : wakeAt, now);
  if (entry.dueAt !== never) hint(data, entry);
}
