// Absurd. Its package holds the client only; the SQL that is the engine is not on npm, so that `ABSURD_SQL` has to
// name a copy of `sql/absurd.sql` of a release that fits the client.
import { readFileSync } from 'node:fs';
import { Absurd } from 'absurd-sdk';
import { durableCases } from '../../harness/durable-cases.mjs';
import { expectCount, onDatabase } from '../../harness/postgres-database.mjs';
import pg from './driver.mjs';
import { endings, stepByStep } from '../tiny-step.mjs';

const queueName = 'bench';
const quickPollSeconds = 0.05;

function sqlText() {
  const file = process.env['ABSURD_SQL'];
  if (file !== undefined) return readFileSync(file, 'utf8');
  throw new Error('its SQL is not part of its npm package: set ABSURD_SQL to a copy of absurd.sql');
}

async function open(url, { lanes, steps, mode, onFirstStep }) {
  const sql = sqlText();
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  await pool.query(sql);
  const engine = new Absurd({ db: pool, queueName });
  await engine.createQueue(queueName);
  const ends = endings();
  engine.registerTask({ name: 'chain' }, async ({ n }, context) => {
    const output = await stepByStep(n, {
      steps,
      step: (index, work) => context.step(`s${index}`, async () => work()),
      onFirstStep,
    });
    ends.tell(n, output);
    return output;
  });
  const polled = mode === 'idle' ? {} : { pollInterval: quickPollSeconds };
  const worker = await engine.startWorker({
    concurrency: lanes,
    batchSize: lanes,
    fatalOnLeaseTimeout: false,
    ...polled,
  });
  const clientPool = new pg.Pool({ connectionString: url, max: 2 });
  const client = new Absurd({ db: clientPool, queueName });
  return {
    async run(n) {
      const ended = ends.of(n);
      await engine.spawn('chain', { n });
      return ended;
    },
    start: (n) => client.spawn('chain', { n }, { queue: queueName }),
    verify: (runs) => expectCount(url, `SELECT count(*) FROM absurd.c_${queueName}`, runs * steps),
    async close() {
      await worker.close();
      await clientPool.end();
      await pool.end();
    },
  };
}

export const cases = durableCases({
  open,
  wrap: onDatabase,
  amounts: { c200: 500, c1: 40, latency: 40, idle: 30 },
});
