/** Limits on how many runs of a kind are held or queue at once. */

import type { RunLimit, RunLimitState } from '@flowgraft/core';
import type { Row } from './connection.js';
import { type Database, pairsOf } from './database.js';
import { textOf } from './run-row.js';
import { numberOrNull } from './values.js';

/** The largest number of runs that a counter of the database takes. */
const mostRuns = 2 ** 31 - 1;

export async function setLimits(database: Database, limits: readonly RunLimit[]): Promise<void> {
  // The last of several for one key counts, as if they had been set one after the other.
  const list = [...new Map(limits.map((limit) => [limit.key, limit])).values()];
  for (const limit of list) checkLimit(limit);
  if (list.length === 0) return;
  const [row] = await database.run(
    'set limits',
    `SELECT ${database.table('set_limits')}($1, $2::text[], $3::integer[], $4::integer[])::text AS runs`,
    [
      database.origin,
      list.map(({ key }) => key),
      list.map(({ maxHeld }) => capped(maxHeld)),
      list.map(({ maxQueued }) => capped(maxQueued)),
    ],
  );
  database.tell(pairsOf(row?.['runs']));
}

function checkLimit({ key, maxHeld, maxQueued }: RunLimit): void {
  for (const [name, most] of [
    ['maxHeld', maxHeld],
    ['maxQueued', maxQueued],
  ] as const) {
    if (most !== null && !(Number.isInteger(most) && most >= 0)) {
      throw new TypeError(
        `setLimits: ${name} of ${JSON.stringify(key)} must be a whole number of at least 0, or null, got ${String(most)}`,
      );
    }
  }
}

function capped(most: number | null): number | null {
  return most === null ? null : Math.min(most, mostRuns);
}

/** What queues under a limit that refuses nobody is counted when it is asked for, and nowhere else. */
export async function readLimits(
  database: Database,
  keys: readonly string[] | undefined,
): Promise<RunLimitState[]> {
  const text = `
    SELECT l.key, l.max_held, l.max_queued, l.held, CASE WHEN l.max_queued IS NOT NULL THEN l.queued ELSE (
      SELECT count(*) FROM ${database.table('run_states')} s JOIN ${database.table('runs')} r ON r.ordinal = s.ordinal
      WHERE s.status = 'queued' AND s.started_at IS NULL AND l.key = ANY (r.limit_keys)) END AS queued
    FROM ${database.table('limits')} l WHERE $1::text[] IS NULL OR l.key = ANY ($1) ORDER BY l.key`;
  const rows = await database.run('list limits', text, [keys ?? null]);
  return rows.map(limitOf);
}

function limitOf(row: Row): RunLimitState {
  return {
    key: textOf(row, 'key'),
    maxHeld: numberOrNull(row['max_held']),
    maxQueued: numberOrNull(row['max_queued']),
    held: Number(row['held']),
    queued: Number(row['queued']),
  };
}
