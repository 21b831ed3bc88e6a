/** Creating runs. */

import {
  encodeValue,
  FlowgraftError,
  type CreateOptions,
  type CreateOutcome,
  type Hint,
  type NewRun,
  type RunRecord,
  type WorkerLease,
} from '@flowgraft/core';
import type { Queryable } from './client.js';
import { type Row, runOn } from './connection.js';
import { asStoreFailure, type Database } from './database.js';
import { readLimits } from './limits.js';
import { selectRuns } from './read-run.js';
import { recordOf } from './run-row.js';
import { arrayText, fullArrayText, numberOrNull, wellFormed, wholeMs } from './values.js';

const operation = 'create runs';
/** Part of its lease that a worker may have used up when a create or claim finds no need to renew it: 1/20, a second at most. */
export function leewayOf({ leaseMs }: WorkerLease): number {
  return Math.floor(Math.min(leaseMs / 20, 1000));
}

/** Creates the runs that are not there yet; those that are due are held by the worker of `options.claim`. */
export async function createRuns(
  database: Database,
  runs: readonly NewRun[],
  { claim, tx }: CreateOptions = {},
): Promise<readonly CreateOutcome[]> {
  const client = transactionOf(tx, claim);
  const values = valuesOf(database, runs, claim, client !== null);
  if (runs.length === 0) return [];
  const text = `SELECT * FROM ${database.table('create_runs')}($1, $2, $3, $4, $5, false, $6::text[], $7::json)`;
  const rows = await send(database, client, text, values);
  const outcomes = await outcomesOf(database, client, runs, { rows, claim });
  if (client === null) database.tell(outcomes.flatMap(hintOf));
  return outcomes;
}

function hintOf(outcome: CreateOutcome): Hint[] {
  if (!('record' in outcome) || !outcome.created || outcome.record.worker !== null) return [];
  const { tenant, runId } = outcome.record;
  return [{ tenant, runId, hasEnded: false }];
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

/** The keys of all of them, each once; `null` when they have none. */
export function limitKeysOf(runs: readonly NewRun[]): string[] | null {
  const keys = new Set<string>();
  for (const { limitKeys } of runs) for (const key of limitKeys) keys.add(wellFormed(key));
  return keys.size === 0 ? null : [...keys];
}

/** A run as the database's function takes it. */
export function runJson(run: NewRun, index: number): Readonly<Record<string, unknown>> {
  const { region, labels, parent, startAt } = run;
  const scope = [
    run.queue,
    region === undefined ? '' : `=${region}`,
    ...[...new Set(labels)].sort(),
  ];
  return {
    i: index + 1,
    tenant: wellFormed(run.tenant),
    run_id: wellFormed(run.runId),
    workflow_id: wellFormed(run.workflowId),
    hash: wellFormed(run.workflowHash),
    priority: run.priority,
    queue: wellFormed(run.queue),
    region: region === undefined ? undefined : wellFormed(region),
    labels: textList(labels),
    limit_keys: textList(run.limitKeys),
    tags: textList(run.tags),
    idempotency_key: run.idempotencyKey === undefined ? undefined : wellFormed(run.idempotencyKey),
    parent_run_id: parent === undefined ? undefined : wellFormed(parent.runId),
    parent_step: parent === undefined ? undefined : wellFormed(parent.step),
    parent_depth: parent?.depth,
    traceparent: run.traceparent === undefined ? undefined : wellFormed(run.traceparent),
    start_at: startAt === undefined ? undefined : wholeMs(startAt),
    input: encodeValue(run.input),
    scope: wellFormed(fullArrayText(scope)),
  };
}

function textList(list: readonly string[]): string | undefined {
  const text = arrayText(list);
  return text === null ? undefined : wellFormed(text);
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
      outcomes.push({ record: newRecord(each, now, worker), created: true });
    }
  }
  return outcomes;
}

function newRecord(run: NewRun, now: number, worker: string | null): RunRecord {
  const { startAt, ...identity } = run;
  const isHeld = worker !== null;
  return {
    ...identity,
    status: isHeld ? 'running' : 'queued',
    createdAt: now,
    startedAt: isHeld ? now : null,
    finishedAt: null,
    wakeAt: isHeld ? null : wholeMs(startAt ?? now),
    worker,
    epoch: isHeld ? 1 : 0,
    seq: 0,
    crashes: 0,
    output: undefined,
    error: undefined,
    waits: [],
  };
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
