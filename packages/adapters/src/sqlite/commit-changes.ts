/** Writing what the holders of runs decided. */

import {
  encodeValue,
  type CommitOutcome,
  type InboxMessage,
  type RunChange,
  type RunNext,
} from '@flowgraft/core';
import type { Connection } from './connection.js';
import { createChildren } from './create-runs.js';
import { deliverMessage } from './deliver-messages.js';
import { type LetGo, LimitBook } from './limit-book.js';
import { readInbox } from './read-run.js';
import { noteWaits } from './wait-marks.js';

const noMessages: readonly InboxMessage[] = Object.freeze([]);
const stale: CommitOutcome = Object.freeze({ ok: false, reason: 'stale' });
const written: CommitOutcome = Object.freeze({ ok: true, inbox: noMessages });

export function commitChanges(
  connection: Connection,
  changes: readonly RunChange[],
  now: number,
): readonly CommitOutcome[] {
  const book = new LimitBook(connection);
  const outcomes = changes.map((change) => commitChange(connection, book, change, now));
  book.settle();
  return outcomes;
}

/** Writes one change: first the row that carries the fence, then, if it let us through, all the rest. */
function commitChange(
  connection: Connection,
  book: LimitBook,
  change: RunChange,
  now: number,
): CommitOutcome {
  const { tenant, runId, events, consumed, children, messages, next } = change;
  const run =
    consumed.length === 0 ? advance(connection, change, now) : read(connection, change, now);
  if (run === undefined) return stale;
  if (events.length > 0) {
    connection.statements.append.run(run.ordinal, change.seq, encodeValue(events));
  }
  if (children.length > 0) createChildren(connection, book, children, now);
  for (const message of messages) {
    if (message.tenant === tenant) deliverMessage(connection, message, now);
  }
  if (next.kind === 'hold') {
    if (run.mail === 0) return written;
    return { ok: true, inbox: readInbox(connection, run.ordinal, tenant, runId) };
  }
  book.countLetGo(run as Fenced & LetGo);
  if (next.kind === 'finish') {
    setOutcome(connection, run.ordinal, next);
    connection.hint(tenant, runId, true);
    return written;
  }
  noteWaits(connection, { ordinal: run.ordinal, tenant }, next.waits);
  if (next.wakeAt !== null || run.mail > 0) connection.hint(tenant, runId);
  return written;
}

interface Fenced {
  readonly ordinal: number;
  readonly mail: number;
}

/** Takes messages out of the inbox before the rest of the change looks at what is unread. */
function read(connection: Connection, change: RunChange, now: number): Fenced | undefined {
  const { statements } = connection;
  const before = { ...change, events: [], next: { kind: 'hold' } } as const;
  const run = advance(connection, before, now);
  if (run === undefined) return undefined;
  let taken = 0;
  for (const id of change.consumed)
    taken += Number(statements.consume.run(run.ordinal, id).changes);
  if (taken > 0) statements.takeMail.run(taken, run.ordinal);
  return advance(connection, change, now);
}

/** Moves the run's row on, if the change is not stale. */
function advance({ statements }: Connection, change: RunChange, now: number): Fenced | undefined {
  const { runId, tenant, epoch, seq, next } = change;
  const more = change.events.length;
  switch (next.kind) {
    case 'hold':
      return statements.hold.get(more, runId, tenant, epoch, seq) as Fenced | undefined;
    case 'park':
      return statements.park.get(
        more,
        next.status,
        next.wakeAt,
        encodeValue(next.waits),
        next.wakeAt,
        Math.min(now, next.wakeAt ?? now),
        next.wakeAt !== null && next.wakeAt <= now ? 1 : 0,
        runId,
        tenant,
        epoch,
        seq,
      ) as Fenced | undefined;
    case 'finish':
      return statements.finish.get(more, next.status, now, runId, tenant, epoch, seq) as
        Fenced | undefined;
  }
}

function setOutcome(
  { statements }: Connection,
  ordinal: number,
  { output, error }: Extract<RunNext, { readonly kind: 'finish' }>,
): void {
  if (output === undefined && error === undefined) return;
  statements.setOutcome.run(
    output === undefined ? null : encodeValue(output),
    error === undefined ? null : encodeValue(error),
    ordinal,
  );
}
