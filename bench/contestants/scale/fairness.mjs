// A tenant that starts a hundred runs at a time, alone and beside one with a long queue. `samples` holds how long each
// of its runs waited for its first step, in milliseconds. All runs are one step that waits 10 ms for another service.
import { onDatabase } from '../../harness/postgres-database.mjs';
import { enqueue } from './backlog.mjs';
import { openEngine, workflows } from './engine.mjs';

const concurrency = 10;
const burst = 100;
const tenant = 'small';
const other = 'large';

const open = (backlog) => async (url) => {
  const scale = { backlog: 0 };
  const waiting = new Map();
  const onStep = (n) => {
    waiting.get(n)?.(performance.now());
    waiting.delete(n);
  };
  const { engine, close } = await openEngine(url, onStep);
  const samples = [];
  const one = async (n) => {
    const began = new Promise((resolve) => waiting.set(n, resolve));
    const from = performance.now();
    const run = await engine.start(workflows.call, { n }, { tenant });
    samples.push((await began) - from);
    await run.result();
  };
  return {
    samples,
    async prepare(_bursts, share) {
      scale.backlog = Math.round(backlog * share);
      if (scale.backlog > 0) {
        await enqueue({ url, runs: scale.backlog, workflow: 'call', tenant: other });
      }
      engine.worker({ concurrency });
    },
    async run(bursts) {
      for (let i = 0; i < bursts; i += 1) {
        // Numbers below zero: those of the other tenant's runs are not.
        const numbers = Array.from({ length: burst }, (_, k) => -1 - i * burst - k);
        await Promise.all(numbers.map(one));
      }
      return bursts * burst;
    },
    async verify() {
      if (scale.backlog === 0) return;
      const left = await engine.list({ tenant: other, status: ['queued'], limit: 1 });
      if (left.runs.length === 0) throw new Error('the long queue was empty before the end');
      const done = await engine.list({ tenant: other, status: ['completed'], limit: 1 });
      if (done.runs.length === 0) throw new Error('nothing of the long queue was done meanwhile');
    },
    close,
  };
};

export const cases = {
  solo: { amount: 10, open: onDatabase(open(0)) },
  beside: { amount: 10, open: onDatabase(open(100_000)) },
};
