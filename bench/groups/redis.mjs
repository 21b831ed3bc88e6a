// Durable steps on Redis, append-only file flushed every second: our engine, BullMQ's flows, and what the server gives.
import { playRounds } from '../harness/arena.mjs';
import { requireEmpty } from '../harness/redis-database.mjs';
import { startRedis } from '../harness/redis-server.mjs';
import { figure, reportRatio } from '../harness/server-figures.mjs';

const at = (path) => new URL(`../${path}`, import.meta.url).href;
const perSecond = ({ count, ms }) => (count * 1000) / ms;

/** On a server of its own, or the empty one of `REDIS_URL`. */
export async function measureRedis({ rounds, scale, report, note }) {
  const server = await startRedis();
  try {
    note(`${server.about}; ${await requireEmpty(server.url)}`);
    const env = { BENCH_REDIS_URL: server.url };
    const entries = {
      flowgraft: { module: at('contestants/flowgraft-redis.mjs'), case: 'c200', env },
      bullmq: { module: at('peers/redis/bullmq.mjs'), case: 'c200', env },
      'limit.writes': { module: at('contestants/redis-limit.mjs'), case: 'writes', env },
    };
    const rates = figure(await playRounds({ entries, rounds, scale }), perSecond);
    report('redis.c200.stepsPerSecond', rates, 'flowgraft');
    reportRatio({ report, name: 'redis.c200.ratioToBullmq', rates, among: ['bullmq'] });
  } finally {
    server.stop();
  }
}
