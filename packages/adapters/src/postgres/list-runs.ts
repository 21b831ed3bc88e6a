/** Pages of runs, newest first. */

import { type RunFilter, type RunPage, type RunStatus, storeArguments } from '@flowgraft/core';
import type { Database } from './database.js';
import { selectRuns } from './read-run.js';
import { recordOf } from './run-row.js';

/** Statuses that an index of their own lists: others are either rare among the newest, or most of all. */
const listed: readonly RunStatus[] = ['failed', 'cancelled', 'waiting'];

/** A cursor is the ordinal of the last run of its page: runs created later never move it. */
export async function listRuns(database: Database, filter: RunFilter): Promise<RunPage> {
  const limit = storeArguments.pageLimit('listRuns', filter.limit);
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = conditionsOf(database, filter, bind);
  const where = `WHERE ${conditions.join(' AND ')}`;
  const text = `${selectRuns(database.names)} ${where} ORDER BY r.ordinal DESC LIMIT ${bind(limit + 1)}`;
  const rows = await database.run('list runs', text, values);
  const page = rows.slice(0, limit);
  return {
    runs: page.map(recordOf),
    cursor: rows.length > limit ? (page.at(-1)?.['ordinal'] ?? null) : null,
  };
}

function conditionsOf(
  database: Database,
  { tenant, workflowId, status, tag, cursor }: RunFilter,
  bind: (value: unknown) => string,
): string[] {
  const conditions = ['r.ordinal > 0'];
  if (cursor !== undefined) conditions.push(`r.ordinal < ${bind(ordinalOf('listRuns', cursor))}`);
  if (tenant !== undefined) conditions.push(`r.tenant = ${bind(tenant)}`);
  if (workflowId !== undefined) conditions.push(`r.workflow_id = ${bind(workflowId)}`);
  if (status !== undefined) {
    conditions.push(`s.status = ANY (${bind(status)}::text[])`);
    if (tenant !== undefined) conditions.push(`s.tenant = ${bind(tenant)}`);
    if (status.length === 1 && status[0] === 'running')
      conditions.push('s.worker IS NOT NULL AND s.ordinal > 0');
    // The same again, so that the planner sees that the index serves.
    if (status.every((each) => listed.includes(each))) {
      conditions.push(`s.status IN ('failed', 'cancelled', 'waiting')`);
    }
  }
  if (tag !== undefined) {
    const ofTenant = tenant === undefined ? '' : `AND g.tenant = ${bind(tenant)}`;
    conditions.push(
      `r.ordinal IN (SELECT g.run FROM ${database.table('run_tags')} g WHERE g.tag = ${bind(tag)} ${ofTenant})`,
    );
  }
  return conditions;
}

export function ordinalOf(method: string, cursor: string): string {
  if (/^\d{1,18}$/.test(cursor)) return cursor;
  throw storeArguments.unknownCursor(method, cursor);
}
