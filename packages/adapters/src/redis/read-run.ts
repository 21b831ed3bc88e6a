/** Reading what belongs to a run. */

import type { InboxMessage, RunEvent } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { runName } from './run-args.js';
import { eventsOf, inboxOf } from './run-row.js';
import { scripts } from './scripts/all-scripts.js';

/** Most commits, and about the most bytes, that one call reads. */
const commitsPerCall = 1000;
const bytesPerCall = 2_000_000;

export async function readInbox(
  connection: Connection,
  tenant: string,
  runId: string,
): Promise<InboxMessage[]> {
  const args = [runName(tenant, runId)];
  const { rest } = await connection.run(scripts.readInbox, 'read an inbox', args);
  return inboxOf(tenant, runId, rest[0]);
}

export function readWholeJournal(
  connection: Connection,
  tenant: string,
  runId: string,
): Promise<RunEvent[]> {
  return readJournal(connection, tenant, runId, 0);
}

export async function readJournal(
  connection: Connection,
  tenant: string,
  runId: string,
  fromSeq: number,
): Promise<RunEvent[]> {
  const name = runName(tenant, runId);
  const events: RunEvent[] = [];
  for (;;) {
    const from = fromSeq + events.length;
    const args = [name, String(from), String(commitsPerCall), String(bytesPerCall)];
    const { rest } = await connection.run(scripts.readJournal, 'read a journal', args);
    for (const event of eventsOf(rest[0], from)) events.push(event);
    if (Number(rest[1]) === 0) return events;
  }
}
