// A worker with little memory before a long queue. `samples` holds the most memory that the process ever held, in MB.
import { onDatabase } from '../../harness/postgres-database.mjs';
import { enqueue } from './backlog.mjs';
import { openEngine } from './engine.mjs';

const tenant = 'default';
const concurrency = 200;

async function open(url) {
  const { engine, close } = await openEngine(url);
  const samples = [];
  let ended = 0;
  let settle = () => {};
  engine.on('run.completed', () => {
    ended += 1;
    settle();
  });
  return {
    samples,
    prepare: (runs) => enqueue({ url, runs, workflow: 'chain', tenant }),
    async run(runs) {
      const all = new Promise((resolve) => {
        settle = () => {
          if (ended >= runs) resolve();
        };
      });
      engine.worker({ concurrency });
      await all;
      samples.push(process.resourceUsage().maxRSS / 1000);
      return runs;
    },
    async verify() {
      const left = await engine.list({
        tenant,
        status: ['queued', 'running', 'waiting', 'failed'],
      });
      if (left.runs.length > 0)
        throw new Error(`${left.runs.length} or more runs are not completed`);
    },
    close,
  };
}

export const cases = { drain: { amount: 100_000, open: onDatabase(open) } };
