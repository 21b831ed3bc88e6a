// An empty database for each round, on a server that is the bench's own.
import { Redis } from '../peers/redis/driver.mjs';

const serverUrl = () => process.env['BENCH_REDIS_URL'];

/** Wraps a case's `open(url)`: each round begins with an empty database and leaves one. */
export const onRedis = (open) => async () => {
  const admin = new Redis(serverUrl());
  await admin.flushdb();
  const leave = async () => {
    await admin.flushdb();
    await admin.quit();
  };
  try {
    const round = await open(serverUrl());
    return {
      ...round,
      async close() {
        try {
          await round.close();
        } finally {
          await leave();
        }
      },
    };
  } catch (error) {
    await leave();
    throw error;
  }
};

/** Throws unless nobody keeps anything there, and says how the server persists. */
export async function requireEmpty(url) {
  const admin = new Redis(url);
  try {
    const keys = await admin.dbsize();
    if (keys > 0) {
      throw new Error(
        `The Redis of REDIS_URL holds ${keys} keys, and the bench empties it: name an empty one`,
      );
    }
    const [, appendOnly] = await admin.config('GET', 'appendonly');
    const [, flush] = await admin.config('GET', 'appendfsync');
    return `appendonly ${appendOnly}, appendfsync ${flush}`;
  } finally {
    await admin.quit();
  }
}
