/** What workers hold, keep, lose and give up. */

import {
  decodeValue,
  encodeValue,
  type Heartbeat,
  type HeartbeatResult,
  type HeldRun,
  type PurgeRequest,
  type WorkerRecord,
  type WorkerReport,
  storeArguments,
} from '@flowgraft/core';
import type { Row } from './connection.js';
import { type Database, pairsOf } from './database.js';
import { textOf } from './run-row.js';
import { wholeMs } from './values.js';

export async function sendHeartbeat(
  database: Database,
  { worker, leaseMs, holding, report }: Heartbeat,
): Promise<HeartbeatResult> {
  const text = `SELECT * FROM ${database.table('heartbeat')}($1, $2, $3, $4::text[], $5::text[], $6::integer[])`;
  const rows = await database.run('renew a lease', text, [
    worker,
    leaseMs,
    report === undefined ? null : encodeValue(report),
    holding.map(({ tenant }) => tenant),
    holding.map(({ runId }) => runId),
    holding.map(({ epoch }) => epoch),
  ]);
  const lost: string[] = [];
  const mail: string[] = [];
  const strays: HeldRun[] = [];
  for (const row of rows.slice(0, -1)) {
    const named = holding[Number(row['i']) - 1];
    if (named === undefined) strays.push(heldOf(row));
    else if (row['mail']?.startsWith('t') === true) mail.push(named.runId);
    else lost.push(named.runId);
  }
  return { lost, mail, strays, now: Number(rows.at(-1)?.['moment']) };
}

function heldOf(row: Row): HeldRun {
  return {
    tenant: textOf(row, 'tenant'),
    runId: textOf(row, 'run_id'),
    epoch: Number(row['epoch']),
  };
}

export async function dropRuns(
  database: Database,
  runs: readonly HeldRun[],
  wakeAt: number,
): Promise<void> {
  if (runs.length === 0) return;
  const text = `SELECT ${database.table('drop_runs')}($1, $2::text[], $3::text[], $4::integer[], $5)::text AS runs`;
  const [row] = await database.run('drop runs', text, [
    database.origin,
    runs.map(({ tenant }) => tenant),
    runs.map(({ runId }) => runId),
    runs.map(({ epoch }) => epoch),
    wholeMs(wakeAt),
  ]);
  database.tell(pairsOf(row?.['runs']));
}

export async function releaseWorker(database: Database, worker: string): Promise<void> {
  const text = `SELECT ${database.table('release_worker')}($1, $2)::text AS runs`;
  const [row] = await database.run('release runs', text, [database.origin, worker]);
  database.tell(pairsOf(row?.['runs']));
}

/** Workers with a lease, and lost ones that still hold something. */
export async function listWorkers(database: Database): Promise<WorkerRecord[]> {
  const text = `
    SELECT w.worker, w.seen_at, w.lease_until, w.report FROM ${database.table('workers')} w
    WHERE w.lease_until > floor(extract(epoch FROM clock_timestamp()) * 1000)
      OR EXISTS (SELECT 1 FROM ${database.table('run_states')} s WHERE s.worker = w.worker AND s.ordinal > 0)
    ORDER BY w.worker`;
  const rows = await database.run('list workers', text, []);
  return rows.map((row) => ({
    worker: textOf(row, 'worker'),
    seenAt: Number(row['seen_at']),
    leaseEndsAt: Number(row['lease_until']),
    report: typeof row['report'] === 'string' ? (decodeValue(row['report']) as WorkerReport) : null,
  }));
}

export async function purgeRuns(
  database: Database,
  { tenant, status, finishedBefore, limit }: PurgeRequest,
): Promise<number> {
  storeArguments.checkLimit('purge', limit);
  const text = `SELECT ${database.table('purge_runs')}($1, $2::text[], $3, $4) AS gone`;
  const values = [tenant ?? null, status, wholeMs(finishedBefore), Math.min(limit, 2 ** 31 - 1)];
  const [row] = await database.run('purge runs', text, values);
  return Number(row?.['gone']);
}
