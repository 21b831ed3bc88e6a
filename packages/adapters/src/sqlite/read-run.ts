/** Reading what belongs to a run. */

import { decodeValue, type InboxMessage, type MessageBody, type RunEvent } from '@flowgraft/core';
import type { Connection } from './connection.js';

interface MessageRow {
  readonly id: string;
  readonly sent_at: number;
  readonly body: string;
}

/** Unread messages of the run with that ordinal, oldest first. */
export function readInbox(
  { statements }: Connection,
  ordinal: number,
  tenant: string,
  runId: string,
): InboxMessage[] {
  return (statements.inbox.all(ordinal) as MessageRow[]).map(({ id, sent_at: sentAt, body }) => ({
    id,
    tenant,
    runId,
    body: decodeValue(body) as MessageBody,
    sentAt,
  }));
}

/** Journal entries of the run with that ordinal, from `fromSeq`. */
export function readJournal(
  { statements }: Connection,
  ordinal: number,
  fromSeq: number,
): RunEvent[] {
  const rows = statements.journal.all(ordinal, ordinal, fromSeq) as {
    seq: number;
    events: string;
  }[];
  const events = rows.flatMap((row) => decodeValue(row.events) as RunEvent[]);
  return events.slice(fromSeq - (rows[0]?.seq ?? fromSeq));
}
