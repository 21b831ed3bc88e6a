/** The schema, as the steps that lead to it. A step that was released is never changed; new ones follow it. */

import { FlowgraftError } from '@flowgraft/core';
import { claimFunctions } from './claim-functions.js';
import type { PostgresPool, Queryable } from './client.js';
import { runOn, withClient } from './connection.js';
import { commitFunctions } from './commit-functions.js';
import { createFunctions } from './create-functions.js';
import { fastFunctions } from './fast-functions.js';
import { keyValueTables } from './key-value-tables.js';
import { leaseFunctions } from './lease-functions.js';
import { limitFunctions } from './limit-functions.js';
import { createNames, type NameOptions, type Names } from './names.js';
import { tables } from './tables.js';

/** One step of the schema. `sql` also notes that it was taken, and is run as a whole or not at all. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

const steps: readonly ((names: Names) => string)[] = [
  (names) =>
    [
      tables(names),
      keyValueTables(names),
      createFunctions(names),
      limitFunctions(names),
      leaseFunctions(names),
      claimFunctions(names),
      commitFunctions(names),
      fastFunctions(names),
    ].join('\n'),
];

/** The version of the schema that this package works with. */
export const supportedVersion = steps.length;

/**
 * The steps that make the schema, in order, for a host that applies them with a tool of its own: each in one
 * transaction, each once.
 *
 * @throws {TypeError} for a schema or prefix that cannot be part of a name.
 */
export function migrations(options: NameOptions = {}): readonly Migration[] {
  const names = createNames(options);
  return steps.map((step, index) => {
    const version = index + 1;
    const note = `INSERT INTO ${names.table('schema_versions')} (version) VALUES (${version});\n`;
    return { version, sql: (version === 1 ? place(names) : '') + step(names) + note };
  });
}

/** The schema itself is made only where it is missing: a role that may not make one can use one that is there. */
function place(names: Names): string {
  return `
DO $do$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = '${names.schema}') THEN
    CREATE SCHEMA ${names.quotedSchema};
  END IF;
END $do$;
CREATE TABLE ${names.table('schema_versions')} (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);
`;
}

export interface MigrateOptions extends NameOptions {
  /** The host's pool; a connection is taken from it and given back. */
  readonly pool?: PostgresPool | undefined;
  /** A connection of the host's, outside of a transaction; instead of \`pool\`. */
  readonly client?: Queryable | undefined;
}

/**
 * Brings the schema up to date. Any number of processes may do so at once: one does the work, the others wait.
 *
 * @returns the version that was found (0 for none) and the one that is there now.
 * @throws {TypeError} when the options are wrong.
 * @throws {FlowgraftError} `STORE_VERSION` when a newer version of this package has been here.
 */
export async function migrate({
  pool,
  client,
  ...options
}: MigrateOptions): Promise<{ from: number; to: number }> {
  const list = migrations(options);
  const names = createNames(options);
  if (client !== undefined) return migrateOn(client, names, list);
  if (pool === undefined) throw new TypeError('migrate: give a pool or a client');
  return withClient(pool, (own) => migrateOn(own, names, list));
}

async function migrateOn(
  client: Queryable,
  names: Names,
  list: readonly Migration[],
): Promise<{ from: number; to: number }> {
  const found = await readVersion(client, names);
  if (found === supportedVersion) return { from: found, to: found };
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    await client.query(`SELECT pg_advisory_xact_lock(${names.limitLocks}, 1)`);
    const from = await readVersion(client, names);
    for (const { sql } of list.slice(from)) await client.query(sql);
    await client.query('COMMIT');
    return { from, to: supportedVersion };
  } catch (error) {
    // The first failure is what counts; a connection that cannot roll back is closed by whoever owns it.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * The version of the schema that is there; 0 for none.
 *
 * @throws {FlowgraftError} `STORE_VERSION` when it is newer than this package.
 */
async function readVersion(client: Queryable, names: Names): Promise<number> {
  const table = names.table('schema_versions');
  // Not `to_regclass`: in a transaction that has waited for another it may not see what that one made.
  const [found] = await runOn(
    client,
    `SELECT 1 AS found FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2`,
    [names.schema, `${names.prefix}schema_versions`],
  );
  if (found === undefined) return 0;
  const [row] = await runOn(client, `SELECT coalesce(max(version), 0) AS version FROM ${table}`);
  const version = Number(row?.['version']);
  if (version > supportedVersion) {
    throw versionError(
      names,
      version,
      'was written by a newer version of @flowgraft/adapters. Update the package.',
    );
  }
  return version;
}

/** @throws {FlowgraftError} `STORE_VERSION` unless the schema is the one that this package works with. */
export async function checkVersion(client: Queryable, names: Names): Promise<void> {
  const version = await readVersion(client, names);
  if (version === supportedVersion) return;
  const found = version === 0 ? 'is not there' : 'is older';
  throw versionError(
    names,
    version,
    `${found}. Bring it up to date with \`flowgraft migrate\`, or leave out \`migrate: false\`.`,
  );
}

function versionError(names: Names, found: number, what: string): FlowgraftError {
  const place = `${names.schema}.${names.prefix}*`;
  return new FlowgraftError(
    'STORE_VERSION',
    `This PostgreSQL database has version ${found} of ${place}, this package works with ${supportedVersion}: the schema ${what}`,
    { store: 'postgres', found, supported: supportedVersion },
  );
}
