/** The short way for what a worker with one run in flight writes: one step further, or the end. */

import { type CommitOutcome, encodeValue, type RunChange } from '@flowgraft/core';
import { pairsOf } from './database.js';
import { newsOf } from './news.js';
import { messagesOf } from './run-row.js';
import type { Committed, Sending } from './sending.js';
import { encodedOrNull } from './values.js';

const written: CommitOutcome = Object.freeze({ ok: true, inbox: Object.freeze([]) });

/**
 * Writes a change that is alone, keeps or ends its run, and does nothing else.
 *
 * @returns `null`, with nothing written, for any other change, and for one that is stale or of a worker that was not
 *   named: the general way tells these apart.
 */
export async function commitOne(
  changes: readonly RunChange[],
  sending: Sending,
): Promise<Committed | null> {
  const [change] = changes;
  const { step, workers } = sending;
  if (change === undefined || changes.length > 1 || workers.length !== 1 || step !== null) {
    return null;
  }
  if (!isPlain(change)) return null;
  switch (change.next.kind) {
    case 'hold':
      return commitStep(change, sending);
    case 'finish':
      return finishRun(change, sending);
    case 'park':
      return null;
  }
}

function isPlain({ events, consumed, children, messages }: RunChange): boolean {
  return events.length > 0 && consumed.length + children.length + messages.length === 0;
}

async function commitStep(change: RunChange, sending: Sending): Promise<Committed | null> {
  const values = [...sending.workers, ...fenceValues(change, sending)];
  const statement = sending.database.functions.value('commit_changes_step', values.length);
  const [row] = await sending.send(statement, values);
  const inbox = row?.['answer'];
  if (typeof inbox !== 'string') return null;
  if (inbox === '') return { outcomes: [written], hints: [] };
  const { tenant, runId } = change;
  return { outcomes: [{ ok: true, inbox: messagesOf(inbox, tenant, runId) }], hints: [] };
}

async function finishRun(change: RunChange, sending: Sending): Promise<Committed | null> {
  const { tenant, runId, next } = change;
  const { workers, database } = sending;
  const { origin, functions, held } = database;
  const news = newsOf(origin, { tenant, runId, hasEnded: true });
  if (next.kind !== 'finish' || news === null) return null;
  const { status, output, error } = next;
  const values = [
    ...workers,
    ...fenceValues(change, sending),
    status,
    encodedOrNull(output),
    encodedOrNull(error),
    origin,
    news,
  ];
  const statement = functions.value('commit_changes_end', values.length);
  const [row] = await sending.send(statement, values);
  const freed = row?.['answer'];
  if (typeof freed !== 'string') return null;
  held.forget(runId);
  const hints = [{ tenant, runId, hasEnded: true }, ...(freed === '' ? [] : pairsOf(freed))];
  return { outcomes: [written], hints };
}

function fenceValues(
  { tenant, runId, epoch, seq, events }: RunChange,
  { database: { held } }: Sending,
): unknown[] {
  const known = held.of(tenant, runId);
  return [
    known?.ordinal ?? null,
    known?.startedAt ?? null,
    tenant,
    runId,
    epoch,
    seq,
    events.length,
    encodeValue(events),
  ];
}
