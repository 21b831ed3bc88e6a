// Our engine on one database, with the workflows that the scale benches use.
import { createEngine, defineNode } from '@flowgraft/core';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { openBackend } from '../flowgraft-postgres.mjs';
import { chainOf } from '../flowgraft-durable.mjs';
import { addOne } from '../shape.mjs';

const number = () => z.object({ n: z.number() });
const callMs = 10;

const add = { type: 'bench.add', version: 1, input: number(), output: number(), run: addOne };
/** Waits as for another service. */
const call = (onStep) => ({
  ...add,
  type: 'bench.call',
  run: async (input) => {
    onStep(input.n);
    await sleep(callMs);
    return addOne(input);
  },
});

/** Ten tiny steps, three of them, or one that waits. */
export const workflows = {
  chain: chainOf('bench.add', 10),
  short: chainOf('bench.add', 3),
  call: chainOf('bench.call', 1),
};

/** An engine with clients of its own; `onStep(n)` hears of each step that waits. */
export async function openEngine(url, onStep = () => {}) {
  const { backend, close } = openBackend(url);
  const engine = createEngine({ backend, nodes: [defineNode(add), defineNode(call(onStep))] });
  await engine.capabilities();
  return {
    engine,
    close: async () => {
      await engine.close();
      await close();
    },
  };
}
