// graphile-worker as one job per step: the job adds the next step's job and is then completed (deleted). Tuned for
// many in flight: a local queue of 500, completions and additions of a moment joined. It remembers no step.
import { Logger, makeWorkerUtils, run as runWorker } from 'graphile-worker';
import { durableCases } from '../../harness/durable-cases.mjs';
import { expectCount, onDatabase } from '../../harness/postgres-database.mjs';
import { gather } from '../gather.mjs';
import { endings, tinyStep } from '../tiny-step.mjs';

const logger = new Logger(() => () => {});
const tuned = { localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 };

async function open(url, { lanes, steps, mode, onFirstStep }) {
  const ends = endings();
  const utils = await makeWorkerUtils({ connectionString: url, logger });
  await utils.migrate();
  const add = gather((jobs) => utils.addJobs(jobs));
  const enqueue = (payload) => add({ identifier: 'step', payload });
  let done = 0;
  const step = async ({ run, index, n }) => {
    if (index === 0) onFirstStep(run);
    const output = tinyStep({ n });
    if (index + 1 < steps) await enqueue({ run, index: index + 1, n: output.n });
    else ends.tell(run, output);
    done += 1;
  };
  const runner = await runWorker({
    connectionString: url,
    maxPoolSize: 20,
    concurrency: lanes,
    noHandleSignals: true,
    logger,
    taskList: { step },
    preset: mode === 'c200' ? { worker: tuned } : {},
  });
  return {
    async run(n) {
      const ended = ends.of(n);
      await enqueue({ run: n, index: 0, n });
      return ended;
    },
    start: (n) => utils.addJob('step', { run: n, index: 0, n }),
    async verify(runs) {
      if (done !== runs * steps) throw new Error(`${done} jobs ran for ${runs} runs`);
      await expectCount(url, 'SELECT count(*) FROM graphile_worker.jobs', 0);
    },
    async close() {
      await runner.stop();
      await utils.release();
    },
  };
}

export const cases = durableCases({
  open,
  wrap: onDatabase,
  amounts: { c200: 3000, c1: 60, latency: 40, idle: 30 },
});
