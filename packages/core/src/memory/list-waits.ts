/** Pages of what parked runs wait for, newest run first. */

import type { RunWait, Wait, WaitFilter, WaitPage } from '../ports/stored-run.js';
import type { MemoryData } from './memory-data.js';
import { pageLimit, unknownCursor } from './store-arguments.js';

/** Cursors name a run by its place in the order of creation, and a wait by its place in the run. */
export function listWaits(data: MemoryData, filter: WaitFilter): WaitPage {
  const limit = pageLimit('listWaits', filter.limit);
  const start = startOf(data, filter.cursor);
  const waits: RunWait[] = [];
  for (const entry of data.created.from(start.ordinal)) {
    if (entry.status !== 'waiting') continue;
    if (filter.tenant !== undefined && entry.tenant !== filter.tenant) continue;
    const { tenant, runId, workflowId, ordinal } = entry;
    for (const [index, wait] of entry.waits.entries()) {
      if ((ordinal === start.ordinal && index < start.index) || !matches(wait, filter)) continue;
      if (waits.length === limit) return { waits, cursor: `${ordinal}.${index}` };
      waits.push({ ...wait, tenant, runId, workflowId });
    }
  }
  return { waits, cursor: null };
}

interface Start {
  readonly ordinal: number;
  readonly index: number;
}

function startOf(data: MemoryData, cursor: string | undefined): Start {
  if (cursor === undefined) return { ordinal: data.created.end - 1, index: 0 };
  const [, ordinal, index] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (Number(ordinal) < data.created.end) return { ordinal: Number(ordinal), index: Number(index) };
  throw unknownCursor('listWaits', cursor);
}

function matches({ about }: Wait, { assignee, kind }: WaitFilter): boolean {
  return (
    (assignee === undefined || about?.assignees?.includes(assignee) === true) &&
    (kind === undefined || about?.kind === kind)
  );
}
