/** Which runs a call has made claimable, now or later, as far as the call itself says it. */

import type {
  CommitOutcome,
  CreateOptions,
  DeliveryOutcome,
  HeldRun,
  Message,
  NewRun,
  RunChange,
  Store,
} from '@flowgraft/core';
import type { Wake } from './hint-job.js';

type Created = Awaited<ReturnType<Store['create']>>[number];

export function wakesOfCreate(
  runs: readonly NewRun[],
  options: CreateOptions | undefined,
  outcomes: readonly Created[],
): readonly Wake[] {
  // Uncommitted: whoever looks now finds nothing. The store's own hint comes when the host commits.
  if (options?.tx !== undefined) return [];
  return runs.flatMap((run, at) => (isFree(outcomes[at]) ? [wakeOf(run)] : []));
}

/** Created now, and held by nobody; not so a run that a limit refused. */
function isFree(outcome: Created | undefined): boolean {
  if (outcome === undefined || !('record' in outcome)) return false;
  return outcome.created && outcome.record.worker === null;
}

export function wakesOfDeliver(
  messages: readonly Message[],
  outcomes: readonly DeliveryOutcome[],
): readonly Wake[] {
  return messages.flatMap(({ tenant, runId }, at) =>
    outcomes[at] === 'accepted' ? [{ tenant, runId, wakeAt: null }] : [],
  );
}

export function wakesOfCommit(
  changes: readonly RunChange[],
  outcomes: readonly CommitOutcome[],
): readonly Wake[] {
  return changes.flatMap((change, at) => (outcomes[at]?.ok === true ? wakesOfChange(change) : []));
}

export function wakesOfDrop(runs: readonly HeldRun[], wakeAt: number): readonly Wake[] {
  return runs.map(({ tenant, runId }) => ({ tenant, runId, wakeAt }));
}

function wakesOfChange({ tenant, runId, next, children, messages }: RunChange): readonly Wake[] {
  const others = [
    ...children.map(wakeOf),
    ...messages.map((message) => ({ tenant, runId: message.runId, wakeAt: null })),
  ];
  if (next.kind !== 'park' || next.wakeAt === null) return others;
  return [...others, { tenant, runId, wakeAt: next.wakeAt }];
}

function wakeOf({ tenant, runId, startAt }: NewRun): Wake {
  return { tenant, runId, wakeAt: startAt ?? null };
}
