/** Which driver opens a file: the first of those that are there. */

import { FlowgraftError } from '@flowgraft/core';
import type { SqliteDatabase } from './client.js';

type DatabaseConstructor = new (file: string) => SqliteDatabase;

/** Where drivers are looked for. */
export interface DriverSources {
  /** The module `node:sqlite`, when this runtime has it. */
  readonly builtIn: { readonly DatabaseSync: unknown } | null;
  readonly load: (name: string) => Promise<unknown>;
}

// Names in variables: a bundler must not insist on packages that the host need not have.
const packages: readonly string[] = ['libsql', 'better-sqlite3'];

/**
 * Finds `node:sqlite` (Node 22.13 or newer), `libsql` or `better-sqlite3`, in this order; returns what opens a file.
 *
 * @throws {FlowgraftError} `DRIVER_MISSING`.
 */
export async function loadDriver(
  { builtIn, load }: DriverSources = ofThisRuntime(),
): Promise<(file: string) => SqliteDatabase> {
  if (builtIn !== null) return opening(builtIn.DatabaseSync);
  const failures: unknown[] = [];
  for (const name of packages) {
    try {
      const { default: driver } = (await load(name)) as { readonly default: unknown };
      return opening(driver);
    } catch (cause) {
      failures.push(cause);
    }
  }
  throw new FlowgraftError(
    'DRIVER_MISSING',
    `No SQLite driver: run on Node 22.13 or newer (node:sqlite), or install ${packages.join(' or ')}`,
    { packages },
    { cause: new AggregateError(failures) },
  );
}

function opening(driver: unknown): (file: string) => SqliteDatabase {
  const Driver = driver as DatabaseConstructor;
  return (file) => new Driver(file);
}

function ofThisRuntime(): DriverSources {
  // Asked for, not imported: Node 20 has no such module, and its releases before 20.16 cannot be asked.
  const runtime: Partial<NodeJS.Process> = process;
  const builtIn = (runtime.getBuiltinModule?.('node:sqlite') ?? null) as DriverSources['builtIn'];
  return { builtIn, load: (name) => import(name) };
}
