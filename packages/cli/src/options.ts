/** Options of commands: declared once, used for parsing and for help. */

import { parseArgs } from 'node:util';

import { CommandFailure } from './command-failure.js';
import { exitCode } from './exit-code.js';

interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  /** Name of the value in help, such as `<file>`. */
  readonly value?: string;
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** Options that several commands share. */
export const shared = {
  store: {
    type: 'string',
    value: '<file.db>',
    help: 'SQLite file that keeps the runs; made when missing',
  },
  config: {
    type: 'string',
    value: '<file>',
    help: 'configuration module; flowgraft.config.ts (or .js, .mjs) of this folder when absent',
  },
  tenant: { type: 'string', value: '<name>', help: 'tenant of the run; "default" when absent' },
  files: {
    type: 'string',
    value: '<folder>',
    help: 'folder that the workflow may read and write',
  },
  export: {
    type: 'string',
    value: '<name>',
    help: 'which export of the file, when it has several workflows',
  },
  wait: { type: 'boolean', help: 'stay while the run waits for a signal or an approval' },
  json: { type: 'boolean', help: 'one JSON object per line on stdout: events, then the result' },
  debug: { type: 'boolean', help: 'print stack traces' },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
} as const satisfies OptionTable;

/** What was given on the command line. */
export class GivenOptions {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];

  constructor(values: Readonly<Record<string, unknown>>, positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
  }

  /** @throws {CommandFailure} `usage` when the value is not a whole number of at least `min`. */
  integer(name: string, min: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min) return number;
    throw new CommandFailure(
      exitCode.usage,
      `--${name}: expected a whole number of at least ${min}, got "${text}"`,
    );
  }
}

/**
 * Parses the arguments of one command.
 *
 * @throws {CommandFailure} `usage` for an unknown option or a missing value.
 */
export function parseOptions(
  command: string,
  args: readonly string[],
  table: OptionTable,
): GivenOptions {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short && { short }), ...(multiple && { multiple }) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    });
    return new GivenOptions(values, positionals);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    const [reason = thrown.message] = thrown.message.split('. To specify');
    throw new CommandFailure(exitCode.usage, `${command}: ${reason}`, {
      hint: `flowgraft ${command} --help lists the options`,
      cause: thrown,
    });
  }
}
