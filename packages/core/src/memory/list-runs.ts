/** Pages of runs, newest first. */

import type { RunFilter, RunPage, RunRecord } from '../ports/store.js';
import type { MemoryData } from './memory-data.js';
import { recordOf, type RunEntry } from './run-entry.js';

/** Cursors count in the order of creation: runs created later never move them. */
export function listRuns(data: MemoryData, filter: RunFilter): RunPage {
  const limit = filter.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new TypeError(
      `listRuns: limit must be a whole number from 1 to 1000, got ${String(limit)}`,
    );
  }
  const runs: RunRecord[] = [];
  for (let ordinal = startOf(data, filter.cursor); ordinal >= 0; ordinal -= 1) {
    const entry = data.created[ordinal] as RunEntry;
    if (!matches(entry, filter)) continue;
    if (runs.length === limit) return { runs, cursor: String(ordinal) };
    runs.push(recordOf(entry));
  }
  return { runs, cursor: null };
}

/** A cursor names the first run of the next page. */
function startOf(data: MemoryData, cursor: string | undefined): number {
  if (cursor === undefined) return data.created.length - 1;
  const ordinal = /^\d{1,15}$/.test(cursor) ? Number(cursor) : NaN;
  if (ordinal < data.created.length) return ordinal;
  throw new TypeError(`listRuns: cursor ${JSON.stringify(cursor)} is not one of this store`);
}

function matches(entry: RunEntry, { tenant, workflowId, status, tag }: RunFilter): boolean {
  return (
    (tenant === undefined || entry.tenant === tenant) &&
    (workflowId === undefined || entry.workflowId === workflowId) &&
    (status === undefined || status.includes(entry.status)) &&
    (tag === undefined || entry.tags.includes(tag))
  );
}
