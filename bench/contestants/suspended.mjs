import { createEngine, defineNode, loadWorkflow, memory } from '@flowgraft/core';
import * as z from 'zod';
import { setImmediate as turn } from 'node:timers/promises';
import { inLanes } from '../harness/in-lanes.mjs';
import { addOne } from './shape.mjs';

const number = () => z.object({ n: z.number() });
const add = defineNode({
  type: 'bench.add',
  version: 1,
  input: number(),
  output: number(),
  run: addOne,
});

/** Two steps are done, the third waits. */
const parked = loadWorkflow({
  schema: 1,
  id: 'parked',
  nodes: [
    { id: 'a', type: add.type, version: 1, input: { n: { $ref: 'input.n' } } },
    { id: 'b', type: add.type, version: 1, input: { n: { $ref: 'nodes.a.output.n' } } },
    { id: 'wait', type: 'flow.waitForSignal', version: 1, input: { signal: 'go' } },
  ],
  edges: [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'wait' },
  ],
  output: { $ref: 'nodes.wait.output' },
});

async function heapUsed() {
  await turn();
  globalThis.gc();
  await turn();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** Starts that many runs and resolves when each of them waits. */
async function park(engine, count) {
  let waiting = 0;
  let settle;
  const all = new Promise((resolve) => (settle = resolve));
  const off = engine.on('run.waiting', () => {
    waiting += 1;
    if (waiting === count) settle();
  });
  let lastId;
  await inLanes(100, count, async (n) => {
    const { id } = await engine.start(parked, { n });
    lastId = id;
  });
  await all;
  off();
  return lastId;
}

/** Here the time does not count: `count` is bytes of heap per run, over 1 run. */
async function open() {
  const engine = createEngine({ backend: memory(), nodes: [add] });
  const worker = engine.worker({ concurrency: 100 });
  await park(engine, 200);
  return {
    async run(runs) {
      const before = await heapUsed();
      const lastId = await park(engine, runs);
      const bytes = (await heapUsed()) - before;
      await goOn(engine, lastId);
      return bytes / runs;
    },
    async close() {
      await worker.close();
      await engine.close();
    },
  };
}

/** What is parked must still be alive. */
async function goOn(engine, runId) {
  const run = await engine.handle(runId);
  await run.signal('go', { isOn: true });
  const result = await run.result();
  if (result?.isOn !== true) throw new Error(`a parked run ended with ${JSON.stringify(result)}`);
}

export const cases = { suspended: { amount: 20_000, open } };
