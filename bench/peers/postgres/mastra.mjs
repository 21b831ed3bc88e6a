// Mastra's default engine with its PostgreSQL store: after each step the whole run is written as one snapshot. A run
// lives in the process that started it, so that there is no latency or idleness to measure.
import { Mastra } from '@mastra/core';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { PostgresStore } from '@mastra/pg';
import * as z from 'zod';
import { durableCases } from '../../harness/durable-cases.mjs';
import { expectCount, onDatabase } from '../../harness/postgres-database.mjs';
import { addOne, chainLength } from '../../contestants/shape.mjs';

const number = z.object({ n: z.number() });

function chain() {
  const workflow = createWorkflow({ id: 'bench', inputSchema: number, outputSchema: number });
  const step = (id) =>
    createStep({
      id,
      inputSchema: number,
      outputSchema: number,
      execute: async ({ inputData }) => number.parse(addOne(inputData)),
    });
  return Array.from({ length: chainLength }, (_, i) => step(`s${i}`))
    .reduce((built, each) => built.then(each), workflow)
    .commit();
}

async function open(url) {
  const storage = new PostgresStore({ id: 'bench', connectionString: url, max: 20 });
  await storage.init();
  const mastra = new Mastra({ workflows: { bench: chain() }, storage, logger: false });
  const workflow = mastra.getWorkflow('bench');
  return {
    async run(n) {
      const run = await workflow.createRun();
      const { status, result, error } = await run.start({ inputData: { n } });
      if (status !== 'success') throw error ?? new Error(`the run ended as ${status}`);
      return result;
    },
    verify: (runs) =>
      expectCount(
        url,
        `SELECT count(*) FROM mastra_workflow_snapshot WHERE snapshot::jsonb ->> 'status' = 'success'
          AND snapshot::jsonb #>> '{context,s9,status}' = 'success'`,
        runs,
      ),
    async close() {
      await mastra.shutdown?.();
      await storage.close();
    },
  };
}

export const cases = durableCases({ open, wrap: onDatabase, amounts: { c200: 400, c1: 40 } });
