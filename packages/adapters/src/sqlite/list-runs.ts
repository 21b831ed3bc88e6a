/** Pages of runs, newest first. */

import { type RunFilter, type RunPage, storeArguments } from '@flowgraft/core';
import type { SqliteValue } from './client.js';
import type { Connection } from './connection.js';
import { recordOf, type RunRow } from './run-row.js';
import { selectRuns } from './statements.js';

/** A cursor is the ordinal of the last run of its page: runs created later never move it. */
export function listRuns(connection: Connection, filter: RunFilter): RunPage {
  const limit = storeArguments.pageLimit('listRuns', filter.limit);
  const conditions = conditionsOf(filter);
  const where = conditions.map(([sql]) => sql).join(' AND ');
  const statement = connection.prepare(
    `${selectRuns} WHERE ${where} ORDER BY r.ordinal DESC LIMIT ?`,
  );
  const parameters = conditions.flatMap(([, values]) => values);
  const rows = statement.all(...parameters, limit + 1) as RunRow[];
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    runs: page.map(recordOf),
    cursor: rows.length > limit && last !== undefined ? String(last.ordinal) : null,
  };
}

type Condition = readonly [sql: string, values: readonly SqliteValue[]];

function conditionsOf({
  tenant,
  workflowId,
  status,
  tag,
  cursor,
}: RunFilter): readonly Condition[] {
  const conditions: Condition[] = [['r.ordinal < ?', [ordinalOf(cursor)]]];
  if (tenant !== undefined) conditions.push(['r.tenant = ?', [tenant]]);
  if (workflowId !== undefined) conditions.push(['r.workflow_id = ?', [workflowId]]);
  if (status !== undefined)
    conditions.push([`r.status IN (${status.map(() => '?').join()})`, status]);
  if (tag !== undefined) {
    conditions.push(['r.ordinal IN (SELECT run FROM flowgraft_run_tags WHERE tag = ?)', [tag]]);
  }
  return conditions;
}

function ordinalOf(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw storeArguments.unknownCursor('listRuns', cursor);
}
