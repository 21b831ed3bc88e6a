/** The SQL of the small shared values. */

import { type KeyValueNames, nowMs, turnFor } from './key-value-tables.js';

export interface KeyValueStatements {
  /** $1 tenant, $2 key. */
  readonly get: string;
  /** $1 tenant, $2 key, $3 value, $4 milliseconds that it stays or null. */
  readonly set: string;
  /** As `set`; no row when there is a value. */
  readonly setNew: string;
  /** As `set`, $5 the version it must have; no row when it has another. */
  readonly setAt: string;
  /** $1 tenant, $2 key, $3 added, $4 maximum or null, $5 milliseconds or null. */
  readonly increment: string;
  /** $1 tenant, $2 key, $3 the version it must have or null; a row when it was deleted. */
  readonly delete: string;
  /** $1 tenant, $2 the first key, $3 a key to leave out or null, $4 rows. */
  readonly list: string;
  /** As `list`, $5 the first key that is too high. */
  readonly listBelow: string;
  readonly sweep: string;
}

export function keyValueStatements(names: KeyValueNames): KeyValueStatements {
  const table = names.table('key_values');
  const present = `(k.expires_at IS NULL OR k.expires_at > ${nowMs})`;
  const one = 'k.tenant = $1::text AND k.key = $2::text';
  const columns = 'k.key, k.value, k.version, k.expires_at';
  const end = `${nowMs} + $4::bigint`;
  const turn = `WITH turn AS MATERIALIZED (SELECT ${turnFor('$1::text', '$2::text')})`;
  const upsert = `
    ${turn}
    INSERT INTO ${table} AS k (tenant, key, value, expires_at)
    SELECT $1::text, $2::text, $3::text, ${end} FROM turn
    ON CONFLICT (tenant, key) DO UPDATE
      SET value = excluded.value, version = excluded.version, expires_at = excluded.expires_at`;
  const listed = `k.tenant = $1::text AND k.key >= $2::text AND k.key IS DISTINCT FROM $3::text AND ${present}`;
  return {
    get: `SELECT ${columns} FROM ${table} AS k WHERE ${one} AND ${present}`,
    set: `${upsert} RETURNING k.version`,
    setNew: `${upsert} WHERE NOT ${present} RETURNING k.version`,
    setAt: `
      ${turn}
      UPDATE ${table} AS k SET value = $3::text, version = DEFAULT, expires_at = ${end} FROM turn
      WHERE ${one} AND k.version = $5::bigint AND ${present} RETURNING k.version`,
    increment: `
      SELECT applied::int AS applied, result, refusal FROM ${names.table('increment_key_value')}(
        $1::text, $2::text, $3::bigint, $4::bigint, $5::bigint)`,
    delete: `
      ${turn}
      DELETE FROM ${table} AS k USING turn
      WHERE ${one} AND k.version = coalesce($3::bigint, k.version) AND ${present} RETURNING k.version`,
    list: `SELECT ${columns} FROM ${table} AS k WHERE ${listed} ORDER BY k.key LIMIT $4::bigint`,
    listBelow: `
      SELECT ${columns} FROM ${table} AS k WHERE ${listed} AND k.key < $5::text
      ORDER BY k.key LIMIT $4::bigint`,
    // Takes rows that nobody else has at the moment, and waits for none: it cannot deadlock with writers.
    sweep: `
      DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
        SELECT k.ctid FROM ${table} AS k WHERE k.expires_at <= (SELECT ${nowMs})
        ORDER BY k.expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED))`,
  };
}
