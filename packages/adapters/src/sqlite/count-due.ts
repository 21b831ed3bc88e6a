/** Counting what a worker could claim. */

import { type WorkerScope, storeArguments } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { LimitBook } from './limit-book.js';
import { makeReady, nextLater, searchFor } from './ready-runs.js';

const readySql = `
  SELECT count(*) AS n FROM (
    SELECT 1 FROM flowgraft_lines l CROSS JOIN flowgraft_runs r ON r.line = l.id AND r.is_ready = 1
    WHERE l.head_run IS NOT NULL AND l.blocked_by = ? AND l.scope = ? AND NOT EXISTS (
      SELECT 1 FROM flowgraft_limits
      WHERE key IN (SELECT value FROM json_each(l.limit_keys)) AND held >= max_held)
    LIMIT ?)`;

/**
 * Counts due runs that no full limit holds back, up to `limit`. Writes only to note that the time of runs has come.
 *
 * @throws {TypeError} when the limit is not a whole number of at least 1.
 */
export function countDue(
  connection: Connection,
  scope: WorkerScope,
  limit: number,
  now: number,
): number {
  storeArguments.checkLimit('countDue', limit);
  const nextAt = connection.read('count due runs', () => nextLater(connection));
  if (nextAt !== null && nextAt <= now) {
    connection.write('count due runs', () => makeReady(connection, now));
  }
  return connection.read('count due runs', () => countReady(connection, scope, limit));
}

function countReady(connection: Connection, scope: WorkerScope, limit: number): number {
  const statement = connection.prepare(readySql);
  let count = 0;
  for (const [blockedBy, scopeOfLines] of searchFor(connection, new LimitBook(connection), scope)
    .places) {
    const row = statement.get(blockedBy, scopeOfLines, limit - count) as { readonly n: number };
    count += row.n;
    if (count >= limit) break;
  }
  return count;
}
