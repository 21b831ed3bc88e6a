import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { isFlowgraftError } from '../model/error.js';
import { createTestContext } from '../testing/test-context.js';
import { defineNode } from './define-node.js';
import { lazyNode } from './lazy-node.js';
import { nodeTypeKind } from './node-type.js';

const sound = {
  type: 'shop.fetchOrder',
  version: 2,
  input: z.object({ orderId: z.string() }),
  output: z.object({ total: z.number() }),
  run: () => ({ total: 1 }),
};

describe('defineNode', () => {
  it('fills in everything that the definition leaves out', () => {
    const node = defineNode(sound);

    expect(node).toMatchObject({
      [nodeTypeKind]: true,
      type: 'shop.fetchOrder',
      version: 2,
      text: { title: 'Fetch order', description: '' },
      textKey: 'nodes.shop.fetchOrder',
      category: 'other',
      icon: undefined,
      keywords: [],
      effect: 'idempotent',
      inputPorts: ['in'],
      needs: [],
      credentials: {},
      timeoutMs: undefined,
      retry: undefined,
      resume: undefined,
      examples: [],
    });
    expect([...node.outputs]).toEqual([['out', sound.output]]);
    expect([...node.migrate]).toEqual([]);
  });

  it('keeps what the definition says', () => {
    const step = (input: object): Record<string, unknown> => ({ ...input, currency: 'EUR' });
    const node = defineNode({
      ...sound,
      title: 'Order',
      description: 'Fetches an order',
      textKey: 'shop.order',
      category: 'shop',
      icon: 'cart',
      keywords: ['buy'],
      effect: 'pure',
      timeout: '10s',
      retry: { attempts: 2 },
      inputPorts: ['left', 'right'],
      needs: ['secrets'],
      credentials: { api: { accepts: ['shop.key'] } },
      cost: { amount: 0.1, unit: 'EUR' },
      migrate: { 1: step },
    });

    expect(node).toMatchObject({
      text: { title: 'Order', description: 'Fetches an order' },
      textKey: 'shop.order',
      category: 'shop',
      effect: 'pure',
      timeoutMs: 10_000,
      retry: { attempts: 2 },
      inputPorts: ['left', 'right'],
      needs: ['secrets'],
      cost: { amount: 0.1, unit: 'EUR' },
    });
    expect(node.migrate.get(1)).toBe(step);
  });

  const titles: readonly (readonly [string, string])[] = [
    ['fetch', 'Fetch'],
    ['shop.fetchOrder', 'Fetch order'],
    ['a.b.sendSMS2Me', 'Send sms2 me'],
  ];
  for (const [type, title] of titles) {
    it(`calls ${type} "${title}" until somebody gives it a title`, () => {
      expect(defineNode({ ...sound, type }).text.title).toBe(title);
    });
  }

  it('calls run and resume on the definition, so that `this` works', async () => {
    const { ctx } = createTestContext();
    const node = defineNode({
      type: 'test.this',
      version: 1,
      input: z.object({ n: z.number() }),
      output: z.number(),
      run({ n }) {
        return n * this.version;
      },
      resume({ n }, wake) {
        return wake.kind === 'timer' ? n + this.version : n;
      },
    });

    expect(await node.run({ n: 3 }, ctx)).toBe(3);
    expect(await node.resume?.({ n: 3 }, { kind: 'timer' }, ctx)).toBe(4);
  });

  it('has a port for each of `outputs`, in order', () => {
    const node = defineNode({
      type: 'test.branch',
      version: 1,
      input: z.object({}),
      outputs: { yes: z.string(), no: z.number() },
      run: (_input, ctx) => ctx.to('yes', 'a'),
    });

    expect([...node.outputs.keys()]).toEqual(['yes', 'no']);
  });

  const faults: readonly (readonly [string, object, string])[] = [
    ['a type that is no dotted name', { type: 'no spaces' }, 'type'],
    ['a type that starts with a digit', { type: 'shop.1st' }, 'type'],
    ['a type that is too long', { type: 'a'.repeat(129) }, 'type'],
    ['a type that is missing', { type: undefined }, 'type'],
    ['a version below 1', { version: 0 }, 'version'],
    ['a version between two', { version: 1.5 }, 'version'],
    ['an input that is no schema', { input: { orderId: 'string' } }, 'input'],
    ['no output at all', { output: undefined }, 'output'],
    ['no ports', { output: undefined, outputs: {} }, 'outputs'],
    ['a port that is no name', { output: undefined, outputs: { 'a b': z.string() } }, 'outputs'],
    [
      'a port of its own called error',
      { output: undefined, outputs: { error: z.string() } },
      'outputs',
    ],
    ['a port without a schema', { output: undefined, outputs: { a: 1 } }, 'outputs'],
    ['an effect class that does not exist', { effect: 'sometimes' }, 'effect'],
    ['a timeout that is no duration', { timeout: 'soon' }, 'timeout'],
    ['choices whose loader is no function', { options: { channels: [] } }, 'options'],
    ['choices under no name', { options: { 'a b': () => [] } }, 'options'],
    ['no run', { run: undefined }, 'run'],
    ['a migration from its own version', { migrate: { 2: () => ({}) } }, 'migrate'],
  ];
  for (const [what, change, key] of faults) {
    it(`refuses ${what}`, () => {
      const define = (): unknown => defineNode({ ...sound, ...change });
      let issues: unknown;
      try {
        define();
      } catch (error) {
        if (isFlowgraftError(error, 'NODE_TYPE_INVALID')) issues = error.details.issues;
      }

      expect(issues).toMatchObject([{ code: 'SCHEMA', path: [key] }]);
    });
  }

  it('names every fault at once', () => {
    expect(() => defineNode({ ...sound, type: '', version: -1 })).toThrow(
      /Node type "" was refused:\ntype: .*\nversion: .*got -1/,
    );
  });
});

describe('lazyNode', () => {
  it('keeps what is known before it is loaded', async () => {
    const node = defineNode(sound);
    const lazy = lazyNode('shop.fetchOrder', 2, () => Promise.resolve(node), {
      needs: ['files'],
      ports: ['out'],
    });

    expect(lazy).toMatchObject({
      type: 'shop.fetchOrder',
      version: 2,
      needs: ['files'],
      ports: ['out'],
    });
    expect(await lazy.load()).toBe(node);
  });
});
