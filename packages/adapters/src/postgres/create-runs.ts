/** Creating runs. */

import {
  FlowgraftError,
  type CreateOptions,
  type CreateOutcome,
  type NewRun,
  type RunRecord,
  type WorkerLease,
} from '@flowgraft/core';
import type { Queryable } from './client.js';
import { createMany } from './create-many.js';
import { createOne } from './create-one.js';
import { type Row, runOn } from './connection.js';
import { asStoreFailure, type Database } from './database.js';
import { readLimits } from './limits.js';
import { hintOf, leewayOf, limitKeysOf, newRecord, runJson } from './new-run-row.js';
import { selectRuns } from './read-run.js';
import { recordOf } from './run-row.js';
import { numberOrNull } from './values.js';

const operation = 'create runs';

/** Creates the runs that are not there yet; those that are due are held by the worker of `options.claim`. */
export async function createRuns(
  database: Database,
  runs: readonly NewRun[],
  { claim, tx }: CreateOptions = {},
): Promise<readonly CreateOutcome[]> {
  const client = transactionOf(tx, claim);
  const one = client === null ? await createOne(database, runs, claim) : null;
  if (one !== null) return [one];
  const many = client === null ? await createMany(database, runs, claim) : null;
  if (many !== null) return withEarlier(database, runs, many);
  const values = valuesOf(database, runs, claim, client !== null);
  if (runs.length === 0) return [];
  const text = `SELECT * FROM ${database.table('create_runs')}($1, $2, $3, $4, $5, false, $6::text[], $7::json)`;
  const rows = await send(database, client, text, values);
  const outcomes = await outcomesOf(database, client, runs, { rows, claim });
  if (client === null) database.tell(outcomes.flatMap(hintOf));
  return outcomes;
}

/** Those that were created, and for the others the run that was there before. */
async function withEarlier(
  database: Database,
  runs: readonly NewRun[],
  created: readonly (CreateOutcome | null)[],
): Promise<readonly CreateOutcome[]> {
  database.tell(created.flatMap((outcome) => (outcome === null ? [] : hintOf(outcome))));
  if (!created.includes(null)) return created as readonly CreateOutcome[];
  const outcomes: CreateOutcome[] = [];
  for (const [index, outcome] of created.entries()) {
    const run = runs[index] as NewRun;
    outcomes.push(outcome ?? { record: await earlierRun(database, null, run), created: false });
  }
  return outcomes;
}

function transactionOf(tx: unknown, claim: WorkerLease | undefined): Queryable | null {
  if (tx === undefined) return null;
  if (typeof (tx as Queryable | null)?.query !== 'function') {
    throw new TypeError('create: tx must be a client of pg on which a transaction has begun');
  }
  if (claim !== undefined) {
    throw new TypeError(
      'create: a run that is created in a transaction of the host cannot be held at once',
    );
  }
  return tx as Queryable;
}

function valuesOf(
  database: Database,
  runs: readonly NewRun[],
  claim: WorkerLease | undefined,
  isHosts: boolean,
): unknown[] {
  const rows = runs.map((each, index) => runJson(each, index));
  const keys = limitKeysOf(runs);
  return [
    // Our own listener passes over what we caused and have told of; of a host's transaction we cannot tell.
    isHosts ? `${database.origin}/tx` : database.origin,
    claim?.worker ?? null,
    claim?.leaseMs ?? null,
    claim === undefined ? null : leewayOf(claim),
    isHosts,
    keys,
    JSON.stringify(rows),
  ];
}

interface Answer {
  readonly rows: readonly Row[];
  readonly claim: WorkerLease | undefined;
}

async function outcomesOf(
  database: Database,
  client: Queryable | null,
  runs: readonly NewRun[],
  { rows, claim }: Answer,
): Promise<CreateOutcome[]> {
  const now = Number(rows.find((row) => row['i'] === null)?.['moment']);
  const byIndex = new Map(rows.map((row) => [numberOrNull(row['i']), row]));
  const outcomes: CreateOutcome[] = [];
  for (const [index, each] of runs.entries()) {
    const row = byIndex.get(index + 1);
    if (row === undefined) {
      outcomes.push({ record: await earlierRun(database, client, each), created: false });
    } else if (typeof row['refused_by'] === 'string') {
      outcomes.push(await refusal(database, row['refused_by']));
    } else {
      const worker = row['is_held']?.startsWith('t') === true ? (claim?.worker ?? null) : null;
      const record = newRecord(each, now, worker);
      database.held.note(record, row['ordinal']);
      outcomes.push({ record, created: true });
    }
  }
  return outcomes;
}

async function refusal(database: Database, key: string): Promise<CreateOutcome> {
  const [state] = await readLimits(database, [key]);
  return {
    refusedBy: state ?? { key, maxHeld: null, maxQueued: 0, held: 0, queued: 0 },
  };
}

/** The run that has the id, or the key. */
async function earlierRun(
  database: Database,
  client: Queryable | null,
  run: NewRun,
): Promise<RunRecord> {
  const text = `${selectRuns(database.names)} WHERE r.tenant = $1 AND (r.run_id = $2 OR r.idempotency_key = $3)
    ORDER BY (r.run_id = $2) DESC LIMIT 1`;
  const values = [run.tenant, run.runId, run.idempotencyKey ?? null];
  const [row] = await send(database, client, text, values);
  if (row !== undefined) return recordOf(row);
  throw new FlowgraftError(
    'STORE_FAILED',
    `PostgreSQL could not ${operation}: run ${JSON.stringify(run.runId)} was there, and was removed meanwhile; try again`,
    { operation, store: 'postgres' },
  );
}

async function send(
  database: Database,
  client: Queryable | null,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  if (client === null) return database.run(operation, text, values);
  try {
    return await runOn(client, text, values);
  } catch (error) {
    throw asStoreFailure(error, operation);
  }
}
