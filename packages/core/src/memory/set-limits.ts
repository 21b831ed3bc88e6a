/** Setting and lifting limits. */

import type { RunLimit } from '../ports/limits.js';
import type { Limit } from './limits.js';
import { hint, type MemoryData } from './memory-data.js';

/** All or none: wrong values are found before the first is set. */
export function setLimits(data: MemoryData, limits: readonly RunLimit[]): void {
  for (const { key, maxHeld, maxQueued } of limits) {
    checkMaximum(key, 'maxHeld', maxHeld);
    checkMaximum(key, 'maxQueued', maxQueued);
  }
  for (const limit of limits) setLimit(data, limit);
}

function checkMaximum(key: string, name: string, maximum: number | null): void {
  if (maximum === null || (Number.isInteger(maximum) && maximum >= 0)) return;
  throw new TypeError(
    `setLimits: ${name} of ${JSON.stringify(key)} must be null or a whole number of at least 0, got ${String(maximum)}`,
  );
}

function setLimit(data: MemoryData, { key, maxHeld, maxQueued }: RunLimit): void {
  const isLifted = maxHeld === null && maxQueued === null;
  let limit = data.limits.get(key);
  if (limit === undefined) {
    if (isLifted) return;
    limit = data.limits.add(key);
    countRuns(data, limit);
  }
  limit.maxHeld = maxHeld;
  limit.maxQueued = maxQueued;
  if (isLifted) data.limits.remove(key);
  for (const brought of data.due.bringNext(limit)) hint(data, brought);
}

/** Once, when the limit begins: from then on what happens to runs is counted. */
function countRuns(data: MemoryData, limit: Limit): void {
  for (const entry of data.created.from(data.created.end - 1)) {
    if (!entry.limitKeys.includes(limit.key)) continue;
    if (entry.holder !== null) limit.held += 1;
    else if (entry.startedAt === null) limit.queued += 1;
  }
}
