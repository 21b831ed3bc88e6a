/** Reading runs and what belongs to them. */

import type { InboxMessage, RunEvent, RunRecord } from '@flowgraft/core';
import type { Database } from './database.js';
import { inboxText, selectedColumns } from './function-parts.js';
import type { Names } from './names.js';
import { entriesOf, messagesOf, recordOf } from './run-row.js';

/** Selects runs as `recordOf` reads them; a condition on `r` (runs) and `s` (run_states) follows. */
export function selectRuns(names: Names): string {
  return `SELECT ${selectedColumns(names)} FROM ${names.table('runs')} r
    JOIN ${names.table('run_states')} s ON s.ordinal = r.ordinal`;
}

export async function readRun(
  database: Database,
  tenant: string,
  runId: string,
): Promise<RunRecord | null> {
  const text = `${selectRuns(database.names)} WHERE r.run_id = $1 AND r.tenant = $2`;
  const [row] = await database.run('read a run', text, [runId, tenant]);
  return row === undefined ? null : recordOf(row);
}

export async function readInbox(
  database: Database,
  tenant: string,
  runId: string,
): Promise<InboxMessage[]> {
  const text = `SELECT ${inboxText(database.names, 'r.ordinal')} AS inbox
    FROM ${database.table('runs')} r WHERE r.run_id = $1 AND r.tenant = $2`;
  const [row] = await database.run('read an inbox', text, [runId, tenant]);
  return messagesOf(row?.['inbox'], tenant, runId);
}

/** Rows of the journal hold several entries: reading begins with the row that `fromSeq` is in. */
export async function readJournal(
  database: Database,
  {
    tenant,
    runId,
    fromSeq,
  }: { readonly tenant: string; readonly runId: string; readonly fromSeq: number },
): Promise<RunEvent[]> {
  const journal = database.table('journal');
  const text = `
    SELECT '[' || string_agg(j.events, ',' ORDER BY j.seq) || ']' AS journal, min(j.seq) AS first
    FROM ${database.table('runs')} r JOIN ${journal} j ON j.run = r.ordinal
    WHERE r.run_id = $1 AND r.tenant = $2 AND j.seq >= coalesce((
      SELECT max(e.seq) FROM ${journal} e WHERE e.run = r.ordinal AND e.seq <= $3), 0)`;
  const [row] = await database.run('read a journal', text, [runId, tenant, fromSeq]);
  return entriesOf(row?.['journal']).slice(
    Math.max(0, fromSeq - Number(row?.['first'] ?? fromSeq)),
  );
}
