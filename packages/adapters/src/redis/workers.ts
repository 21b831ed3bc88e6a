/** Workers: what they hold, how long, and what they say of themselves. */

import {
  decodeValue,
  encodeValue,
  type Heartbeat,
  type HeartbeatResult,
  type HeldRun,
  type WorkerRecord,
  type WorkerReport,
  type WorkerScope,
  storeArguments,
} from '@flowgraft/core';
import { compareBytes } from './compare-bytes.js';
import type { Connection } from './connection.js';
import { plainText, runName, scopeArgs, timeText, workerText } from './run-args.js';
import { scripts } from './scripts/all-scripts.js';

/** Most runs that one script lets go of. */
const droppedPerCall = 100;

export async function heartbeat(
  connection: Connection,
  { worker, leaseMs, holding, report }: Heartbeat,
): Promise<HeartbeatResult> {
  const { now, rest } = await connection.run(scripts.heartbeat, 'renew a lease', [
    workerText(worker),
    timeText(leaseMs, 'leaseMs'),
    report === undefined ? '' : encodeValue(report),
    ...heldArgs(holding),
  ]);
  const [states, strays] = rest as readonly [readonly unknown[], readonly (readonly string[])[]];
  const those = (state: number): string[] =>
    holding.flatMap(({ runId }, index) => (Number(states[index]) === state ? [runId] : []));
  return { lost: those(0), mail: those(2), strays: strays.map(heldRun), now };
}

function heldRun([name = '', epoch]: readonly string[]): HeldRun {
  const [tenant = '', runId = ''] = name.split('\0');
  return { tenant, runId, epoch: Number(epoch) };
}

export async function drop(
  connection: Connection,
  runs: readonly HeldRun[],
  wakeAt: number,
): Promise<void> {
  const due = timeText(wakeAt, 'wakeAt');
  for (let at = 0; at < runs.length; at += droppedPerCall) {
    const some = heldArgs(runs.slice(at, at + droppedPerCall));
    await connection.run(scripts.drop, 'drop runs', [due, ...some]);
  }
}

function heldArgs(runs: readonly HeldRun[]): string[] {
  const texts = runs.flatMap(({ tenant, runId, epoch }) => [runName(tenant, runId), String(epoch)]);
  return [String(runs.length), ...texts];
}

export async function release(connection: Connection, worker: string): Promise<void> {
  for (;;) {
    const args = [plainText(worker, 'a worker')];
    const { rest } = await connection.run(scripts.release, 'release runs', args);
    if (Number(rest[0]) === 0) return;
  }
}

export async function listWorkers(connection: Connection): Promise<WorkerRecord[]> {
  const { rest } = await connection.run(scripts.listWorkers, 'list workers', []);
  const workers = rest[0] as readonly (readonly string[])[];
  return workers
    .map(([worker = '', leaseEndsAt, seenAt, report = '']) => ({
      worker,
      seenAt: Number(seenAt),
      leaseEndsAt: Number(leaseEndsAt),
      report: report === '' ? null : (decodeValue(report) as WorkerReport),
    }))
    .sort((a, b) => compareBytes(a.worker, b.worker));
}

export async function countDue(
  connection: Connection,
  scope: WorkerScope,
  limit: number,
): Promise<number> {
  storeArguments.checkLimit('countDue', limit);
  for (;;) {
    const args = [String(limit), ...scopeArgs(scope)];
    const { rest } = await connection.run(scripts.countDue, 'count due runs', args);
    if (Number(rest[1]) === 0) return Number(rest[0]);
  }
}
