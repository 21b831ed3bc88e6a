/** How a store speaks to Redis: by scripts, each one command that happens whole or not at all. */

import { FlowgraftError } from '@flowgraft/core';
import type { RedisClient } from './client.js';
import { asked } from './command-failure.js';
import type { HintChannel } from './hint-channel.js';
import type { Script } from './scripts/all-scripts.js';

/** What scripts answer: the time, the hints of what was done, and what they were asked for. */
export interface Answer {
  /** The clock of Redis, epoch milliseconds. */
  readonly now: number;
  readonly rest: readonly unknown[];
}

export interface ConnectionOptions {
  readonly client: RedisClient;
  /** Begins every key. */
  readonly keys: string;
  readonly hints: HintChannel;
  /** Told apart from every other store of the same data. */
  readonly storeId: string;
}

export class Connection {
  readonly hints: HintChannel;
  readonly #client: RedisClient;
  readonly #keys: string;
  readonly #storeId: string;
  #calls = 0;
  #isClosed = false;

  constructor({ client, keys, hints, storeId }: ConnectionOptions) {
    this.#client = client;
    this.#keys = keys;
    this.#storeId = storeId;
    this.hints = hints;
  }

  /** A name for a call that no other call has, however often the client sends it. */
  nextCallId(): string {
    this.#calls += 1;
    return `${this.#storeId}-${this.#calls.toString(36)}`;
  }

  /**
   * Runs a script and tells of what it hinted at.
   *
   * @throws {FlowgraftError} `STORE_FAILED` when the store is closed or Redis does not answer as it should.
   */
  async run(script: Script, operation: string, args: readonly string[]): Promise<Answer> {
    if (this.#isClosed) throw closedStore();
    const all = [this.#keys, this.hints.channel, this.#storeId, ...args] as const;
    const answer = await asked(operation, () => runScript(this.#client, script, all));
    const [now, hinted, ...rest] = answer as readonly unknown[];
    this.hints.tell(String(hinted));
    return { now: Number(now), rest };
  }

  close(): void {
    this.#isClosed = true;
    this.hints.close();
  }
}

/** By its hash; with its source when the server does not know it (any longer). */
export async function runScript(
  client: RedisClient,
  { sha1, source }: Script,
  args: readonly string[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha1, 1, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return client.eval(source, 1, ...args);
  }
}

function closedStore(): FlowgraftError {
  const message = 'This Redis store was closed; open the backend again';
  return new FlowgraftError('STORE_FAILED', message, { operation: 'use', store: 'redis' });
}
