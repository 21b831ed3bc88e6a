// openworkflow with its PostgreSQL backend and one worker. Its handles look for the end once a second; here a run
// has ended when its function returns, which is a little early and in its favour.
import { OpenWorkflow } from 'openworkflow';
import { BackendPostgres } from 'openworkflow/postgres';
import { durableCases } from '../../harness/durable-cases.mjs';
import { expectCount, onDatabase } from '../../harness/postgres-database.mjs';
import { endings, stepByStep } from '../tiny-step.mjs';

async function open(url, { lanes, steps, mode, onFirstStep }) {
  const backend = await BackendPostgres.connect(url);
  const engine = new OpenWorkflow({ backend });
  const ends = endings();
  const chain = engine.defineWorkflow({ name: 'chain' }, async ({ input, step }) => {
    const output = await stepByStep(input.n, {
      steps,
      step: (index, work) => step.run({ name: `s${index}` }, async () => work()),
      onFirstStep,
    });
    ends.tell(input.n, output);
    return output;
  });
  const worker = engine.newWorker({ concurrency: lanes });
  await worker.start();
  const starting = mode === 'latency' ? await BackendPostgres.connect(url) : undefined;
  const starter = starting === undefined ? engine : new OpenWorkflow({ backend: starting });
  return {
    async run(n) {
      const ended = ends.of(n);
      await chain.run({ n });
      return ended;
    },
    start: (n) => starter.runWorkflow(chain.workflow.spec, { n }),
    verify: (runs) =>
      expectCount(
        url,
        `SELECT count(*) FROM openworkflow.step_attempts WHERE status = 'completed'`,
        runs * steps,
      ),
    async close() {
      await worker.stop();
      await starting?.stop();
      await backend.stop();
    },
  };
}

export const cases = durableCases({
  open,
  wrap: onDatabase,
  amounts: { c200: 400, c1: 30, latency: 40, idle: 30 },
});
