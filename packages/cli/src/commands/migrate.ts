/** `flowgraft migrate`: prints or applies the migrations of a PostgreSQL database. */

import type { MigrateOptions, NameOptions } from '@flowgraft/adapters/postgres';
import { isFlowgraftError } from '@flowgraft/core';

import type { Command, CommandCall } from '../command.js';
import { CommandFailure } from '../command-failure.js';
import { connect, reasonOf } from '../database/connect.js';
import {
  loadPostgresMigrations,
  type PostgresMigrations,
} from '../database/postgres-migrations.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { createModuleLoader, type ModuleExports } from '../load/load-module.js';
import { shared } from '../options.js';
import { jsonText } from '../view/json-text.js';

export const migrateCommand: Command = createMigrateCommand();

/** @param load - Where the migrations come from. */
export function createMigrateCommand(
  load: () => Promise<PostgresMigrations> = loadPostgresMigrations,
): Command {
  return {
    name: 'migrate',
    usage: '(--database-url <url> | --module <file>) [options]',
    summary: 'Bring the tables of a PostgreSQL database up to date',
    details: [
      'An engine does so by itself when it opens its store. This is for those who apply migrations beforehand, with a\nrole that may change tables, or review them first: --print writes the SQL of all of them to stdout.',
      'The address may also stand in the environment as DATABASE_URL, where other users of the machine do not see it.\nA module exports pool (or client), as its engine uses it, and schema and prefix where these are its own.',
    ],
    examples: [
      ['flowgraft migrate --print > flowgraft.sql', 'the SQL, for review'],
      ['flowgraft migrate --database-url postgres://localhost/app', 'applies what is missing'],
    ],
    options: {
      'database-url': { type: 'string', value: '<url>', help: 'address of the database' },
      module: {
        type: 'string',
        value: '<file>',
        help: 'module that exports the pool or client to use',
      },
      schema: { type: 'string', value: '<name>', help: 'schema of the tables' },
      prefix: { type: 'string', value: '<text>', help: 'what the names of tables begin with' },
      print: { type: 'boolean', help: 'print the SQL instead of applying it' },
      json: { type: 'boolean', help: 'say what was done, or the SQL, as JSON on stdout' },
      debug: shared.debug,
      help: shared.help,
    },
    run: (call) => run(call, load),
  };
}

async function run(call: CommandCall, load: () => Promise<PostgresMigrations>): Promise<ExitCode> {
  const { io, given } = call;
  if (given.positionals.length > 0) {
    throw usage(`flowgraft migrate takes no files, got "${given.positionals.join(' ')}"`);
  }
  const module = given.text('module');
  const url = given.text('database-url');
  if (module !== undefined && url !== undefined) {
    throw usage('flowgraft migrate takes --database-url or --module, not both');
  }
  const exports = module === undefined ? {} : await loadModule(io.cwd, module);
  const names = {
    ...namesOf(exports),
    ...namesOf({ schema: given.text('schema'), prefix: given.text('prefix') }),
  };
  const migrations = await load();
  if (given.flag('print')) return print(call, migrations, names);
  if (module !== undefined) {
    return apply(call, migrations, { ...accessOf(exports, module), ...names });
  }
  const address = url ?? io.env['DATABASE_URL'];
  if (address === undefined || address === '') {
    throw usage('flowgraft migrate needs to know the database', {
      hint: 'add --database-url <url> or --module <file>, or set DATABASE_URL',
    });
  }
  const client = await connect(io.cwd, address);
  try {
    return await apply(call, migrations, { client, ...names });
  } finally {
    await client.end();
  }
}

function loadModule(cwd: string, path: string): Promise<ModuleExports> {
  return createModuleLoader(cwd).load('Module', path);
}

function print(
  { io, given }: CommandCall,
  { migrations }: PostgresMigrations,
  names: NameOptions,
): ExitCode {
  const all = checked(() => migrations(names));
  if (given.flag('json')) {
    for (const { version, sql } of all) io.stdout.write(`${jsonText({ version, sql })}\n`);
  } else {
    const texts = all.map(
      ({ version, sql }) => `-- Version ${version}\nBEGIN;\n${sql.trim()}\nCOMMIT;\n`,
    );
    io.stdout.write(texts.join('\n'));
  }
  return exitCode.ok;
}

async function apply(
  { io, given }: CommandCall,
  { migrations, migrate }: PostgresMigrations,
  options: MigrateOptions,
): Promise<ExitCode> {
  // Names are looked at before anything is done.
  checked(() => migrations(options));
  const { from, to } = await applied(migrate, options);
  if (given.flag('json')) io.stdout.write(`${jsonText({ from, to })}\n`);
  else {
    io.stderr.write(
      from === to
        ? `the database is up to date at version ${to}\n`
        : `the database went from version ${from} to ${to}\n`,
    );
  }
  return exitCode.ok;
}

async function applied(
  migrate: PostgresMigrations['migrate'],
  options: MigrateOptions,
): Promise<{ readonly from: number; readonly to: number }> {
  try {
    return await migrate(options);
  } catch (cause) {
    if (isFlowgraftError(cause)) throw cause;
    const text = `The migrations cannot be applied: ${reasonOf(cause)}`;
    throw new CommandFailure(exitCode.refused, text, { cause });
  }
}

/** The adapter refuses names that cannot be used with a TypeError. */
function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw new CommandFailure(exitCode.usage, thrown.message, { cause: thrown });
  }
}

function namesOf({ schema, prefix }: Readonly<Record<string, unknown>>): NameOptions {
  return {
    ...(typeof schema === 'string' && { schema }),
    ...(typeof prefix === 'string' && { prefix }),
  };
}

function accessOf(
  { pool, client }: ModuleExports,
  path: string,
): Pick<MigrateOptions, 'pool' | 'client'> {
  if (canQuery(pool)) return { pool: pool as MigrateOptions['pool'] };
  if (canQuery(client)) return { client: client as MigrateOptions['client'] };
  throw usage(`Module "${path}" exports neither pool nor client`, {
    hint: 'export the pool that its engine uses: export const pool = new Pool(…)',
  });
}

function canQuery(value: unknown): boolean {
  return typeof (value as { readonly query?: unknown } | null | undefined)?.query === 'function';
}

function usage(message: string, options: { readonly hint?: string } = {}): CommandFailure {
  return new CommandFailure(exitCode.usage, message, options);
}
