/** Taking runs for a worker. */

import {
  type ClaimedRun,
  type ClaimRequest,
  type ClaimResult,
  type WorkerScope,
  storeArguments,
} from '@flowgraft/core';
import { leewayOf } from './new-run-row.js';
import type { Row } from './connection.js';
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
  const lease = [worker, leaseMs, leewayOf(request)];
  const hashes = without === undefined || without.length === 0 ? null : without;
  if (runIds === undefined) {
    const one = await claimOne(database, request, [...lease, ...scopeValues(request), hashes]);
    if (one !== null) return { result: one, turn };
  }
  const statement = database.functions.rows('claim_runs', 11);
  const rows = await database.call('claim runs', statement, [
    database.origin,
    ...lease,
    limit,
    ...(runIds === undefined ? scopeValues(request) : scopeValues({})),
    hashes,
    runIds ?? null,
    turn,
  ]);
  const last = rows.at(-1);
  const runs = rows.slice(0, -1).map((row) => claimedOf(database, row));
  database.claimsOne = runIds === undefined ? runs.length < 2 : database.claimsOne;
  return { result: resultOf(runs, last), turn: last?.['turn'] ?? turn };
}

/** The short way for a worker that waits for work. @returns `null`, with nothing claimed, for anything but one run. */
async function claimOne(
  database: Database,
  { limit }: ClaimRequest,
  values: unknown[],
): Promise<ClaimResult | null> {
  if (!database.claimsOne || limit < 1) return null;
  const statement = database.functions.rows('claim_runs_one', values.length);
  const [row] = await database.call('claim runs', statement, values);
  if (row === undefined) {
    database.claimsOne = false;
    return null;
  }
  return resultOf(row['ordinal'] === null ? [] : [claimedOf(database, row)], row);
}

function resultOf(runs: readonly ClaimedRun[], row: Row | undefined): ClaimResult {
  return { runs, nextWakeAt: numberOrNull(row?.['next_at']), now: Number(row?.['moment']) };
}

function claimedOf(database: Database, row: Row): ClaimedRun {
  const record = recordOf(row);
  const { tenant, runId } = record;
  database.held.note(record, row['ordinal']);
  return {
    record,
    journal: entriesOf(row['journal']),
    inbox: messagesOf(row['inbox'], tenant, runId),
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
