/** Removing ended runs with all that belongs to them. */

import type { FinalRunStatus } from '../model/run.js';
import type { PurgeRequest } from '../ports/stored-run.js';
import type { MemoryData } from './memory-data.js';
import type { RunEntry } from './run-entry.js';
import { checkLimit } from './store-arguments.js';

/** @returns how many were removed. */
export function purgeRuns(data: MemoryData, request: PurgeRequest): number {
  const { tenant, status, finishedBefore, limit } = request;
  checkLimit('purge', limit);
  let count = 0;
  for (const entry of data.ended.before(finishedBefore)) {
    if (tenant !== undefined && entry.tenant !== tenant) continue;
    if (!status.includes(entry.status as FinalRunStatus)) continue;
    removeRun(data, entry);
    count += 1;
    if (count === limit) break;
  }
  return count;
}

function removeRun(data: MemoryData, entry: RunEntry): void {
  data.ended.remove(entry);
  data.created.remove(entry);
  removeNamesake(data, entry);
  const keys = data.keys.get(entry.tenant);
  if (entry.idempotencyKey === undefined || keys === undefined) return;
  keys.delete(entry.idempotencyKey);
  if (keys.size === 0) data.keys.delete(entry.tenant);
}

function removeNamesake(data: MemoryData, entry: RunEntry): void {
  const first = data.runs.get(entry.runId) ?? null;
  if (first === entry) {
    if (entry.namesake === null) data.runs.delete(entry.runId);
    else data.runs.set(entry.runId, entry.namesake);
    return;
  }
  let before = first;
  while (before !== null && before.namesake !== entry) before = before.namesake;
  if (before !== null) before.namesake = entry.namesake;
}
