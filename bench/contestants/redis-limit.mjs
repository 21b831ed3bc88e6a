// What the server and the client give without an engine: one small hash field per step, joined by the client.
import { inLanes } from '../harness/in-lanes.mjs';
import { onRedis } from '../harness/redis-database.mjs';
import { Redis } from '../peers/redis/driver.mjs';

const lanes = 200;
const stepsPerRun = 10;
const fact = 'x'.repeat(120);

async function open(url) {
  const client = new Redis(url, { enableAutoPipelining: true });
  return {
    async run(runs) {
      await inLanes(lanes, runs, async (run) => {
        for (let seq = 0; seq < stepsPerRun; seq += 1) await client.hset(`run:${run}`, seq, fact);
      });
      return runs * stepsPerRun;
    },
    async verify(runs) {
      const keys = await client.dbsize();
      if (keys !== runs) throw new Error(`${keys} keys for ${runs} runs`);
    },
    close: () => client.quit(),
  };
}

export const cases = { writes: { amount: 20_000, open: onRedis(open) } };
