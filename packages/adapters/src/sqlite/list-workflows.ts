/** Pages of a tenant's workflows, by id. */

import { type WorkflowFilter, type WorkflowPage, storeArguments } from '@flowgraft/core';
import type { Connection } from './connection.js';

/** A cursor is the last id of its page. */
export function listWorkflows(
  connection: Connection,
  { tenant, cursor, limit: wanted }: WorkflowFilter,
): WorkflowPage {
  const limit = storeArguments.pageLimit('listWorkflows', wanted);
  const statement = connection.prepare(`
    SELECT workflow_id AS workflowId, hash FROM flowgraft_latest_workflows
    WHERE tenant = ? ${cursor === undefined ? '' : 'AND workflow_id > ?'} ORDER BY workflow_id LIMIT ?`);
  const rows = statement.all(tenant, ...(cursor === undefined ? [] : [cursor]), limit + 1);
  const found = rows as { workflowId: string; hash: string }[];
  const workflows = found.slice(0, limit).map(({ workflowId, hash }) => ({ workflowId, hash }));
  return {
    workflows,
    cursor: found.length > limit ? (workflows.at(-1)?.workflowId ?? null) : null,
  };
}
