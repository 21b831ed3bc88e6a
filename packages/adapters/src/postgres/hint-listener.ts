/** Notifications of other processes, on one connection of the pool for as long as it lasts. */

import type { BackendHost, Hint, Timer } from '@flowgraft/core';
import type { PooledClient, PostgresNotification } from './client.js';
import type { Database } from './database.js';

/** How long a notification to oneself may take before we take it that none will ever come. */
const testMs = 2000;
const firstRetryMs = 100;
const longestRetryMs = 10_000;

/**
 * States: listening, with a client; waiting to try again, with a timer; over, with neither.
 *
 * A pooler that gives every transaction another connection takes \`LISTEN\` and delivers nothing. So each
 * connection is tried: a notification sent on another one has to arrive.
 */
export class HintListener {
  readonly #database: Database;
  readonly #host: BackendHost;
  #client: PooledClient | null = null;
  #timer: Timer | null = null;
  #attempts = 0;
  #tests = 0;
  #isOver = false;
  #arrived: ((payload: string) => void) | null = null;
  #letGo: (() => void) | null = null;

  constructor(database: Database, host: BackendHost) {
    this.#database = database;
    this.#host = host;
  }

  get isListening(): boolean {
    return this.#client !== null;
  }

  /** True when hints of others come, or will come again once a lost connection is replaced. */
  get isActive(): boolean {
    return !this.#isOver;
  }

  /** Listens when this can be done; when it cannot, says so once and leaves it. */
  async start(): Promise<void> {
    const { pool } = this.#database;
    if ((pool.options?.max ?? 10) < 2) {
      this.#giveUp('the pool has only one connection');
      return;
    }
    await this.#connect();
  }

  close(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#timer = null;
    this.#letGo?.();
  }

  async #connect(): Promise<void> {
    const { pool, names } = this.#database;
    let client: PooledClient;
    try {
      client = await pool.connect();
    } catch (error) {
      this.#retry(error);
      return;
    }
    const hear = ({ channel, payload }: PostgresNotification): void => {
      if (channel === names.channel && payload !== undefined) this.#hear(payload);
    };
    const lose = (error?: Error): void => {
      if (this.#letGo !== letGo) return;
      letGo();
      this.#retry(error);
    };
    const letGo = (): void => {
      this.#letGo = null;
      this.#client = null;
      this.#arrived = null;
      client.removeListener('notification', hear);
      client.removeListener('end', lose);
      // The listener for errors stays: one that comes late must not end the process.
      client.release(true);
    };
    this.#letGo = letGo;
    client.on('notification', hear);
    client.on('error', lose);
    client.on('end', lose);
    try {
      await client.query(`LISTEN ${names.channel}`);
      const works = await this.#test();
      if (this.#letGo !== letGo) return;
      if (this.#isOver) letGo();
      else if (works) this.#established(client);
      else {
        await client.query('UNLISTEN *');
        letGo();
        this.#giveUp('notifications do not arrive, as behind a pooler in transaction mode');
      }
    } catch (error) {
      lose(error as Error);
    }
  }

  #established(client: PooledClient): void {
    this.#client = client;
    this.#attempts = 0;
  }

  /** Sends a notification on another connection and waits for it. */
  async #test(): Promise<boolean> {
    const { pool, names, origin } = this.#database;
    const expected = `test ${origin} ${(this.#tests += 1)}`;
    let timer: Timer | undefined;
    const outcome = new Promise<boolean>((resolve) => {
      timer = this.#host.clock.setTimer(testMs, () => resolve(false));
      this.#arrived = (payload) => {
        if (payload === expected) resolve(true);
      };
    });
    try {
      await pool.query('SELECT pg_notify($1, $2)', [names.channel, expected]);
      return await outcome;
    } finally {
      timer?.cancel();
      this.#arrived = null;
    }
  }

  #retry(error: unknown): void {
    if (this.#isOver) return;
    this.#attempts += 1;
    const { clock, random, logger } = this.#host;
    const longest = Math.min(firstRetryMs * 2 ** this.#attempts, longestRetryMs);
    logger.log('debug', 'PostgreSQL: the connection that hears of other processes was lost', {
      error: String(error),
    });
    this.#timer = clock.setTimer(
      longest * (0.5 + random.next() / 2),
      () => {
        this.#timer = null;
        void this.#connect();
      },
      { background: true },
    );
  }

  #giveUp(reason: string): void {
    this.#isOver = true;
    this.#host.logger.log('warn', 'PostgreSQL: no LISTEN, due runs are found by polling', {
      reason,
    });
  }

  #hear(payload: string): void {
    if (payload.startsWith('test ')) {
      this.#arrived?.(payload);
      return;
    }
    const parsed = parsePayload(payload);
    // What this process did itself it has told of already.
    if (parsed === null || parsed[0] === this.#database.origin) return;
    const [, hasEnded, ...pairs] = parsed;
    const hints: Hint[] = [];
    for (let place = 0; place + 1 < pairs.length; place += 2) {
      hints.push({
        tenant: String(pairs[place]),
        runId: String(pairs[place + 1]),
        hasEnded: hasEnded === 1,
      });
    }
    this.#database.tell(hints);
  }
}

/** Anybody who may connect may send on the channel: what is not ours is passed over. */
function parsePayload(payload: string): readonly unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(payload);
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
