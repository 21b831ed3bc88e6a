// DBOS Transact. A workflow that its own process calls directly, its quickest way: nothing is polled for. Latency
// and idleness go through a queue in the database, polled every 50 ms for latency (its default is 1 s).
import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { durableCases } from '../../harness/durable-cases.mjs';
import { expectCount, onDatabase } from '../../harness/postgres-database.mjs';
import { stepByStep } from '../tiny-step.mjs';

const queueName = 'bench';
const quickPollMs = 50;
const current = { steps: 0, onFirstStep: () => {} };

// Workflows belong to the process there, and are registered before it launches.
const chain = DBOS.registerWorkflow(
  (n) =>
    stepByStep(n, {
      ...current,
      step: (index, work) => DBOS.runStep(async () => work(), { name: `s${index}` }),
    }),
  { name: 'chain' },
);

async function open(url, { lanes, steps, mode, onFirstStep }) {
  Object.assign(current, { steps, onFirstStep });
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: url,
    systemDatabasePoolSize: 20,
    logLevel: 'error',
  });
  await DBOS.launch();
  const polled = mode === 'latency' ? { minPollingIntervalMs: quickPollMs } : {};
  await DBOS.registerQueue(queueName, { workerConcurrency: lanes, ...polled });
  const client =
    mode === 'latency' ? await DBOSClient.create({ systemDatabaseUrl: url }) : undefined;
  return {
    run: (n) => chain(n),
    start: (n) => client.enqueue({ workflowName: 'chain', queueName }, n),
    verify: (runs) => expectCount(url, 'SELECT count(*) FROM dbos.operation_outputs', runs * steps),
    async close() {
      await client?.destroy();
      await DBOS.shutdown();
    },
  };
}

export const cases = durableCases({
  open,
  wrap: onDatabase,
  amounts: { c200: 400, c1: 60, latency: 40, idle: 30 },
});
