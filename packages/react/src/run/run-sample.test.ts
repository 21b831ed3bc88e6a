import type { RunEvent } from '@flowgraft/core';
import { expect, it } from 'vitest';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { RunSample } from './run-sample.js';

const done = (step: string, output: unknown): RunEvent => ({
  type: 'step.completed',
  at: 2,
  step,
  attempt: 1,
  startedAt: 1,
  port: 'out',
  output,
});
const cut = { $cut: { kind: 'array', length: 900, preview: [1, 2] } };

it('has what the nodes gave last, large values whole for the nodes that are asked for', async () => {
  const { runs } = new FakeTransport();
  const facts = [done('a', { rows: cut }), done('each[0]/b', 1), done('each[1]/b', 2)];
  runs.add({ id: 'r', input: { amount: 7 } }, facts);
  runs.readValue = (_runId, { seq }) => ({
    kind: 'object',
    length: 1,
    offset: 0,
    part: { rows: [1, 2, 3], from: seq },
  });
  const sample = new RunSample(runs, 'r');
  expect(sample.scope.get()).toBeNull();
  const { signal } = new AbortController();
  await sample.load([], signal);
  expect(sample.scope.get()).toEqual({
    input: { amount: 7 },
    run: { id: 'r' },
    nodes: {
      a: { output: { rows: [1, 2] }, outputs: { out: { rows: [1, 2] } } },
      b: { output: 2, outputs: { out: 2 } },
    },
  });
  await sample.load(['a', 'b'], signal);
  expect(sample.scope.get()).toMatchObject({
    nodes: { a: { output: { rows: [1, 2, 3], from: 0 } } },
  });
});

it('reads on where it was when the run has gone on, and nothing after it was cancelled', async () => {
  const transport = new FakeTransport();
  const { runs } = transport;
  runs.add({ id: 'r', input: 1 }, [done('a', 1)]);
  const sample = new RunSample(runs, 'r');
  const stop = new AbortController();
  await sample.load(['a'], stop.signal);
  runs.update('r', {}, { facts: [done('b', 2)] });
  await sample.load(['a'], stop.signal);
  expect(sample.scope.get()).toMatchObject({ nodes: { a: { output: 1 }, b: { output: 2 } } });
  expect(transport.callsOf('runs.journal').map(({ args }) => args[1])).toEqual([
    { fromSeq: 0, limit: 1_000 },
    { fromSeq: 1, limit: 1_000 },
  ]);
  expect(transport.callsOf('runs.value')).toEqual([]);
  runs.update('r', {}, { facts: [done('c', 3)] });
  stop.abort();
  const before = sample.scope.get();
  await sample.load(['c'], stop.signal);
  expect(sample.scope.get()).toBe(before);
});
