// XState keeps no journal. The chain is the cheapest form of a step it has: one event, one transition, one
// action. The asynchronous chain invokes a promise per state, as its documentation does for work.
import { assign, createActor, createMachine, enqueueActions, fromPromise, toPromise } from 'xstate';
import * as z from 'zod';
import { inLanes } from '../harness/in-lanes.mjs';
import * as shape from '../contestants/shape.mjs';

const { chainLength, fanOutWidth } = shape;
const number = z.object({ n: z.number() });
const list = z.object({ all: z.array(number) });
const next = { type: 'next' };

const take = assign(({ context }) => number.parse(shape.addOne(number.parse({ n: context.n }))));

const chain = createMachine({
  context: ({ input }) => number.parse(input),
  initial: 's0',
  states: {
    ...Object.fromEntries(
      Array.from({ length: chainLength }, (_, i) => [
        `s${i}`,
        { on: { next: { target: `s${i + 1}`, actions: take } } },
      ]),
    ),
    [`s${chainLength}`]: { type: 'final' },
  },
});

function runChain(onStep, input) {
  const actor = createActor(chain, { input });
  actor.start();
  actor.subscribe(onStep);
  for (let i = 0; i < chainLength; i += 1) actor.send(next);
  return { n: actor.getSnapshot().context.n };
}

const work = fromPromise(async ({ input }) =>
  number.parse(await shape.addOneLater(number.parse(input))),
);

const chainLater = createMachine({
  context: ({ input }) => number.parse(input),
  initial: 's0',
  states: {
    ...Object.fromEntries(
      Array.from({ length: chainLength }, (_, i) => [
        `s${i}`,
        {
          invoke: {
            src: work,
            input: ({ context }) => ({ n: context.n }),
            onDone: { target: `s${i + 1}`, actions: assign(({ event }) => event.output) },
          },
        },
      ]),
    ),
    [`s${chainLength}`]: { type: 'final' },
  },
  output: ({ context }) => ({ n: context.n }),
});

async function runChainLater(onStep, input) {
  const actor = createActor(chainLater, { input });
  let state = 's0';
  actor.subscribe(({ value }) => {
    if (value === state) return;
    state = value;
    onStep();
  });
  actor.start();
  return toPromise(actor);
}

/** Adds one child's output; the list is the actor's own, so nobody sees it change. */
function collect({ context, event }) {
  context.all.push(event.output);
}

/** 1 → 1,000 promise actors spawned together → 1. (1,000 regions of a parallel state take minutes.) */
const fanOut = createMachine({
  context: ({ input }) => ({ ...number.parse(input), all: [] }),
  initial: 'split',
  states: {
    split: { on: { next: { target: 'all', actions: take } } },
    all: {
      entry: enqueueActions(({ context, enqueue }) => {
        for (let i = 0; i < fanOutWidth; i += 1) {
          enqueue.spawnChild(work, { id: `w${i}`, input: { n: context.n } });
        }
      }),
      on: {
        'xstate.done.actor.*': [
          {
            guard: ({ context }) => context.all.length === fanOutWidth - 1,
            target: 'join',
            actions: collect,
          },
          { actions: collect },
        ],
      },
    },
    join: {
      entry: assign(({ context }) => number.parse({ n: list.parse(context).all.length })),
      type: 'final',
    },
  },
  output: ({ context }) => ({ n: context.n }),
});

async function runFanOut(onStep, input) {
  const actor = createActor(fanOut, { input });
  actor.start();
  actor.subscribe(onStep);
  const output = toPromise(actor);
  actor.send(next);
  return output;
}

function open(run, { lanes, steps, check }) {
  let heard = 0;
  const onStep = () => {
    heard += 1;
  };
  return {
    async run(runs) {
      await inLanes(lanes, runs, async (n) => check(await run(onStep, { n }), n));
      return shape.checkSteps(heard, runs * steps);
    },
  };
}

const chainCase = (run, lanes, amount) => ({
  amount,
  open: () => open(run, { lanes, steps: chainLength, check: shape.checkChain }),
});

export const cases = {
  'chain.c1': chainCase(runChain, 1, 5000),
  'chain.c100': chainCase(runChain, 100, 5000),
  'chain.async': chainCase(runChainLater, 100, 1000),
  fanout: {
    amount: 20,
    // The last child and the join are one transition, so there is one snapshot fewer than steps.
    open: () => open(runFanOut, { lanes: 1, steps: fanOutWidth + 1, check: shape.checkFanOut }),
  },
};
