/** Pages of a tenant's workflows, by id. */

import type { WorkflowFilter, WorkflowPage } from '../ports/stored-run.js';
import type { MemoryData } from './memory-data.js';
import { pageLimit } from './store-arguments.js';
import { compareUtf8 } from './utf8-order.js';

/** A cursor is the id after which the page begins. */
export function listWorkflows(data: MemoryData, filter: WorkflowFilter): WorkflowPage {
  const limit = pageLimit('listWorkflows', filter.limit);
  const { tenant, cursor } = filter;
  const all = [...(data.latest.get(tenant) ?? [])]
    .filter(([workflowId]) => cursor === undefined || compareUtf8(workflowId, cursor) > 0)
    .toSorted(([a], [b]) => compareUtf8(a, b));
  const workflows = all.slice(0, limit).map(([workflowId, hash]) => ({ workflowId, hash }));
  const last = workflows.at(-1);
  return { workflows, cursor: all.length > limit && last ? last.workflowId : null };
}
