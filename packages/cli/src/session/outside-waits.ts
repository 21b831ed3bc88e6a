/** What a run and those it has started wait for. */

import { isFinal, type Wait } from '@flowgraft/core';

import type { Session } from './open-session.js';
import type { RunTree } from './run-tree.js';

/** A wait of the run itself or of one that it has started. */
export interface RunWait extends Wait {
  readonly runId: string;
}

/** With a store, a deadline nearer than this is waited for; in memory nobody else can move the run anyway. */
const patienceMs = 60_000;

/** True when some run of the tree waits and none can move on without a signal or a decision. */
export async function isStuck(session: Session, { tenant, runIds }: RunTree): Promise<boolean> {
  const store = await session.store();
  const latest = session.isDurable ? Date.now() + patienceMs : Infinity;
  let waiting = 0;
  for (const runId of runIds) {
    const record = await store.getRun(tenant, runId);
    if (record === null || isFinal(record.status)) continue;
    if (record.status !== 'waiting') return false;
    if (!record.waits.every((wait) => isForTheOutside(wait, latest))) return false;
    if ((await store.readInbox(tenant, runId)).length > 0) return false;
    waiting += record.waits.length;
  }
  return waiting > 0;
}

/** A wait without a signal and without a time is for a decision about an unknown step. */
function isForTheOutside({ signal, wakeAt }: Wait, latest: number): boolean {
  return wakeAt === undefined || (signal !== undefined && wakeAt > latest);
}

/** Every wait of the tree. */
export async function treeWaits(
  session: Session,
  { tenant, runIds }: RunTree,
): Promise<readonly RunWait[]> {
  const store = await session.store();
  const waits: RunWait[] = [];
  for (const runId of runIds) {
    const record = await store.getRun(tenant, runId);
    if (record === null || isFinal(record.status)) continue;
    waits.push(...record.waits.map((wait) => ({ ...wait, runId })));
  }
  return waits;
}
