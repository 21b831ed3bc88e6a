// The cases that every durable engine plays, made of one description of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { chainLength, checkChain } from '../contestants/shape.mjs';
import { inLanes } from './in-lanes.mjs';
import { seededRandom } from './seeded-random.mjs';

const manyLanes = 200;
const idleConcurrency = 100;
const latencyConcurrency = 10;
const settleMs = 3000;
/** Before the clock starts: connections are new in each round, and so are the plans that the server keeps for them. */
const warmUps = 20;
/** Between two starts: longer than a run takes, and not in step with anybody's polling. */
const gapMs = { least: 100, spread: 200 };

/**
 * @param open `(url, { lanes, steps, mode, onFirstStep }) → { run, start, verify, close }`, or a promise of it: a
 *   chain of that many steps, that many runs at once; `mode` is the case's name. `run(n)` resolves with the chain's
 *   output when it has ended; `start(n)` resolves when the start is acknowledged, from a client that shares no
 *   connection with the worker; `onFirstStep(n)` is to be called within the first step; `verify(runs)` throws
 *   unless the store holds what that many runs promise.
 * @param amounts runs per round, by case; a case without one is not played.
 * @param wrap gives each round its own place in the server.
 */
export function durableCases({ open, amounts, wrap }) {
  const makers = { c200: chains(open, manyLanes), c1: chains(open, 1) };
  const all = { ...makers, latency: latency(open), idle: idle(open) };
  return Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [
      name,
      { amount, open: wrap((url) => all[name](url, name)) },
    ]),
  );
}

const chains = (open, lanes) => async (url, mode) => {
  const engine = await open(url, { lanes, steps: chainLength, mode, onFirstStep: () => {} });
  const one = async (n) => checkChain(await engine.run(n), n);
  const warmUpRuns = lanes + warmUps;
  await orClose(engine, () => inLanes(lanes, warmUpRuns, (n) => one(-1 - n)));
  return {
    async run(runs) {
      await inLanes(lanes, runs, one);
      return runs * chainLength;
    },
    verify: (runs) => engine.verify(runs + warmUpRuns),
    close: () => engine.close(),
  };
};

/** Keeps each time from the call that starts a run to the moment that its first step runs, in milliseconds. */
const latency = (open) => async (url, mode) => {
  const waiting = new Map();
  const onFirstStep = (n) => {
    const now = performance.now();
    waiting.get(n)?.(now);
    waiting.delete(n);
  };
  const engine = await open(url, { lanes: latencyConcurrency, steps: 1, mode, onFirstStep });
  const random = seededRandom(7);
  const samples = [];
  const one = async (n) => {
    const began = new Promise((resolve) => waiting.set(n, resolve));
    const from = performance.now();
    await engine.start(n);
    return (await began) - from;
  };
  await orClose(engine, async () => {
    for (let n = -warmUps; n < 0; n += 1) await one(n);
  });
  return {
    samples,
    async run(runs) {
      for (let n = 0; n < runs; n += 1) {
        await sleep(gapMs.least + random() * gapMs.spread);
        samples.push(await one(n));
      }
      return runs;
    },
    close: () => engine.close(),
  };
};

/** Here the amount is seconds in which nothing is to do. */
const idle = (open) => async (url, mode) => {
  const engine = await open(url, { lanes: idleConcurrency, steps: 1, mode, onFirstStep: () => {} });
  await orClose(engine, () => engine.run(-1));
  await sleep(settleMs);
  return {
    async run(seconds) {
      await sleep(seconds * 1000);
      return seconds;
    },
    close: () => engine.close(),
  };
};

async function orClose(engine, work) {
  try {
    await work();
  } catch (error) {
    await engine.close();
    throw error;
  }
}
