/** Small shared values in SQLite. Each write is one transaction that nobody else writes beside. */

import {
  type Clock,
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
import type { SqliteValue } from './client.js';
import type { Connection } from './connection.js';

interface Row {
  readonly key: string;
  readonly value: string;
  readonly version: number;
  readonly expires_at: number | null;
}

const columns = 'key, value, version, expires_at';
const present = '(expires_at IS NULL OR expires_at > ?)';

const sql = {
  get: `SELECT ${columns} FROM flowgraft_key_values WHERE tenant = ? AND key = ? AND ${present}`,
  set: `
    INSERT OR REPLACE INTO flowgraft_key_values (tenant, key, value, expires_at)
    VALUES (?, ?, ?, ?) RETURNING version`,
  delete: `
    DELETE FROM flowgraft_key_values
    WHERE tenant = ? AND key = ? AND ${present} AND version = coalesce(?, version)`,
  // More than one write can add, so that what nobody asks for again does not pile up.
  sweep: `
    DELETE FROM flowgraft_key_values WHERE version IN (
      SELECT version FROM flowgraft_key_values WHERE expires_at <= ? ORDER BY expires_at LIMIT 4)`,
  list: `
    SELECT ${columns} FROM flowgraft_key_values
    WHERE tenant = ? AND key >= ? AND key IS NOT ? AND ${present} ORDER BY key LIMIT ?`,
  listBelow: `
    SELECT ${columns} FROM flowgraft_key_values
    WHERE tenant = ? AND key >= ? AND key < ? AND key IS NOT ? AND ${present} ORDER BY key LIMIT ?`,
} as const;

/** Answers every call at once. Time is that of the clock it was made with. */
export class SqliteKeyValue implements KeyValue {
  readonly #open: () => Connection;
  readonly #clock: Clock;

  /** @param open - Gives the open connection; throws when it was closed. */
  constructor(open: () => Connection, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
  }

  get(tenant: string, key: string): KeyValueEntry | null {
    keyValueRules.checkKey(tenant, key);
    const connection = this.#open();
    return connection.read('read a value', () => {
      const row = this.#find(connection, tenant, key);
      return row === undefined ? null : entryOf(row);
    });
  }

  set(tenant: string, key: string, value: unknown, options: KeyValueOptions = {}): number {
    keyValueRules.checkKey(tenant, key);
    const end = this.#endOf(options);
    const text = encodeValue(value);
    return this.#change('write a value', (connection) =>
      write(connection, [tenant, key, text, end]),
    );
  }

  compareAndSet(tenant: string, key: string, change: CompareAndSet): number | null {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkExpected(change.expected);
    const end = this.#endOf(change);
    const text = encodeValue(change.value);
    return this.#change('write a value', (connection) => {
      const version = this.#find(connection, tenant, key)?.version ?? null;
      return version === change.expected ? write(connection, [tenant, key, text, end]) : null;
    });
  }

  increment(tenant: string, key: string, change: Increment): IncrementResult {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkIncrement(change);
    const newEnd = this.#endOf(change);
    return this.#change('count', (connection) => {
      const row = this.#find(connection, tenant, key);
      const result = keyValueRules.increase(key, row?.value ?? null, change);
      const end = row === undefined ? newEnd : row.expires_at;
      if (result.applied) write(connection, [tenant, key, String(result.value), end]);
      return result;
    });
  }

  delete(tenant: string, key: string, expected?: number): boolean {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkExpected(expected);
    return this.#change('delete a value', (connection) => {
      const statement = connection.prepare(sql.delete);
      return Number(statement.run(tenant, key, this.#clock.now(), expected ?? null).changes) > 0;
    });
  }

  list(tenant: string, filter: KeyValueFilter): KeyValuePage {
    const limit = keyValueRules.limitOf(tenant, filter);
    const { prefix, cursor } = filter;
    const end = prefixEnd(prefix);
    const range = [cursor ?? prefix, ...(end === null ? [] : [end]), cursor ?? null];
    const connection = this.#open();
    return connection.read('list values', () => {
      const statement = connection.prepare(end === null ? sql.list : sql.listBelow);
      const rows = statement.all(tenant, ...range, this.#clock.now(), limit + 1) as Row[];
      const entries = rows.slice(0, limit).map(entryOf);
      return { entries, cursor: rows.length > limit ? (entries.at(-1)?.key ?? null) : null };
    });
  }

  #find(connection: Connection, tenant: string, key: string): Row | undefined {
    return connection.prepare(sql.get).get(tenant, key, this.#clock.now()) as Row | undefined;
  }

  #change<T>(operation: string, work: (connection: Connection) => T): T {
    const connection = this.#open();
    return connection.write(operation, () => {
      connection.prepare(sql.sweep).run(this.#clock.now());
      return work(connection);
    });
  }

  #endOf(options: KeyValueOptions): number | null {
    const ttlMs = keyValueRules.ttlOf(options);
    return ttlMs === null ? null : this.#clock.now() + ttlMs;
  }
}

/** @param row - Tenant, key, value and end. @returns the new version. */
function write(connection: Connection, row: readonly SqliteValue[]): number {
  return (connection.prepare(sql.set).get(...row) as Pick<Row, 'version'>).version;
}

function entryOf({ key, value, version, expires_at: expiresAt }: Row): KeyValueEntry {
  return { key, value: decodeValue(value), version, expiresAt };
}
