/** Small shared values in Redis: one script per operation, judged by the server's clock. */

import { randomUUID } from 'node:crypto';

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
import { asked } from './command-failure.js';
import {
  compareAndSet,
  get,
  increment,
  list,
  remove,
  type Script,
  set,
} from './key-value-scripts.js';

/** The calls of a client of `ioredis` that this makes. */
export interface KeyValueClient {
  evalsha(sha1: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
  eval(script: string, numberOfKeys: number, ...args: string[]): Promise<unknown>;
}

type ListAnswer = readonly [cursor: string, fields: readonly string[]];

/** Rejects with `STORE_FAILED` when the server does not answer as it should. */
export class RedisKeyValue implements KeyValue {
  readonly #client: KeyValueClient;
  readonly #root: string;
  readonly #caller = randomUUID();
  #calls = 0;
  /** Numbers of calls whose answer is here: the next call lets the server forget them. */
  #answered: number[] = [];

  /** @param root - What all keys of the store begin with; holds the hash tag. */
  constructor(client: KeyValueClient, root: string) {
    this.#client = client;
    this.#root = root;
  }

  async get(tenant: string, key: string): Promise<KeyValueEntry | null> {
    keyValueRules.checkKey(tenant, key);
    const answer = await asked('read a value', () =>
      this.#run(get, [this.#entriesOf(tenant) + key], []),
    );
    const [value, version, end] = answer as readonly (string | null)[];
    if (typeof value !== 'string' || typeof version !== 'string') return null;
    return entryOf(key, value, version, end ?? '');
  }

  async set(
    tenant: string,
    key: string,
    value: unknown,
    options: KeyValueOptions = {},
  ): Promise<number> {
    keyValueRules.checkKey(tenant, key);
    const text = encodeValue(value);
    return Number(await this.#write('write a value', set, { tenant, key, options, args: [text] }));
  }

  async compareAndSet(tenant: string, key: string, change: CompareAndSet): Promise<number | null> {
    const { expected, value } = change;
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkExpected(expected);
    const args = [encodeValue(value), expected === null ? '' : String(expected)];
    const call = { tenant, key, options: change, args };
    const answer = await this.#write('write a value', compareAndSet, call);
    return answer === '' ? null : Number(answer);
  }

  async increment(tenant: string, key: string, change: Increment): Promise<IncrementResult> {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkIncrement(change);
    const args = [String(change.by), change.max === undefined ? '' : String(change.max)];
    const call = { tenant, key, options: change, args };
    const answer = await this.#write('count', increment, call);
    if (answer === 'notCountable' || answer === 'tooFar') throw keyValueRules[answer](key);
    const [what, value] = answer.split(' ');
    return { applied: what === 'applied', value: Number(value) };
  }

  async delete(tenant: string, key: string, expected?: number): Promise<boolean> {
    keyValueRules.checkKey(tenant, key);
    keyValueRules.checkExpected(expected);
    const args = [expected === undefined ? '' : String(expected)];
    const call = { tenant, key, options: {}, args };
    return (await this.#write('delete a value', remove, call)) === '1';
  }

  async list(tenant: string, filter: KeyValueFilter): Promise<KeyValuePage> {
    const limit = keyValueRules.limitOf(tenant, filter);
    const cursor = filter.cursor === undefined ? '' : `=${filter.cursor}`;
    const keys = [this.#entriesOf(tenant), ...this.#indexesOf(tenant)];
    const answer = await asked('list values', () =>
      this.#run(list, keys, [filter.prefix, cursor, String(limit)]),
    );
    const [next, fields] = answer as ListAnswer;
    return { entries: entriesOf(fields), cursor: next === '' ? null : next.slice(1) };
  }

  /** @returns what the script answered, now or when it was sent for the first time. */
  async #write(
    operation: string,
    script: Script,
    { tenant, key, options, args }: Write,
  ): Promise<string> {
    const ttlMs = keyValueRules.ttlOf(options);
    const keys = [
      this.#entriesOf(tenant) + key,
      ...this.#indexesOf(tenant),
      `${this.#root}kvversion`,
      `${this.#root}kvcalls:${this.#caller}`,
    ];
    const id = ++this.#calls;
    const answered = this.#answered;
    this.#answered = [];
    const values = [String(id), answered.join(' '), ttlMs === null ? '' : String(ttlMs), key];
    try {
      const answer = await asked(operation, () => this.#run(script, keys, [...values, ...args]));
      this.#answered.push(id);
      return String(answer);
    } catch (error) {
      this.#answered.push(...answered);
      throw error;
    }
  }

  async #run(script: Script, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    try {
      return await this.#client.evalsha(script.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return this.#client.eval(script.source, keys.length, ...keys, ...args);
    }
  }

  #entriesOf(tenant: string): string {
    return `${this.#root}kv:${tenant.length}:${tenant}:`;
  }

  #indexesOf(tenant: string): readonly [keys: string, ends: string] {
    return [`${this.#root}kvkeys:${tenant}`, `${this.#root}kvends:${tenant}`];
  }
}

interface Write {
  readonly tenant: string;
  readonly key: string;
  readonly options: KeyValueOptions;
  /** What the script takes besides what every write takes. */
  readonly args: readonly string[];
}

function entriesOf(fields: readonly string[]): readonly KeyValueEntry[] {
  const entries: KeyValueEntry[] = [];
  for (let index = 0; index < fields.length; index += 4) {
    const [key = '', value = '', version = '', end = ''] = fields.slice(index, index + 4);
    entries.push(entryOf(key, value, version, end));
  }
  return entries;
}

function entryOf(key: string, value: string, version: string, end: string): KeyValueEntry {
  return {
    key,
    value: decodeValue(value),
    version: Number(version),
    expiresAt: end === '' ? null : Number(end),
  };
}
