/** Pages of what parked runs wait for, newest run first. */

import {
  decodeValue,
  type RunWait,
  type Wait,
  type WaitFilter,
  type WaitPage,
  storeArguments,
} from '@flowgraft/core';
import type { SqliteValue } from './client.js';
import type { Connection } from './connection.js';
import { assigneeMark, kindMark } from './wait-marks.js';

interface WaitingRow {
  readonly ordinal: number;
  readonly tenant: string;
  readonly run_id: string;
  readonly workflow_id: string;
  readonly waits: string;
}

/** A wait's place: that of its run in the order of creation, and its own in the run. */
interface Place {
  readonly ordinal: number;
  readonly index: number;
}

/** Cursors name the first wait of the next page. */
export function listWaits(connection: Connection, filter: WaitFilter): WaitPage {
  const limit = storeArguments.pageLimit('listWaits', filter.limit);
  const start = startOf(filter.cursor);
  const waits: RunWait[] = [];
  for (const row of waitingRuns(connection, filter, start.ordinal, limit)) {
    const { ordinal, tenant, run_id: runId, workflow_id: workflowId } = row;
    for (const [index, wait] of (decodeValue(row.waits) as readonly Wait[]).entries()) {
      if ((ordinal === start.ordinal && index < start.index) || !matches(wait, filter)) continue;
      if (waits.length === limit) return { waits, cursor: `${ordinal}.${index}` };
      waits.push({ ...wait, tenant, runId, workflowId });
    }
  }
  return { waits, cursor: null };
}

/** Parked runs that may have such waits, newest first, read a few at a time. */
function* waitingRuns(
  connection: Connection,
  filter: WaitFilter,
  first: number,
  atATime: number,
): Generator<WaitingRow> {
  const { sql, values } = selectFor(filter);
  const statement = connection.prepare(sql);
  for (let before = first + 1; ;) {
    const rows = statement.all(...values, before, atATime) as WaitingRow[];
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < atATime) return;
    before = last.ordinal;
  }
}

interface Select {
  readonly sql: string;
  readonly values: readonly SqliteValue[];
}

const columns = 'r.ordinal, r.tenant, r.run_id, r.workflow_id, r.waits';

function selectFor({ tenant, assignee, kind }: WaitFilter): Select {
  const ofTenant = tenant === undefined ? [] : [tenant];
  const mark = assignee === undefined ? kind && kindMark(kind) : assigneeMark(assignee);
  if (mark === undefined) {
    return {
      sql: `
        SELECT ${columns} FROM flowgraft_runs r
        WHERE r.status = 'waiting' ${tenant === undefined ? '' : 'AND r.tenant = ?'} AND r.ordinal < ?
        ORDER BY r.ordinal DESC LIMIT ?`,
      values: ofTenant,
    };
  }
  return {
    sql: `
      SELECT ${columns} FROM flowgraft_wait_marks m CROSS JOIN flowgraft_runs r ON r.ordinal = m.run
      WHERE m.mark = ? ${tenant === undefined ? '' : 'AND m.tenant = ?'} AND m.run < ?
        AND r.status = 'waiting'
      ORDER BY m.run DESC LIMIT ?`,
    values: [mark, ...ofTenant],
  };
}

function startOf(cursor: string | undefined): Place {
  if (cursor === undefined) return { ordinal: Number.MAX_SAFE_INTEGER - 1, index: 0 };
  const [, ordinal, index] = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? [];
  if (ordinal !== undefined) return { ordinal: Number(ordinal), index: Number(index) };
  throw storeArguments.unknownCursor('listWaits', cursor);
}

function matches({ about }: Wait, { assignee, kind }: WaitFilter): boolean {
  return (
    (assignee === undefined || about?.assignees?.includes(assignee) === true) &&
    (kind === undefined || about?.kind === kind)
  );
}
