/** Faults in how runs are claimed and held back, for the tests which prove that the contract finds them. */

import type { MemoryStore } from '../memory/memory-store.js';
import type { ClaimedRun, ClaimRequest, ClaimResult, WorkerScope } from '../ports/claim.js';
import type { RunNext } from '../ports/run-change.js';
import type { RunRecord } from '../ports/stored-run.js';
import type { Defect } from './planted-defects.js';

/** A store that says something else of when to come again. */
export function callingAt(
  time: (sound: MemoryStore, result: ClaimResult, request: ClaimRequest) => number | null,
): Defect['plant'] {
  return (sound) => ({
    claim(request) {
      const result = sound.claim(request);
      return { ...result, nextWakeAt: time(sound, result, request) };
    },
  });
}

/** Runs that nobody holds and that have not ended, as they were created. */
export function freeRunsOf(sound: MemoryStore): readonly RunRecord[] {
  return sound.listRuns({ status: ['queued', 'waiting'], limit: 1000 }).runs.toReversed();
}

export function isServed(run: RunRecord, { queues, regions, labels }: WorkerScope): boolean {
  if (queues?.includes(run.queue) === false) return false;
  if (run.region !== undefined && regions?.includes(run.region) !== true) return false;
  return run.labels.every((label) => labels?.includes(label) === true);
}

/** A store that takes runs in an order of its own. A run that may not be held is passed over, or ends the claim. */
export function claimingBy(
  order: (runs: readonly RunRecord[], request: ClaimRequest) => readonly RunRecord[],
  { stops = false }: { readonly stops?: boolean } = {},
): Defect['plant'] {
  return (sound) => ({
    claim(request) {
      if (request.runIds !== undefined) return sound.claim(request);
      const taken: ClaimedRun[] = [];
      const served = freeRunsOf(sound).filter((run) => isServed(run, request));
      for (const { runId, wakeAt } of order(served, request)) {
        if (taken.length === request.limit) break;
        const { runs, now } = sound.claim({ ...request, runIds: [runId], limit: 1 });
        if (stops && runs.length === 0 && wakeAt !== null && wakeAt <= now) break;
        taken.push(...runs);
      }
      return { ...sound.claim({ ...request, queues: [] }), runs: taken };
    },
  });
}

/** Does something as if no limit were set. */
export function withoutLimits<T>(sound: MemoryStore, act: () => T): T {
  const limits = sound.listLimits();
  sound.setLimits(limits.map(({ key }) => ({ key, maxHeld: null, maxQueued: null })));
  const result = act();
  sound.setLimits(limits);
  return result;
}

/** Keeps the room of a run that was let go: something that nobody sees holds it. */
export function keepRoom(sound: MemoryStore, { limitKeys }: RunRecord): void {
  if (sound.listLimits(limitKeys).length === 0) return;
  const unseen = {
    tenant: 'unseen',
    runId: 'unseen',
    workflowId: 'unseen',
    workflowHash: 'unseen',
    input: null,
    priority: 0,
    queue: 'unseen',
    labels: [],
    limitKeys,
    tags: [],
  };
  sound.create([unseen], { claim: { worker: 'unseen', leaseMs: 1e12 } });
}

/** A store in which a run that is let go like that makes no room. */
export function keepingRoom(isLike: (next: RunNext) => boolean): Defect['plant'] {
  return (sound) => ({
    commit(changes) {
      const outcomes = sound.commit(changes);
      for (const { tenant, runId, next } of changes) {
        const run = sound.getRun(tenant, runId);
        if (run !== null && isLike(next)) keepRoom(sound, run);
      }
      return outcomes;
    },
  });
}
