/** Taking runs for a worker. */

import {
  type ClaimedRun,
  type ClaimRequest,
  type ClaimResult,
  type WorkerScope,
  storeArguments,
} from '@flowgraft/core';
import { leewayOf } from './new-run-row.js';
import type { Database } from './database.js';
import { entriesOf, messagesOf, recordOf } from './run-row.js';
import { numberOrNull } from './values.js';

/** What `claimRuns` gives besides the result: the tenant that was served last. */
export interface Claimed {
  readonly result: ClaimResult;
  readonly turn: string;
}

export async function claimRuns(
  database: Database,
  request: ClaimRequest,
  turn: string,
): Promise<Claimed> {
  const { worker, leaseMs, limit, without, runIds } = request;
  storeArguments.checkLimit('claim', limit);
  const text = `SELECT * FROM ${database.table('claim_runs')}(
    $1, $2, $3, $4, $5, $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11)`;
  const rows = await database.run('claim runs', text, [
    database.origin,
    worker,
    leaseMs,
    leewayOf(request),
    limit,
    ...(runIds === undefined ? scopeValues(request) : scopeValues({})),
    without === undefined || without.length === 0 ? null : without,
    runIds ?? null,
    turn,
  ]);
  const last = rows.at(-1);
  const runs = rows.slice(0, -1).map((row): ClaimedRun => {
    const record = recordOf(row);
    const { tenant, runId } = record;
    return {
      record,
      journal: entriesOf(row['journal']),
      inbox: messagesOf(row['inbox'], tenant, runId),
    };
  });
  const nextWakeAt = numberOrNull(last?.['next_at']);
  return {
    result: { runs, nextWakeAt, now: Number(last?.['moment']) },
    turn: last?.['turn'] ?? turn,
  };
}

/** Queues, regions and labels as the database compares them with the scope of a run. */
function scopeValues({ queues, regions = [], labels = [] }: WorkerScope): unknown[] {
  return [queues ?? null, regions.map((region) => `=${region}`), labels];
}

export async function countDue(
  database: Database,
  scope: WorkerScope,
  limit: number,
): Promise<number> {
  const text = `SELECT ${database.table('count_due')}($1::text[], $2::text[], $3::text[], $4) AS due`;
  const [row] = await database.run('count due runs', text, [...scopeValues(scope), limit]);
  return Number(row?.['due']);
}
