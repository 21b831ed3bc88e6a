/** Calls of the database's functions, as statements that a connection may keep. */

import type { Names } from './names.js';

/** A statement with the name under which connections keep it; without one it is parsed each time. */
export interface Statement {
  readonly text: string;
  readonly name: string | undefined;
}

/** PostgreSQL cuts names off after this many bytes. */
const mostBytes = 63;

/** The calls of one installation: each text is made once. */
export class CalledFunctions {
  readonly #names: Names;
  readonly #made = new Map<string, Statement>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** A call of a function that gives rows. */
  rows(name: string, parameters: number): Statement {
    return this.#statement(name, (call) => `SELECT * FROM ${call}`, parameters);
  }

  /** A call of a function that gives one value, which the row has as `answer`. */
  value(name: string, parameters: number): Statement {
    return this.#statement(name, (call) => `SELECT ${call} AS answer`, parameters);
  }

  #statement(name: string, select: (call: string) => string, parameters: number): Statement {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const { schema, prefix } = this.#names;
    const full = `${schema}.${prefix}${name}`;
    const statement = {
      text: select(`${this.#names.table(name)}(${placeholders(parameters)})`),
      name: full.length > mostBytes ? undefined : full,
    };
    this.#made.set(name, statement);
    return statement;
  }
}

/** `$1, …, $n`. */
function placeholders(count: number): string {
  return Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');
}
