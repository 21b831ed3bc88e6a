// No engine: what a product writes before it takes one. Schemas, a retry wrapper and an event, nothing kept.
import { EventEmitter } from 'node:events';
import * as z from 'zod';
import { inLanes } from '../harness/in-lanes.mjs';
import * as shape from './shape.mjs';

const { chainLength, fanOutWidth } = shape;
const maxAttempts = 3;
const number = z.object({ n: z.number() });
const list = z.object({ all: z.array(number) });

function retry(run, input) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return run(input);
    } catch (error) {
      if (attempt === maxAttempts) throw error;
    }
  }
}

async function retryLater(run, input) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(input);
    } catch (error) {
      if (attempt === maxAttempts) throw error;
    }
  }
}

function step(events, { id, run, input: data, schema = number }) {
  const output = number.parse(retry(run, schema.parse(data)));
  events.emit('step.completed', { step: id, output });
  return output;
}

async function stepLater(events, { id, run, input: data }) {
  const output = number.parse(await retryLater(run, number.parse(data)));
  events.emit('step.completed', { step: id, output });
  return output;
}

const ids = Array.from({ length: fanOutWidth }, (_, index) => `s${index}`);
const count = ({ all }) => ({ n: all.length });

function chain(events, data) {
  let value = data;
  for (let i = 0; i < chainLength; i += 1) {
    value = step(events, { id: ids[i], run: shape.addOne, input: { n: value.n } });
  }
  return value;
}

async function chainLater(events, data) {
  let value = data;
  for (let i = 0; i < chainLength; i += 1) {
    value = await stepLater(events, { id: ids[i], run: shape.addOneLater, input: { n: value.n } });
  }
  return value;
}

function fanOut(events, data) {
  const { n } = step(events, { id: 'split', run: shape.addOne, input: data });
  const all = ids.map((id) => step(events, { id, run: shape.addOne, input: { n } }));
  return step(events, { id: 'join', run: count, input: { all }, schema: list });
}

function open(run, { lanes, steps, check }) {
  const events = new EventEmitter();
  let heard = 0;
  events.on('step.completed', () => {
    heard += 1;
  });
  return {
    async run(runs) {
      await inLanes(lanes, runs, async (n) => check(await run(events, { n }), n));
      return shape.checkSteps(heard, runs * steps);
    },
  };
}

const chainCase = (run, lanes) => ({
  amount: 20_000,
  open: () => open(run, { lanes, steps: chainLength, check: shape.checkChain }),
});

export const cases = {
  'chain.c1': chainCase(chain, 1),
  'chain.c100': chainCase(chain, 100),
  'chain.async': chainCase(chainLater, 100),
  fanout: {
    amount: 200,
    open: () => open(fanOut, { lanes: 1, steps: fanOutWidth + 2, check: shape.checkFanOut }),
  },
};
