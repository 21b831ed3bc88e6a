/** A connection to a PostgreSQL database, made with the `pg` of the user's project. */

import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Queryable } from '@flowgraft/adapters/postgres';
import { FlowgraftError } from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';

/** A client of `pg`, as far as it is used. */
export interface ConnectedClient extends Queryable {
  connect(): Promise<unknown>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface PostgresDriver {
  readonly Client: new (options: {
    readonly connectionString: string;
    readonly connectionTimeoutMillis: number;
    readonly application_name: string;
  }) => ConnectedClient;
}

const connectMs = 10_000;

/**
 * Connects; the caller ends the connection.
 *
 * @param find - The path of a package, as files in `cwd` see it.
 * @throws {FlowgraftError} `DRIVER_MISSING` when `pg` is not installed where the command runs.
 * @throws {CommandFailure} `refused` when the database cannot be reached.
 */
export async function connect(
  cwd: string,
  url: string,
  find = (name: string) => createRequire(resolve(cwd, 'flowgraft.js')).resolve(name),
): Promise<ConnectedClient> {
  const { Client } = await loadDriver(find);
  let client: ConnectedClient | undefined;
  try {
    client = new Client({
      connectionString: url,
      connectionTimeoutMillis: connectMs,
      application_name: 'flowgraft migrate',
    });
    // A connection that breaks fails the query under way, which tells of it.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  } catch (cause) {
    await client?.end().catch(() => undefined);
    const text = `The database ${placeOf(url)} cannot be reached: ${reasonOf(cause)}`;
    throw new CommandFailure(exitCode.refused, text, { cause });
  }
}

/** @throws {FlowgraftError} `DRIVER_MISSING`. */
async function loadDriver(find: (name: string) => string): Promise<PostgresDriver> {
  try {
    const loaded = (await import(pathToFileURL(find('pg')).href)) as {
      readonly default: PostgresDriver;
    };
    return loaded.default;
  } catch (cause) {
    const text = 'The package pg cannot be loaded from this folder: npm install pg';
    throw new FlowgraftError('DRIVER_MISSING', text, { packages: ['pg'] }, { cause });
  }
}

/** Where a database is, without the password that may stand in its address. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'of --database-url';
  const { host, pathname } = new URL(url);
  return `"${host}${pathname}"`;
}

/** Node tries each address of a name, and says what became of all of them. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError) {
    return thrown.errors.map((each) => reasonOf(each)).join('; ');
  }
  return thrown instanceof Error ? thrown.message : String(thrown);
}
