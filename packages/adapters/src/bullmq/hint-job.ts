/** Hints as jobs of a queue. */

import { createHash } from 'node:crypto';
import type { Hint } from '@flowgraft/core';
import type { BullmqJob } from './client.js';

/** A run that can be claimed, now or later. */
export interface Wake {
  readonly tenant: string;
  readonly runId: string;
  /** Epoch milliseconds; `null`: now. */
  readonly wakeAt: number | null;
}

/** Wakes of one key are one job: the last one counts. */
export function wakeKey({ tenant, runId, wakeAt }: Wake): string {
  return `${wakeAt === null ? 'now' : 'at'}\0${tenant}\0${runId}`;
}

/**
 * The job for a wake. As long as it waits, another for the same run is the same job, or, for one that is delayed,
 * takes its place; one that comes while the job is looked at follows it, so that what it tells of is not missed.
 */
export function hintJob(wake: Wake, now: number): BullmqJob {
  const { tenant, runId, wakeAt } = wake;
  // A hash: BullMQ makes keys of ids, and tenants and run ids are any text of any length.
  const id = createHash('sha256').update(wakeKey(wake)).digest('base64url');
  return {
    name: 'hint',
    data: { tenant, runId, hasEnded: false },
    opts: {
      ...(wakeAt !== null && { delay: Math.max(0, Math.ceil(wakeAt - now)) }),
      removeOnComplete: true,
      removeOnFail: true,
      deduplication: { id, replace: wakeAt !== null, keepLastIfActive: true },
    },
  };
}

/** The hint in a job's data; `null` when somebody else put something else there. */
export function hintOf(data: unknown): Hint | null {
  if (typeof data !== 'object' || data === null) return null;
  const { tenant, runId } = data as Partial<Hint>;
  if (typeof tenant !== 'string' || typeof runId !== 'string') return null;
  return { tenant, runId, hasEnded: (data as Partial<Hint>).hasEnded === true };
}
