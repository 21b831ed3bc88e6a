/** A run with the runs that it has started, through all generations. */

import type { RunRecord, Store } from '@flowgraft/core';

import type { Session } from './open-session.js';

export interface RunTree {
  readonly tenant: string;
  /** The run itself, and its descendants that had not ended when they were found. */
  readonly runIds: ReadonlySet<string>;
  /** No more runs are added. */
  readonly close: () => void;
}

/** Finds the tree of a run, and adds the runs that are started from now on by this session's engine. */
export async function openRunTree(
  { engine, store }: Session,
  { tenant, runId }: RunRecord,
): Promise<RunTree> {
  const runIds = new Set<string>();
  const close = engine.on('journal', (event) => {
    if (event.fact.type === 'child.started' && runIds.has(event.runId)) {
      runIds.add(event.fact.childId);
    }
  });
  await addTree(runIds, await store(), tenant, runId);
  return { tenant, runIds, close };
}

async function addTree(
  runIds: Set<string>,
  store: Store,
  tenant: string,
  runId: string,
): Promise<void> {
  runIds.add(runId);
  for (const childId of await openChildren(store, tenant, runId)) {
    if (!runIds.has(childId)) await addTree(runIds, store, tenant, childId);
  }
}

/** Runs that this one has started and that have not ended, as far as its journal knows. */
async function openChildren(
  store: Store,
  tenant: string,
  runId: string,
): Promise<ReadonlySet<string>> {
  const children = new Set<string>();
  for (const fact of await store.readJournal(tenant, runId)) {
    if (fact.type === 'child.started') children.add(fact.childId);
    else if (fact.type === 'child.ended') children.delete(fact.childId);
  }
  return children;
}
