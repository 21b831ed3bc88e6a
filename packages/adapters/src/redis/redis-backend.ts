/** The backend on Redis: one server, a primary with replicas, or a cluster. */

import { FlowgraftError, type Backend, type BackendHost, type Store } from '@flowgraft/core';
import pRetry from 'p-retry';
import { RedisBlobs } from './blob-store.js';
import { asked } from './command-failure.js';
import { Connection, runScript } from './connection.js';
import { HintChannel } from './hint-channel.js';
import { RedisKeyValue } from './key-value.js';
import { checkOptions, type RedisOptions } from './options.js';
import { readDurability } from './persistence.js';
import { RedisStore } from './run-store.js';
import { scripts } from './scripts/all-scripts.js';

/** Of the keys that this package writes and reads. */
const dataVersion = 1;

/** How long opening waits for a server that is starting. */
const startingMs = 5000;

/**
 * Keeps runs in Redis 6.2 or newer, through a client that the host built (`ioredis`, `Redis` or `Cluster`). Any
 * number of processes may use the same prefix. Every operation is a script, and happens whole or not at all; the
 * clock is the server's.
 *
 * What is kept depends on the server: with `appendonly yes` and `appendfsync always` everything that was
 * acknowledged; with `everysec` everything but the last second, when server or machine crash; otherwise nothing.
 * Opening warns of the last. All keys of a prefix are in one hash slot, on one node of a cluster.
 *
 * Opening throws a `FlowgraftError`: `STORE_VERSION` when a newer version of this package has written there,
 * `STORE_FAILED` when the server does not answer.
 *
 * @throws {TypeError} When the options are wrong.
 *
 * @example
 * ```ts
 * import { Redis } from 'ioredis';
 * import { createEngine } from '@flowgraft/core';
 * import { redis } from '@flowgraft/adapters/redis';
 *
 * const client = new Redis('redis://127.0.0.1:6379');
 * const engine = createEngine({ backend: redis({ client }), nodes: [] });
 * ```
 */
export function redis(options: RedisOptions): Backend {
  checkOptions(options);
  return {
    name: 'redis',
    open: (host) => asked('open the store', () => openStore(options, host)),
  };
}

async function openStore(options: RedisOptions, host: BackendHost): Promise<Store> {
  const { client, prefix = 'flowgraft', durability: declared } = options;
  const { logger, random } = host;
  const keys = `{${prefix}}:`;
  const channel = `${keys}hints`;
  const args = [keys, channel, '', String(dataVersion)];
  const answer = (await whenStarted(() => runScript(client, scripts.openData, args))) as unknown[];
  checkVersion(Number(answer[2]));
  const bytes = [...random.bytes(6)].map((byte) => byte.toString(16).padStart(2, '0'));
  // The number alone is given twice when a crash of the server takes the last second with it.
  const storeId = `${String(answer[3])}-${bytes.join('')}`;
  const hints = new HintChannel({ channel, storeId, logger });
  const durability = await readDurability(client, declared, logger);
  const remoteHints = options.hints !== false && (await listen(options, hints, host));
  return new RedisStore({
    connection: new Connection({ client, keys, hints, storeId }),
    capabilities: {
      durability,
      shared: true,
      immediate: false,
      remoteHints,
      remoteEnds: remoteHints,
      transactions: false,
      writers: 2,
    },
    keyValue: new RedisKeyValue(client, keys),
    blobs: new RedisBlobs(client, keys),
  });
}

/** Without hints workers poll; that is no reason not to open. */
async function listen(
  { client }: RedisOptions,
  hints: HintChannel,
  { logger }: BackendHost,
): Promise<boolean> {
  try {
    await whenStarted(() => hints.listen(client.duplicate()));
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logger.log('warn', 'redis: no hints of other processes, which are found by polling', {
      reason,
    });
    return false;
  }
}

/** A server that is starting refuses commands for a while, and so does a client that is connecting. */
function whenStarted<T>(work: () => Promise<T>): Promise<T> {
  return pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 20,
    maxTimeout: 200,
    maxRetryTime: startingMs,
    shouldRetry: ({ error }) => isStarting(error),
  });
}

function isStarting(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|BUSY)\b|ECONNREFUSED|Stream isn't writeable/.test(
      error.message,
    )
  );
}

function checkVersion(found: number): void {
  if (found <= dataVersion) return;
  throw new FlowgraftError(
    'STORE_VERSION',
    `The keys have version ${found}, written by a newer version of @flowgraft/adapters; this one reads up to ${dataVersion}. Update the package.`,
    { store: 'redis', found, supported: dataVersion },
  );
}
