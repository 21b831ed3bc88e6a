import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { fake, testEngine } from '../testing/test-engine.js';
import { defineWorkflow } from './define-workflow.js';
import { chargeCard, fetchOrder, ping, ship, triage } from './shop-nodes.fixture.js';

const order = {
  email: 'a@b.co',
  country: 'FR',
  placedAt: new Date(0),
  lines: [
    { sku: 'a', qty: 1 },
    { sku: 'b', qty: 2 },
  ],
  prices: { eur: 3 },
  box: [1, 'x'],
  payment: { kind: 'card', last4: '1234' },
  customer: null,
  raw: { free: true },
  loose: 1,
};

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close();
});

/** An engine in which every order has this total. */
function engineWith(total: number) {
  const fetch = fake(fetchOrder, { ...order, total });
  const engine = testEngine({ nodes: [fetch, triage, chargeCard, ping, ship] });
  open.push(engine);
  return engine;
}

const approvedOrder = defineWorkflow({
  id: 'order',
  input: z.object({ orderId: z.string() }),
  build(w) {
    const fetched = w.node('fetched', fetchOrder, { orderId: w.input.orderId });
    const size = w.node('size', triage, { total: fetched.total });
    const approved = w.approval('approved', {
      after: size.large,
      form: z.object({ ok: z.boolean() }),
      decidedBy: 'ok',
      due: '3d',
    });
    const charged = w.node(
      'charge',
      chargeCard,
      {
        amount: fetched.total,
        currency: w.expr<'GBP' | 'EUR'>('nodes.fetched.output.country === "GB" ? "GBP" : "EUR"'),
      },
      { after: w.any(size.small, approved.out) },
    );
    return { total: fetched.total, receipt: charged.receipt };
  },
});

describe('a typed workflow on the engine', () => {
  it('takes the branch of a small order', async () => {
    const t = engineWith(40);

    const run = await t.start(approvedOrder, { orderId: 'A1' });

    expect(await run.result()).toEqual({ total: 40, receipt: '40 EUR' });
  });

  it('waits for the decision on a large one, and goes by it', async () => {
    const t = engineWith(4000);
    const [yes, no, late] = [
      await t.start(approvedOrder, { orderId: 'A1' }),
      await t.start(approvedOrder, { orderId: 'A2' }),
      await t.start(approvedOrder, { orderId: 'A3' }),
    ];

    await t.decide(yes, 'approved', { ok: true });
    await t.decide(no, 'approved', { ok: false });
    await t.advance('3d');

    expect(await yes.result()).toEqual({ total: 4000, receipt: '4000 EUR' });
    expect(await no.result()).toEqual({ total: 4000 });
    expect(await late.result()).toEqual({ total: 4000 });
  });

  const gated = defineWorkflow({
    id: 'gated',
    input: z.object({ total: z.number() }),
    build(w) {
      const fetched = w.node('fetched', fetchOrder, { orderId: 'A' });
      const gate = w.node('gate', triage, { total: w.input.total });
      const shipped = w.node('ship', ship, { to: fetched.email, extra: 1 }, { after: gate.large });
      return { tracking: shipped.tracking };
    },
  });

  it('keeps a condition of `after`, although other data of the node is there', async () => {
    const t = engineWith(1);

    const small = await t.start(gated, { total: 1 });
    const large = await t.start(gated, { total: 5000 });

    expect(await small.result()).toEqual({});
    expect(await large.result()).toEqual({ tracking: 't' });
  });

  it('runs containers, with the types that their handles have', async () => {
    const workflow = defineWorkflow({
      id: 'containers',
      build(w) {
        const fetched = w.node('fetched', fetchOrder, { orderId: 'A' });
        const each = w.forEach(
          'each',
          {
            items: fetched.lines,
            reduce: { initial: 0, each: w.expr<number>('acc + result.qty') },
          },
          (_b, line, index) => ({ qty: line.qty, index }),
        );
        const batches = w.forEach('batches', { items: fetched.lines, batchSize: 2 }, (b) =>
          b.expr<number>('item.length'),
        );
        const counted = w.until(
          'counted',
          { initial: { n: 1, done: false }, condition: ({ value }) => value.done },
          (b) => ({ n: b.expr<number>('value.n * 2'), done: b.expr<boolean>('index === 3') }),
        );
        const both = w.parallel('both', {
          pinged: (b) => b.node('ping', ping, {}).ok,
          caught: (b) =>
            b.try('careful', {
              body: (c) => ({
                never: c.node('bad', ship, { to: c.as<string>(fetched.raw), extra: 1 }),
              }),
              catch: (_c, error) => error.category,
            }).value,
        });
        return {
          results: each.results,
          sum: each.value,
          batches: batches.results,
          counted: counted.value.n,
          passes: counted.iterations,
          both,
        };
      },
    });
    const t = engineWith(1);

    const run = await t.start(workflow, undefined);

    expect(await run.result()).toEqual({
      results: [
        { qty: 1, index: 0 },
        { qty: 2, index: 1 },
      ],
      sum: 3,
      batches: [2],
      counted: 16,
      passes: 4,
      both: { pinged: true, caught: 'validation' },
    });
  });

  it('starts its sub-workflows, which nobody has registered', async () => {
    const workflow = defineWorkflow({
      id: 'parent',
      build: (w) => w.subWorkflow('sub', gated, { total: 5000 }).tracking,
    });
    const t = engineWith(1);

    const run = await t.start(workflow, undefined);

    expect(await run.result()).toBe('t');
  });

  it('gives the payload of a signal, and fails on one of another shape', async () => {
    const workflow = defineWorkflow({
      id: 'paid',
      build(w) {
        const paid = w.signal('paid', {
          signal: 'paid',
          schema: z.object({ amount: z.number() }),
        });
        return paid.out.amount;
      },
    });
    const t = engineWith(1);
    const [right, wrong] = [await t.start(workflow, {}), await t.start(workflow, {})];

    await right.signal('paid', { amount: 3 });
    await wrong.signal('paid', { amount: 'three' });
    await t.settle();

    expect(await right.result()).toBe(3);
    await expect(wrong.result()).rejects.toMatchObject({
      code: 'RUN_FAILED',
      details: { error: { category: 'validation' } },
    });
  });
});
