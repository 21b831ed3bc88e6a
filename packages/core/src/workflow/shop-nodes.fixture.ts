/** Node types of a small shop, for the tests of typed authoring. */

import * as z from 'zod';

import { defineNode } from '../node/define-node.js';
import { lazyNode } from '../node/lazy-node.js';

export const fetchOrder = defineNode({
  type: 'shop.fetchOrder',
  version: 1,
  input: z.object({ orderId: z.string() }),
  output: z.object({
    total: z.number(),
    email: z.email(),
    country: z.string().length(2),
    note: z.string().optional(),
    placedAt: z.date(),
    lines: z.array(z.object({ sku: z.string(), qty: z.number() })),
    prices: z.record(z.string(), z.number()),
    box: z.tuple([z.number(), z.string()]),
    payment: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('card'), last4: z.string() }),
      z.object({ kind: z.literal('invoice'), days: z.number() }),
    ]),
    customer: z.object({ id: z.string(), 'vat-id': z.string() }).nullable(),
    raw: z.unknown(),
    loose: z.any(),
  }),
  async run({ orderId }, ctx) {
    const response = await ctx.http.get(`https://shop.example/orders/${orderId}`);
    return response.json();
  },
});

export const triage = defineNode({
  type: 'shop.triage',
  version: 1,
  effect: 'pure',
  input: z.object({ total: z.number() }),
  outputs: { small: z.object({}), large: z.object({ reason: z.string() }) },
  run: ({ total }, ctx) =>
    total > 1000 ? ctx.to('large', { reason: 'over limit' }) : ctx.to('small', {}),
});

export const chargeCard = defineNode({
  type: 'shop.chargeCard',
  version: 2,
  input: z.object({ amount: z.number(), currency: z.enum(['GBP', 'EUR']) }),
  output: z.object({ receipt: z.string() }),
  run: ({ amount, currency }) => ({ receipt: `${amount} ${currency}` }),
});

export const refund = defineNode({
  type: 'shop.refund',
  version: 1,
  input: z.object({ receipt: z.string(), why: z.string().optional() }),
  output: z.object({}),
  run: () => ({}),
});

/** Takes one of nearly everything. */
export const ship = defineNode({
  type: 'shop.ship',
  version: 1,
  input: z.object({
    to: z.string(),
    lines: z.array(z.object({ sku: z.string(), qty: z.number() })).optional(),
    address: z.object({ street: z.string(), floor: z.number().optional() }).optional(),
    tags: z.record(z.string(), z.string()).optional(),
    speed: z.enum(['fast', 'slow']).default('slow'),
    on: z.date().optional(),
    size: z.tuple([z.number(), z.number()]).optional(),
    either: z.union([z.string(), z.number()]).optional(),
    maybe: z.string().nullable().optional(),
    extra: z.unknown(),
  }),
  output: z.object({ tracking: z.string() }),
  run: () => ({ tracking: 't' }),
});

export const merge = defineNode({
  type: 'shop.merge',
  version: 1,
  input: z.object({}),
  inputPorts: ['left', 'right'],
  output: z.object({ ok: z.boolean() }),
  run: () => ({ ok: true }),
});

export const ping = defineNode({
  type: 'shop.ping',
  version: 1,
  input: z.object({}),
  output: z.object({ ok: z.boolean() }),
  run: () => ({ ok: true }),
});

export const lazyTriage = lazyNode('shop.triage', 1, () => Promise.resolve(triage), {
  ports: ['small', 'large'],
});
export const lazyFetch = lazyNode('shop.fetchOrder', 1, () => Promise.resolve(fetchOrder));
