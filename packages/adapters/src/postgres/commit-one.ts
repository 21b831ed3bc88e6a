/** The short way for what a worker with one run in flight writes: one step further, or the end. */

import { type CommitOutcome, encodeValue, type RunChange } from '@flowgraft/core';
import { type Database, pairsOf, placeholders } from './database.js';
import { newsOf } from './news.js';
import { messagesOf } from './run-row.js';
import type { Committed, Sending } from './sending.js';

const written: CommitOutcome = Object.freeze({ ok: true, inbox: Object.freeze([]) });

/**
 * Writes a change that is alone, keeps or ends its run, and does nothing else.
 *
 * @returns `null`, with nothing written, for any other change, and for one that is stale or of a worker that was not
 *   named: the general way tells these apart.
 */
export async function commitOne(
  database: Pick<Database, 'table'>,
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
      return commitStep(database, change, sending);
    case 'finish':
      return finishRun(database, change, sending);
    case 'park':
      return null;
  }
}

function isPlain({ events, consumed, children, messages }: RunChange): boolean {
  return events.length > 0 && consumed.length + children.length + messages.length === 0;
}

async function commitStep(
  database: Pick<Database, 'table'>,
  change: RunChange,
  { workers, send }: Sending,
): Promise<Committed | null> {
  const text = `SELECT ${database.table('commit_changes_step')}($1, $2, $3, $4, $5, $6, $7) AS inbox`;
  const [row] = await send(text, [...workers, ...fenceValues(change)]);
  const inbox = row?.['inbox'];
  if (typeof inbox !== 'string') return null;
  if (inbox === '') return { outcomes: [written], hints: [] };
  const { tenant, runId } = change;
  return { outcomes: [{ ok: true, inbox: messagesOf(inbox, tenant, runId) }], hints: [] };
}

async function finishRun(
  database: Pick<Database, 'table'>,
  change: RunChange,
  { workers, origin, send }: Sending,
): Promise<Committed | null> {
  const { tenant, runId, next } = change;
  const news = newsOf(origin, { tenant, runId, hasEnded: true });
  if (next.kind !== 'finish' || news === null) return null;
  const { status, output, error } = next;
  const values = [
    ...workers,
    ...fenceValues(change),
    status,
    output === undefined ? null : encodeValue(output),
    error === undefined ? null : encodeValue(error),
    origin,
    news,
  ];
  const text = `SELECT ${database.table('commit_changes_end')}(${placeholders(values.length)}) AS freed`;
  const [row] = await send(text, values);
  const freed = row?.['freed'];
  if (typeof freed !== 'string') return null;
  const hints = [{ tenant, runId, hasEnded: true }, ...(freed === '' ? [] : pairsOf(freed))];
  return { outcomes: [written], hints };
}

function fenceValues({ tenant, runId, epoch, seq, events }: RunChange): unknown[] {
  return [tenant, runId, epoch, seq, events.length, encodeValue(events)];
}
