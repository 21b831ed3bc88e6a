// pg-boss as one job per step: the job's worker inserts the next step's job and then completes its own. Tuned:
// batches of 50, inserts of a moment joined, and a worker that is told at once that there is more. It remembers no
// step: a crash between the insert and the completion does the rest of the chain twice.
import PgBoss from 'pg-boss';
import { durableCases } from '../../harness/durable-cases.mjs';
import { expectCount, onDatabase } from '../../harness/postgres-database.mjs';
import { gather } from '../gather.mjs';
import { endings, tinyStep } from '../tiny-step.mjs';

const name = 'step';
const batchSize = 50;
const workersFor = { c200: 4, c1: 1, latency: 1, idle: 1 };
const shortestPollSeconds = 0.5;

async function open(url, { steps, mode, onFirstStep }) {
  const boss = await new PgBoss({ connectionString: url, max: 20 }).start();
  await boss.createQueue(name);
  const workers = [];
  const ends = endings();
  const add = gather((jobs) => boss.insert(jobs));
  const enqueue = async (data) => {
    await add({ name, data });
    for (const id of workers) boss.notifyWorker(id);
  };
  const work = async ({ data: { run, index, n } }) => {
    if (index === 0) onFirstStep(run);
    const output = tinyStep({ n });
    if (index + 1 < steps) await enqueue({ run, index: index + 1, n: output.n });
    else ends.tell(run, output);
  };
  for (let i = 0; i < workersFor[mode]; i += 1) {
    const options = { batchSize, pollingIntervalSeconds: shortestPollSeconds };
    workers.push(await boss.work(name, options, (jobs) => Promise.all(jobs.map(work))));
  }
  const other = mode === 'latency' ? await startOther(url) : boss;
  return {
    async run(n) {
      const ended = ends.of(n);
      await enqueue({ run: n, index: 0, n });
      return ended;
    },
    start: (n) => other.insert([{ name, data: { run: n, index: 0, n } }]),
    verify: (runs) =>
      expectCount(
        url,
        `SELECT count(*) FROM pgboss.job WHERE name = '${name}' AND state = 'completed'`,
        runs * steps,
      ),
    async close() {
      if (other !== boss) await other.stop({ wait: true, graceful: false });
      await boss.stop({ wait: true, graceful: true, timeout: 5000 });
    },
  };
}

/** Another host of the same queue; it cannot wake the worker. */
async function startOther(url) {
  return new PgBoss({ connectionString: url, supervise: false, schedule: false, max: 2 }).start();
}

export const cases = durableCases({
  open,
  wrap: onDatabase,
  amounts: { c200: 3000, c1: 60, latency: 40, idle: 30 },
});
