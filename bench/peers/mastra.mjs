// Mastra's default engine with its in-memory store: it validates each step's input against its schema and
// keeps a snapshot of the run. Steps are always asynchronous. It has no check of a step's output; the
// output schema is parsed in the step.
import { Mastra } from '@mastra/core';
import { InMemoryStore } from '@mastra/core/storage';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import * as z from 'zod';
import { inLanes } from '../harness/in-lanes.mjs';
import * as shape from '../contestants/shape.mjs';

const { chainLength, fanOutWidth } = shape;
const number = z.object({ n: z.number() });

function open({ build, lanes, steps, check }) {
  let heard = 0;
  const step = (id, inputSchema, run) =>
    createStep({
      id,
      inputSchema,
      outputSchema: number,
      execute: async ({ inputData }) => {
        const output = number.parse(await run(inputData));
        heard += 1;
        return output;
      },
    });
  const mastra = new Mastra({
    workflows: { bench: build(step) },
    storage: new InMemoryStore(),
    logger: false,
  });
  const workflow = mastra.getWorkflow('bench');
  return {
    async run(runs) {
      await inLanes(lanes, runs, async (n) => {
        const run = await workflow.createRun();
        const { status, result, error } = await run.start({ inputData: { n } });
        if (status !== 'success') throw error ?? new Error(`the run ended as ${status}`);
        check(result, n);
      });
      return shape.checkSteps(heard, runs * steps);
    },
    close: () => mastra.shutdown?.(),
  };
}

const empty = () => createWorkflow({ id: 'bench', inputSchema: number, outputSchema: number });

function chain(step) {
  let workflow = empty();
  for (let i = 0; i < chainLength; i += 1) {
    workflow = workflow.then(step(`s${i}`, number, shape.addOneLater));
  }
  return workflow.commit();
}

function fanOut(step) {
  const ids = Array.from({ length: fanOutWidth }, (_, i) => `w${i}`);
  const all = z.object(Object.fromEntries(ids.map((id) => [id, number])));
  return empty()
    .then(step('split', number, shape.addOneLater))
    .parallel(ids.map((id) => step(id, number, shape.addOneLater)))
    .then(step('join', all, async (data) => ({ n: Object.keys(data).length })))
    .commit();
}

const chainCase = (lanes, amount) => ({
  amount,
  open: () => open({ build: chain, lanes, steps: chainLength, check: shape.checkChain }),
});

export const cases = {
  'chain.c1': chainCase(1, 100),
  'chain.c100': chainCase(100, 200),
  'chain.async': chainCase(100, 200),
  fanout: {
    amount: 1,
    open: () => open({ build: fanOut, lanes: 1, steps: fanOutWidth + 2, check: shape.checkFanOut }),
  },
};
