import { expect, it } from 'vitest';
import * as z from 'zod';

import { defineNode } from '../../node/define-node.js';
import type { EffectClass } from '../../model/document.js';
import { defineWorkflow } from '../../workflow/define-workflow.js';
import { fake } from '../test-engine.js';
import { simulate } from './simulate.js';

const nodeOf = (type: string, effect?: EffectClass) =>
  defineNode({
    type,
    version: 1,
    ...(effect !== undefined && { effect }),
    input: z.object({ amount: z.number().optional() }),
    output: z.object({ id: z.string() }),
    run: (): { id: string } => {
      throw new Error('reaches outside: give a fake');
    },
  });

const charge = nodeOf('shop.charge');
const chargeOnce = nodeOf('shop.chargeOnce', 'atMostOnce');
const mail = nodeOf('shop.mail');

const nodes = [charge, chargeOnce, mail].map((node) => fake(node, { id: node.type }));

const order = defineWorkflow({
  id: 'order',
  input: z.object({ amount: z.number() }),
  build(w) {
    const charged = w.node('charge', charge, { amount: w.input.amount });
    const cooled = w.delay('coolOff', '2d', { after: charged });
    return w.node('mail', mail, {}, { after: cooled });
  },
});

it('finds that a crash charges twice', async () => {
  const report = await simulate(order, {
    nodes,
    input: { amount: 40 },
    invariants: { 'charges once': ({ effects }) => effects.count('charge') <= 1 },
  });

  expect(report.ok).toBe(false);
  const [broken] = report.broken;
  expect(broken?.invariant).toBe('charges once');
  expect(broken?.play.crash).toMatch(/^before commit .*step\.completed charge/);
  expect(broken?.message).toMatch(/^"charges once" does not hold with a crash before commit/);
});

it('says of each step whether it may run twice', async () => {
  const { steps } = await simulate(order, { nodes, input: { amount: 40 } });

  expect(steps).toEqual([
    {
      workflowId: 'order',
      step: 'charge',
      nodeType: 'shop.charge',
      effect: 'idempotent',
      begun: 1,
      mostBegun: 2,
      mayRunTwice: true,
      mayAsk: false,
    },
    {
      workflowId: 'order',
      step: 'coolOff',
      nodeType: 'flow.delay',
      effect: 'idempotent',
      begun: 2,
      mostBegun: 3,
      mayRunTwice: true,
      mayAsk: false,
    },
    {
      workflowId: 'order',
      step: 'mail',
      nodeType: 'shop.mail',
      effect: 'idempotent',
      begun: 1,
      mostBegun: 2,
      mayRunTwice: true,
      mayAsk: false,
    },
  ]);
});

const careful = defineWorkflow({
  id: 'careful',
  input: z.object({ amount: z.number() }),
  build: (w) => w.node('charge', chargeOnce, { amount: w.input.amount }),
});

it('finds nothing where a step may not run twice, and says that somebody is asked', async () => {
  const report = await simulate(careful, {
    nodes,
    input: { amount: 40 },
    invariants: { 'charges once': ({ effects }) => effects.count('charge') <= 1 },
  });

  expect(report.broken).toEqual([]);
  expect(report.steps).toEqual([
    {
      workflowId: 'careful',
      step: 'charge',
      nodeType: 'shop.chargeOnce',
      effect: 'atMostOnce',
      begun: 1,
      mostBegun: 1,
      mayRunTwice: false,
      mayAsk: true,
    },
  ]);
  expect(new Set(report.plays.map(({ status }) => status))).toEqual(
    new Set(['completed', 'waiting']),
  );
});

it('lets `resolve` decide about what was cut off', async () => {
  const report = await simulate(careful, {
    nodes,
    input: { amount: 40 },
    resolve: () => ({ action: 'complete', output: { id: 'found' } }),
    invariants: { completes: ({ status }) => status === 'completed' },
  });

  expect(report.ok).toBe(true);
});

it('dies before and after every call that changes something', async () => {
  const { plays } = await simulate(careful, { nodes, input: { amount: 40 } });

  const [undisturbed, ...crashes] = plays.map(({ crash }) => crash);
  expect(undisturbed).toBeUndefined();
  const calls = crashes.flatMap((crash) => (crash?.startsWith('before ') ? [crash.slice(7)] : []));
  expect(crashes).toEqual(calls.flatMap((call) => [`before ${call}`, `after ${call}`]));
  expect(calls[0]).toMatch(/^create simulated/);
  expect(calls.filter((call) => call.startsWith('commit'))).toEqual([
    expect.stringContaining('step.started charge'),
    expect.stringContaining('run.completed'),
  ]);
});

it('sends signals to whoever waits, and sees sub-workflows through', async () => {
  const inner = defineWorkflow({
    id: 'inner',
    input: z.object({}),
    build: (w) => w.signal('paid', { signal: 'paid', schema: z.object({ by: z.string() }) }).out,
  });
  const outer = defineWorkflow({
    id: 'outer',
    input: z.object({}),
    build: (w) => w.subWorkflow('pay', inner, {}),
  });

  const report = await simulate(outer, {
    input: {},
    signals: { paid: { by: 'card' } },
    invariants: { completes: ({ status }) => expect(status).toBe('completed') },
  });

  expect(report.broken).toEqual([]);
  expect(report.plays.length).toBeGreaterThan(8);
});

it('leaves a run alone that only a signal could move', async () => {
  const waiting = defineWorkflow({
    id: 'waiting',
    input: z.object({}),
    build: (w) => w.signal('go', { signal: 'go', schema: z.unknown() }).out,
  });

  const { plays } = await simulate(waiting, { input: {} });

  expect(plays.every(({ status }) => status === 'waiting')).toBe(true);
});

it('gives the same report for the same seed', async () => {
  const options = { nodes, input: { amount: 1 }, seed: 7 };

  const [one, two] = [await simulate(order, options), await simulate(order, options)];

  expect(two).toEqual(one);
});

it('rejects with what the engine refuses', async () => {
  const refused = simulate(order, { input: { amount: 1 } });

  await expect(refused).rejects.toMatchObject({ code: 'WORKFLOW_INVALID' });
});
