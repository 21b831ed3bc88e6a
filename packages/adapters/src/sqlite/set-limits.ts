/** Setting, lifting and listing limits. */

import type { RunLimit, RunLimitState } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { hintAtBlocked, isFull, limitOf, type LimitRow, limitRows, stateOf } from './limit-book.js';
import { free } from './lines.js';

const linesWithKey = `
  SELECT id FROM flowgraft_lines
  WHERE EXISTS (SELECT 1 FROM json_each(limit_keys) WHERE value = ?)`;

const sql = {
  list: 'SELECT * FROM flowgraft_limits ORDER BY key',
  listKeys: `
    SELECT * FROM flowgraft_limits WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key`,
  insert: `
    INSERT INTO flowgraft_limits (key, max_held, max_queued, held, queued) VALUES (?, ?, ?, ?, ?)`,
  change: 'UPDATE flowgraft_limits SET max_held = ?, max_queued = ? WHERE id = ?',
  remove: 'DELETE FROM flowgraft_limits WHERE id = ?',
  unblock: `
    UPDATE flowgraft_lines SET blocked_by = ${free} WHERE head_run IS NOT NULL AND blocked_by = ?`,
  countHeld: `
    UPDATE flowgraft_runs SET is_counted = 1 WHERE worker IS NOT NULL AND line IN (${linesWithKey})`,
  // Runs that never began are all due, now or later: in one of two indexes.
  unbegunReady: `
    SELECT count(*) AS n FROM flowgraft_runs
    WHERE is_ready = 1 AND started_at IS NULL AND line IN (${linesWithKey})`,
  unbegunLater: `
    SELECT count(*) AS n FROM flowgraft_runs
    WHERE is_ready = 0 AND due_at IS NOT NULL AND started_at IS NULL AND line IN (${linesWithKey})`,
} as const;

/** @throws {TypeError} for a maximum that is not a whole number of at least 0. */
export function setLimits(connection: Connection, limits: readonly RunLimit[]): void {
  for (const limit of limits) {
    checkMaximum(limit.key, 'maxHeld', limit.maxHeld);
    checkMaximum(limit.key, 'maxQueued', limit.maxQueued);
    setLimit(connection, limit);
  }
}

/** By key, in the order of UTF-8 bytes. */
export function listLimits(
  connection: Connection,
  keys: readonly string[] | undefined,
): readonly RunLimitState[] {
  const rows =
    keys === undefined
      ? connection.prepare(sql.list).all()
      : connection.prepare(sql.listKeys).all(JSON.stringify(keys));
  return (rows as LimitRow[]).map((row) => stateOf(limitOf(row)));
}

function setLimit(connection: Connection, { key, maxHeld, maxQueued }: RunLimit): void {
  const [present] = limitRows(connection, [key]);
  if (maxHeld === null && maxQueued === null) {
    if (present !== undefined) lift(connection, present.id);
  } else if (present === undefined) {
    const { changes: held } = connection.prepare(sql.countHeld).run(key);
    const queued =
      countOf(connection, sql.unbegunReady, key) + countOf(connection, sql.unbegunLater, key);
    connection.prepare(sql.insert).run(key, maxHeld, maxQueued, Number(held), queued);
  } else {
    connection.prepare(sql.change).run(maxHeld, maxQueued, present.id);
    if (!isFull({ held: present.held, maxHeld })) hintAtBlocked(connection, present.id);
  }
}

function lift(connection: Connection, limit: number): void {
  hintAtBlocked(connection, limit);
  connection.prepare(sql.unblock).run(limit);
  connection.prepare(sql.remove).run(limit);
}

function countOf(connection: Connection, statement: string, key: string): number {
  return (connection.prepare(statement).get(key) as { readonly n: number }).n;
}

function checkMaximum(key: string, name: string, value: number | null): void {
  if (value === null || (Number.isInteger(value) && value >= 0)) return;
  throw new TypeError(
    `setLimits: ${name} of ${JSON.stringify(key)} must be null or a whole number >= 0, got ${String(value)}`,
  );
}
