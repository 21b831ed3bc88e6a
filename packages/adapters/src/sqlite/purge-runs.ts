/** Removing ended runs with all that belongs to them. */

import { type PurgeRequest, storeArguments } from '@flowgraft/core';
import type { SqliteValue } from './client.js';
import type { Connection } from './connection.js';
import { leaveLine } from './lines.js';

const runs = 'SELECT value FROM json_each(?)';

const removals: readonly string[] = [
  `DELETE FROM flowgraft_run_tags WHERE (tag, run) IN (
     SELECT tags.value, ordinal FROM flowgraft_runs, json_each(tags) tags WHERE ordinal IN (${runs}))`,
  `DELETE FROM flowgraft_journal WHERE run IN (${runs})`,
  `DELETE FROM flowgraft_inbox WHERE run IN (${runs})`,
  `DELETE FROM flowgraft_run_values WHERE run IN (${runs})`,
  `DELETE FROM flowgraft_runs WHERE ordinal IN (${runs})`,
];

interface EndedRow {
  readonly ordinal: number;
  readonly line: number;
  readonly finished_at: number;
}

/**
 * Removes the longest ended of these runs. @returns how many.
 *
 * @throws {TypeError} when the limit is not a whole number of at least 1.
 */
export function purgeRuns(connection: Connection, request: PurgeRequest): number {
  const { limit } = request;
  storeArguments.checkLimit('purge', limit);
  const ended = endedRuns(connection, request);
  if (ended.length === 0) return 0;
  const ordinals = JSON.stringify(ended.map(({ ordinal }) => ordinal));
  for (const removal of removals) connection.prepare(removal).run(ordinals);
  for (const [line, count] of countsByLine(ended)) leaveLine(connection, line, count);
  return ended.length;
}

/** Of each status by itself, so that each is read in the order of its index. */
function endedRuns(
  connection: Connection,
  { tenant, status, finishedBefore, limit }: PurgeRequest,
): readonly EndedRow[] {
  const statement = connection.prepare(`
    SELECT ordinal, line, finished_at FROM flowgraft_runs
    WHERE status = ? AND finished_at < ? ${tenant === undefined ? '' : 'AND tenant = ?'}
    ORDER BY finished_at LIMIT ?`);
  const ofTenant: readonly SqliteValue[] = tenant === undefined ? [] : [tenant];
  const rows = [...new Set(status)].flatMap(
    (each) => statement.all(each, finishedBefore, ...ofTenant, limit) as EndedRow[],
  );
  rows.sort((a, b) => a.finished_at - b.finished_at);
  return rows.slice(0, limit);
}

function countsByLine(ended: readonly EndedRow[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { line } of ended) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
