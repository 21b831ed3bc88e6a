/** Small shared values in PostgreSQL: one statement per operation, judged by the database's clock. */

import {
  type CompareAndSet,
  decodeValue,
  encodeValue,
  type Increment,
  type IncrementResult,
  type KeyValue,
  type KeyValueEntry,
  type KeyValueFilter,
  type KeyValueOptions,
  type KeyValuePage,
  keyValueRules,
} from '@flowgraft/core';
import { prefixEnd } from '../values/prefix-end.js';
import type { Queryable } from './client.js';
import { type KeyValueStatements, keyValueStatements } from './key-value-statements.js';
import type { KeyValueNames } from './key-value-tables.js';
import { asked } from './store-failure.js';

/** Writes of one process between two looks for what is over. A look removes far more than they can add. */
const writesPerSweep = 64;

interface Row {
  readonly key: string;
  readonly value: string;
  /** A 64-bit number: `pg` gives it as text, unless the host told it otherwise. */
  readonly version: string | number | bigint;
  readonly expires_at: string | number | bigint | null;
}

interface Counted {
  /** 1 or 0: no parser of the host's makes something else of it. */
  readonly applied: number | string;
  readonly result: string | number | bigint;
  readonly refusal: 'notCountable' | 'tooFar' | null;
}

/** Rejects with `STORE_FAILED` when the database does not answer as it should. */
export class PostgresKeyValue implements KeyValue {
  readonly #database: Queryable;
  readonly #sql: KeyValueStatements;
  #writes = 0;

  /** @param database - Answers in READ COMMITTED, each statement in a transaction of its own. */
  constructor(database: Queryable, names: KeyValueNames) {
    this.#database = database;
    this.#sql = keyValueStatements(names);
  }

  async get(tenant: string, key: string): Promise<KeyValueEntry | null> {
    keyValueRules.checkKey(tenant, key);
    const [row] = await this.#ask<Row>('read a value', this.#sql.get, [tenant, key]);
    return row === undefined ? null : entryOf(row);
  }

  async set(
    tenant: string,
    key: string,
    value: unknown,
    options: KeyValueOptions = {},
  ): Promise<number> {
    keyValueRules.checkKey(tenant, key);
    const values = [tenant, key, encodeValue(value), keyValueRules.ttlOf(options)];
    return (await this.#write(this.#sql.set, values)) as number;
  }

  async compareAndSet(tenant: string, key: string, change: CompareAndSet): Promise<number | null> {
    const { expected, value } = change;
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkExpected(expected);
    const values = [tenant, key, encodeValue(value), keyValueRules.ttlOf(change)];
    if (expected === null) return this.#write(this.#sql.setNew, values);
    return this.#write(this.#sql.setAt, [...values, expected]);
  }

  async increment(tenant: string, key: string, change: Increment): Promise<IncrementResult> {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkIncrement(change);
    const { by, max = null } = change;
    const values = [tenant, key, by, max, keyValueRules.ttlOf(change)];
    await this.#sweepAtTimes();
    const [row] = await this.#ask<Counted>('count', this.#sql.increment, values);
    const { applied, result, refusal } = row as Counted;
    if (refusal !== null) throw keyValueRules[refusal](key);
    return { applied: Number(applied) === 1, value: Number(result) };
  }

  async delete(tenant: string, key: string, expected?: number): Promise<boolean> {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkExpected(expected);
    const values = [tenant, key, expected ?? null];
    return (await this.#ask('delete a value', this.#sql.delete, values)).length > 0;
  }

  async list(tenant: string, filter: KeyValueFilter): Promise<KeyValuePage> {
    const limit = keyValueRules.limitOf(tenant, filter);
    const { prefix, cursor } = filter;
    const end = prefixEnd(prefix);
    const values = [tenant, cursor ?? prefix, cursor ?? null, limit + 1];
    const rows = await (end === null
      ? this.#ask<Row>('list values', this.#sql.list, values)
      : this.#ask<Row>('list values', this.#sql.listBelow, [...values, end]));
    const entries = rows.slice(0, limit).map(entryOf);
    return { entries, cursor: rows.length > limit ? (entries.at(-1)?.key ?? null) : null };
  }

  async #write(sql: string, values: unknown[]): Promise<number | null> {
    await this.#sweepAtTimes();
    const [row] = await this.#ask<Pick<Row, 'version'>>('write a value', sql, values);
    return row === undefined ? null : Number(row.version);
  }

  /** Before a write, so that a failure means that nothing was written. */
  async #sweepAtTimes(): Promise<void> {
    if (this.#writes++ % writesPerSweep > 0) return;
    await this.#ask('remove values that are over', this.#sql.sweep, []);
  }

  #ask<T>(operation: string, sql: string, values: unknown[]): Promise<readonly T[]> {
    return asked<T>(operation, () => this.#database.query(sql, values));
  }
}

function entryOf({ key, value, version, expires_at: end }: Row): KeyValueEntry {
  return {
    key,
    value: decodeValue(value),
    version: Number(version),
    expiresAt: end === null ? null : Number(end),
  };
}
