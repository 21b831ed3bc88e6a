/** What an engine's workers say of themselves, as one. */

import type { WorkerLoad, WorkerReport } from '../ports/workers.js';
import type { WorkerLoop } from './worker-loop.js';

/** @param startedAt - Epoch milliseconds. */
export function reportOf(
  workers: readonly WorkerLoop[],
  startedAt: number,
  load: WorkerLoad,
): WorkerReport {
  const scopes = workers.map(({ scope }) => scope);
  const takesAnyQueue = scopes.some(({ queues }) => queues === undefined);
  return {
    startedAt,
    concurrency: workers.reduce((sum, { concurrency }) => sum + concurrency, 0),
    queues: takesAnyQueue ? null : union(scopes.map(({ queues }) => queues)),
    regions: union(scopes.map(({ regions }) => regions)),
    labels: union(scopes.map(({ labels }) => labels)),
    load,
  };
}

function union(lists: readonly (readonly string[] | undefined)[]): readonly string[] {
  return [...new Set(lists.flatMap((list) => list ?? []))];
}
