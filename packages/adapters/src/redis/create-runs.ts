/** Creating runs. */

import type {
  CreateOptions,
  CreateOutcome,
  NewRun,
  RunLimitState,
  RunRecord,
  WorkerLease,
} from '@flowgraft/core';
import type { Connection } from './connection.js';
import { limitStateOf } from './limit-state.js';
import { newRunArgs, timeText, workerText } from './run-args.js';
import { fieldsOf, recordOf } from './run-row.js';
import { scripts } from './scripts/all-scripts.js';

/** Most runs that one script creates: some milliseconds. */
const runsPerCall = 100;

type Created = number | readonly unknown[];

export async function createRuns(
  connection: Connection,
  runs: readonly NewRun[],
  options: CreateOptions | undefined,
): Promise<readonly CreateOutcome[]> {
  if (options?.tx !== undefined) {
    throw new TypeError(
      'create: redis has no transactions of the host to create runs in; leave tx out',
    );
  }
  // All of them before the first call: what cannot be kept keeps the others back too.
  const args = runs.map(newRunArgs);
  const lease = leaseArgs(options?.claim);
  const outcomes: CreateOutcome[] = [];
  for (let at = 0; at < runs.length; at += runsPerCall) {
    const some = runs.slice(at, at + runsPerCall);
    const call = [...lease, connection.nextCallId(), String(some.length)];
    const runArgs = args.slice(at, at + runsPerCall).flat();
    const answer = await connection.run(scripts.create, 'create runs', [...call, ...runArgs]);
    const created = answer.rest[0] as readonly Created[];
    const { now } = answer;
    for (const [index, run] of some.entries()) {
      outcomes.push(
        outcomeOf(run, created[index] ?? [], { now, worker: options?.claim?.worker ?? null }),
      );
    }
  }
  return outcomes;
}

function leaseArgs(claim: WorkerLease | undefined): readonly string[] {
  if (claim === undefined) return ['0', '', '0'];
  return ['1', workerText(claim.worker), timeText(claim.leaseMs, 'leaseMs')];
}

interface Start {
  readonly now: number;
  readonly worker: string | null;
}

function outcomeOf(run: NewRun, created: Created, start: Start): CreateOutcome {
  if (typeof created !== 'object') {
    return { record: newRecord(run, start, Number(created) === 1), created: true };
  }
  const [kind, ...rest] = created;
  if (kind === 'limit') return { refusedBy: limitStateOf(rest) satisfies RunLimitState };
  const [name, row, values] = rest;
  return { record: recordOf(String(name), fieldsOf(row), fieldsOf(values)), created: false };
}

function newRecord(run: NewRun, { now, worker }: Start, isHeld: boolean): RunRecord {
  const { startAt, ...identity } = run;
  return {
    ...identity,
    status: isHeld ? 'running' : 'queued',
    createdAt: now,
    startedAt: isHeld ? now : null,
    finishedAt: null,
    wakeAt: isHeld ? null : (startAt ?? now),
    worker: isHeld ? worker : null,
    epoch: isHeld ? 1 : 0,
    seq: 0,
    crashes: 0,
    waits: [],
  };
}
