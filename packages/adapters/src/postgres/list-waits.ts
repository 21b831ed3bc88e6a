/** Pages of what steps of parked runs wait for. */

import {
  decodeValue,
  type RunWait,
  type Wait,
  type WaitFilter,
  type WaitPage,
  storeArguments,
} from '@flowgraft/core';
import type { Row } from './connection.js';
import type { Database } from './database.js';
import { ordinalOf } from './list-runs.js';
import { textOf } from './run-row.js';

/** Runs that are read at once: a run has few waits, and most have one that matches. */
const mostRuns = 200;

interface Position {
  readonly ordinal: string;
  /** Waits of that run that earlier pages have shown. */
  readonly shown: number;
}

/** A cursor names the run that comes next and how many of its waits were shown: `ordinal.shown`. */
export async function listWaits(database: Database, filter: WaitFilter): Promise<WaitPage> {
  const limit = storeArguments.pageLimit('listWaits', filter.limit);
  const waits: RunWait[] = [];
  let from = filter.cursor === undefined ? null : positionOf(filter.cursor);
  for (;;) {
    const rows = await readRuns(database, filter, from);
    for (const found of rows.flatMap((row) => positionsIn(row, filter, from))) {
      if (waits.length === limit) return { waits, cursor: found.cursor };
      waits.push(found.wait);
    }
    const last = rows.at(-1);
    if (rows.length < mostRuns || last === undefined) return { waits, cursor: null };
    from = { ordinal: textOf(last, 'ordinal'), shown: Number.MAX_SAFE_INTEGER };
  }
}

interface Found {
  readonly wait: RunWait;
  /** Where a page that begins with this wait begins. */
  readonly cursor: string;
}

/** The waits of a run that match and were not shown. */
function positionsIn(row: Row, filter: WaitFilter, from: Position | null): Found[] {
  const ordinal = textOf(row, 'ordinal');
  const skipped = from?.ordinal === ordinal ? from.shown : 0;
  const found = matching(row, filter).map((wait, place) => ({
    wait,
    cursor: `${ordinal}.${place}`,
  }));
  return found.slice(skipped);
}

async function readRuns(
  database: Database,
  { tenant, assignee, kind }: WaitFilter,
  from: Position | null,
): Promise<Row[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [`s.status = 'waiting'`, 's.waits IS NOT NULL'];
  if (tenant !== undefined) conditions.push(`s.tenant = ${bind(tenant)}`);
  const keys = [
    assignee === undefined ? [] : [`a${assignee}`],
    kind === undefined ? [] : [`k${kind}`],
  ].flat();
  if (keys.length > 0) conditions.push(`s.wait_keys @> ${bind(keys)}::text[]`);
  if (from !== null) conditions.push(`s.ordinal <= ${bind(from.ordinal)}`);
  const text = `
    SELECT s.ordinal, s.tenant, r.run_id, r.workflow_id, s.waits
    FROM ${database.table('run_states')} s JOIN ${database.table('runs')} r ON r.ordinal = s.ordinal
    WHERE ${conditions.join(' AND ')} AND s.status IN ('failed', 'cancelled', 'waiting')
    ORDER BY s.ordinal DESC LIMIT ${mostRuns}`;
  return database.run('list waits', text, values);
}

function matching(row: Row, { assignee, kind }: WaitFilter): RunWait[] {
  const [tenant, runId, workflowId] = ['tenant', 'run_id', 'workflow_id'].map((name) =>
    textOf(row, name),
  ) as [string, string, string];
  return (decodeValue(textOf(row, 'waits')) as Wait[])
    .filter(
      ({ about }) =>
        (assignee === undefined || about?.assignees?.includes(assignee) === true) &&
        (kind === undefined || about?.kind === kind),
    )
    .map((wait) => ({ ...wait, tenant, runId, workflowId }));
}

function positionOf(cursor: string): Position {
  const [ordinal = '', shown = ''] = cursor.split('.');
  if (/^\d{1,9}$/.test(shown))
    return { ordinal: ordinalOf('listWaits', ordinal), shown: Number(shown) };
  throw storeArguments.unknownCursor('listWaits', cursor);
}
