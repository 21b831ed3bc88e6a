/** Pages of runs, newest first. */

import type { RunFilter, RunPage, RunRecord } from '../ports/stored-run.js';
import type { MemoryData } from './memory-data.js';
import { pageLimit, unknownCursor } from './store-arguments.js';
import { recordOf, type RunEntry } from './run-entry.js';

/** Cursors count in the order of creation: runs created later never move them. */
export function listRuns(data: MemoryData, filter: RunFilter): RunPage {
  const limit = pageLimit('listRuns', filter.limit);
  const runs: RunRecord[] = [];
  for (const entry of data.created.from(startOf(data, filter.cursor))) {
    if (!matches(entry, filter)) continue;
    if (runs.length === limit) return { runs, cursor: String(entry.ordinal) };
    runs.push(recordOf(entry));
  }
  return { runs, cursor: null };
}

/** A cursor names the first run of the next page. */
function startOf(data: MemoryData, cursor: string | undefined): number {
  if (cursor === undefined) return data.created.end - 1;
  const ordinal = /^\d{1,15}$/.test(cursor) ? Number(cursor) : NaN;
  if (ordinal < data.created.end) return ordinal;
  throw unknownCursor('listRuns', cursor);
}

function matches(entry: RunEntry, { tenant, workflowId, status, tag }: RunFilter): boolean {
  return (
    (tenant === undefined || entry.tenant === tenant) &&
    (workflowId === undefined || entry.workflowId === workflowId) &&
    (status === undefined || status.includes(entry.status)) &&
    (tag === undefined || entry.tags.includes(tag))
  );
}
