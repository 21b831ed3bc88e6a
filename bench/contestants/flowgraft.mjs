import { createEngine, defineNode, loadWorkflow, memory } from '@flowgraft/core';
import * as z from 'zod';
import { inLanes } from '../harness/in-lanes.mjs';
import * as shape from './shape.mjs';

const { chainLength, fanOutWidth } = shape;
const number = () => z.object({ n: z.number() });

const add = defineNode({
  type: 'bench.add',
  version: 1,
  input: number(),
  output: number(),
  run: shape.addOne,
});
const addLater = defineNode({
  type: 'bench.addLater',
  version: 1,
  input: number(),
  output: number(),
  run: shape.addOneLater,
});
const count = defineNode({
  type: 'bench.count',
  version: 1,
  input: z.object({ all: z.array(number()) }),
  output: number(),
  run: ({ all }) => ({ n: all.length }),
});

/** A chain of ten nodes of that type, each reading the one before it. */
export function chainOf(type) {
  const nodes = Array.from({ length: chainLength }, (_, index) => ({
    id: `s${index}`,
    type,
    version: 1,
    input: { n: { $ref: index === 0 ? 'input.n' : `nodes.s${index - 1}.output.n` } },
  }));
  const edges = nodes.slice(1).map(({ id }, index) => ({ from: `s${index}`, to: id }));
  return loadWorkflow({ schema: 1, id: `chain-${type.split('.')[1]}`, nodes, edges });
}

function fanOut() {
  const ids = Array.from({ length: fanOutWidth }, (_, index) => `w${index}`);
  const input = { n: { $ref: 'nodes.split.output.n' } };
  return loadWorkflow({
    schema: 1,
    id: 'fan-out',
    nodes: [
      { id: 'split', type: add.type, version: 1, input: { n: { $ref: 'input.n' } } },
      ...ids.map((id) => ({ id, type: add.type, version: 1, input })),
      { id: 'join', type: count.type, version: 1, input: { all: { $ref: 'incoming' } } },
    ],
    edges: ids.flatMap((id) => [
      { from: 'split', to: id },
      { from: id, to: 'join' },
    ]),
    settings: { concurrency: fanOutWidth },
  });
}

export const nodes = [add, addLater, count];

/** A new engine for each round: `memory()` keeps every run. */
async function open(workflow, { lanes, steps, check }) {
  const engine = createEngine({ backend: memory(), nodes });
  let heard = 0;
  engine.on('step.completed', () => {
    heard += 1;
  });
  check(await engine.run(workflow, { n: 0 }), 0);
  heard = 0;
  const one = async (n) => check(await engine.run(workflow, { n }), n);
  return {
    async run(runs) {
      await inLanes(lanes, runs, one);
      return shape.checkSteps(heard, runs * steps);
    },
    close: () => engine.close(),
  };
}

const chainCase = (type, lanes) => ({
  amount: 20_000,
  open: () => open(chainOf(type), { lanes, steps: chainLength, check: shape.checkChain }),
});

export const cases = {
  'chain.c1': chainCase(add.type, 1),
  'chain.c100': chainCase(add.type, 100),
  'chain.async': chainCase(addLater.type, 100),
  fanout: {
    amount: 200,
    open: () => open(fanOut(), { lanes: 1, steps: fanOutWidth + 2, check: shape.checkFanOut }),
  },
};
