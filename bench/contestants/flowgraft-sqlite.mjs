import { createEngine } from '@flowgraft/core';
import { sqlite } from '@flowgraft/adapters/sqlite';
import { inLanes } from '../harness/in-lanes.mjs';
import { chainOf, nodes } from './flowgraft.mjs';
import { chainLength, checkChain } from './shape.mjs';
import { scratchFile } from './scratch-file.mjs';

const workflow = chainOf('bench.add');

/** Runs that a worker takes, `lanes` at a time: start, wait for the result, start the next. */
async function open(lanes) {
  const { file, remove } = scratchFile();
  const engine = createEngine({ backend: sqlite({ file, synchronous: 'full' }), nodes });
  const { durability } = await engine.capabilities();
  if (durability !== 'powerLoss') throw new Error(`the store keeps only: ${durability}`);
  engine.worker({ concurrency: lanes });
  const one = async (n) => {
    const run = await engine.start(workflow, { n });
    checkChain(await run.result(), n);
  };
  await one(0);
  return {
    async run(runs) {
      await inLanes(lanes, runs, one);
      return runs * chainLength;
    },
    async close() {
      await engine.close();
      remove();
    },
  };
}

export const cases = {
  c200: { amount: 2000, open: () => open(200) },
  c1: { amount: 100, open: () => open(1) },
};
