/** What tests of this folder share: the server, prefixes of their own, and what a store is opened with. */

import { randomUUID } from 'node:crypto';
import {
  systemClock,
  systemRandom,
  type BackendHost,
  type CreateOutcome,
  type NewRun,
  type RunChange,
  type RunRecord,
} from '@flowgraft/core';
import type { Redis } from 'ioredis';

export const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';

export const host: BackendHost = {
  clock: systemClock(),
  random: systemRandom(),
  logger: { log: () => undefined },
};

/** A prefix that nothing else uses. */
export function newPrefix(): string {
  return `flowgraft-test-${randomUUID()}`;
}

/** Removes all keys of a prefix. */
export async function removeKeys(client: Redis, prefix: string): Promise<void> {
  for (let cursor = '0', isFirst = true; isFirst || cursor !== '0'; isFirst = false) {
    const [next, keys] = await client.scan(cursor, 'MATCH', `{${prefix}}:*`, 'COUNT', 10_000);
    if (keys.length > 0) await client.unlink(...keys);
    cursor = next;
  }
}

export function newRun(runId: string, more: Partial<NewRun> = {}): NewRun {
  return {
    tenant: 'acme',
    runId,
    workflowId: 'w',
    workflowHash: 'h',
    input: null,
    priority: 0,
    queue: 'default',
    labels: [],
    limitKeys: [],
    tags: [],
    ...more,
  };
}

/** A change that appends one entry. */
export function changeOf(
  run: Pick<RunRecord, 'tenant' | 'runId' | 'epoch' | 'seq'>,
  more: Partial<RunChange> = {},
): RunChange {
  const { tenant, runId, epoch } = run;
  const { seq = run.seq } = more;
  return {
    tenant,
    runId,
    epoch,
    seq,
    events: [{ type: 'timer.fired', at: seq, step: `s${seq}` }],
    consumed: [],
    children: [],
    messages: [],
    next: { kind: 'hold' },
    ...more,
  };
}

export const completed = { kind: 'finish', status: 'completed', output: 'done' } as const;

/** The record of a run that must have been created or found. */
export function recordOf(outcome: CreateOutcome | undefined): RunRecord {
  if (outcome !== undefined && 'record' in outcome) return outcome.record;
  throw new Error('the run was refused');
}

/** What an action throws; `undefined` when it does not. */
export async function failureOf(action: () => unknown): Promise<Error | undefined> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  return undefined;
}
