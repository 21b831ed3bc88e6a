import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { NodeError } from '../model/run-error.js';
import { defineNode } from '../node/define-node.js';
import type { AnyNodeType } from '../node/node-type.js';
import { testNode } from './test-node.js';

const text = { title: 'Sound', description: 'A sound node.', category: 'data', icon: 'box' };

const pureNode = defineNode({
  ...text,
  type: 'test.double',
  version: 1,
  effect: 'pure',
  input: z.object({ n: z.number() }),
  output: z.number(),
  run: ({ n }) => n * 2,
  examples: [{ title: 'doubles', input: { n: 2 }, output: 4 }],
});

const branching = defineNode({
  ...text,
  type: 'test.triage',
  version: 1,
  effect: 'pure',
  input: z.object({ total: z.number() }),
  outputs: { small: z.object({}), large: z.object({ reason: z.string() }) },
  run: ({ total }, ctx) =>
    total > 10 ? ctx.to('large', { reason: 'over limit' }) : ctx.to('small', {}),
  examples: [
    { input: { total: 1 }, port: 'small', output: {} },
    { input: { total: 11 }, port: 'large', output: { reason: 'over limit' } },
  ],
});

const outgoing = defineNode({
  ...text,
  type: 'test.fetch',
  version: 1,
  input: z.object({ id: z.string() }),
  output: z.object({ total: z.number() }),
  async run({ id }, ctx) {
    const key = await ctx.secrets.get('shop/key');
    const headers = { authorization: key };
    const response = await ctx.http.get(`https://shop.example/orders/${id}`, { headers });
    if (response.status === 404) throw new NodeError({ category: 'notFound', message: `No ${id}` });
    const body: unknown = await response.json();
    await ctx.files.write('order.json', JSON.stringify(body), { signal: ctx.signal });
    return body as { total: number };
  },
  examples: [
    {
      input: { id: 'A1' },
      http: { 'GET /orders/A1': { json: { total: 40 } } },
      secrets: { 'shop/key': 's' },
      output: { total: 40 },
    },
    {
      input: { id: 'B2' },
      http: { 'GET /orders/B2': { status: 404 } },
      secrets: { 'shop/key': 's' },
      error: { category: 'notFound', message: /B2/ },
    },
  ],
});

const failing = defineNode({
  ...text,
  type: 'test.stop',
  version: 1,
  effect: 'pure',
  input: z.object({ message: z.string() }),
  output: z.never(),
  run: ({ message }) => {
    throw new NodeError({ category: 'permanent', message });
  },
  examples: [{ input: { message: 'no' }, error: { category: 'permanent', message: 'no' } }],
});

const waiting = defineNode({
  ...text,
  type: 'test.wait',
  version: 1,
  input: z.object({}),
  output: z.null(),
  run: (_input, ctx) => ctx.wait({ after: '1h' }),
  resume: () => null,
  examples: [{ input: {} }],
});

describe.each<AnyNodeType>([pureNode, branching, outgoing, failing, waiting])(
  'a sound node: $type',
  (node) => {
    it.each(testNode(node))('$rule $title', async ({ run }) => {
      await expect(run()).resolves.toBeUndefined();
    });
  },
);

type Change = (node: AnyNodeType) => Partial<AnyNodeType>;

const runs = (work: AnyNodeType['run']): Partial<AnyNodeType> => ({ run: work });
let calls = 0;

/** A defect planted in a sound node, the rule that must notice it, and words of its message. */
const defects: readonly (readonly [string, string, AnyNodeType, Change, RegExp])[] = [
  ['N1', 'no title', pureNode, () => ({ text: { title: ' ', description: 'x' } }), /no title/],
  [
    'N1',
    'no description',
    pureNode,
    () => ({ text: { title: 'x', description: '' } }),
    /description/,
  ],
  ['N1', 'no icon', pureNode, () => ({ icon: undefined }), /no icon/],
  ['N1', 'no category', pureNode, () => ({ category: 'other' }), /no category/],
  [
    'N1',
    'an example that is no JSON',
    pureNode,
    () => ({ examples: [{ input: { n: 2, at: new Date(0) } }] }),
    /not plain JSON/,
  ],
  ['N2', 'no example', pureNode, () => ({ examples: [] }), /no example/],
  [
    'N2',
    'a port without an example',
    branching,
    (node) => ({ examples: node.examples.slice(0, 1) }),
    /port "large"/,
  ],
  [
    'N2',
    'an example for a port that is not there',
    pureNode,
    (node) => ({ examples: [...node.examples, { input: { n: 1 }, port: 'lost' }] }),
    /port "lost"/,
  ],
  ['N3', 'a schema that takes anything', pureNode, () => ({ input: z.unknown() }), /accepts/],
  [
    'N3',
    'a property that takes what its schema does not say',
    pureNode,
    () => ({ input: z.object({ n: z.number().catch(0) }) as never }),
    /as "n"/,
  ],
  [
    'N4',
    'an input that its schema refuses',
    pureNode,
    () => ({ examples: [{ input: {} }] }),
    /refuses/,
  ],
  ['N5', 'another output', pureNode, () => runs(() => 5), /expected 4 .*got 5/],
  [
    'N5',
    'an output that its schema refuses',
    pureNode,
    () => runs(() => 'four'),
    /its schema refuses/,
  ],
  [
    'N5',
    'another port',
    branching,
    () => runs((_, ctx) => ctx.to('small', {})),
    /to take port "large"/,
  ],
  [
    'N5',
    'a port that is not there',
    branching,
    () => runs((_, ctx) => ctx.to('lost', {})),
    /"lost", which it does not have/,
  ],
  [
    'N5',
    'a request that the example does not answer, and the error swallowed',
    outgoing,
    () =>
      runs(async (_, ctx) => {
        await ctx.http.post('https://shop.example/track').catch(() => undefined);
        return { total: 40 };
      }),
    /POST https:\/\/shop\.example\/track/,
  ],
  [
    'N5',
    'an error where an output is due',
    pureNode,
    () =>
      runs(() => {
        throw new Error('broken');
      }),
    /broken/,
  ],
  ['N5', 'a result where an error is due', failing, () => runs(() => 1), /to fail with category/],
  [
    'N5',
    'an error of another category',
    failing,
    () =>
      runs(() => {
        throw new NodeError({ category: 'network', message: 'no' });
      }),
    /got network/,
  ],
  [
    'N5',
    'an error with another message',
    failing,
    () =>
      runs(() => {
        throw new NodeError({ category: 'permanent', message: 'yes' });
      }),
    /that says no/,
  ],
  [
    'N5',
    'a wait where an output is due',
    pureNode,
    () => runs((_, ctx) => ctx.wait({ until: 1 })),
    /waits/,
  ],
  [
    'N6',
    'an instance of a class',
    pureNode,
    () => ({ outputs: new Map([['out', z.unknown()]]), run: () => new (class Order {})() }),
    /changes when it is stored/,
  ],
  [
    'N6',
    'a function',
    pureNode,
    () => ({ outputs: new Map([['out', z.unknown()]]), run: () => () => 1 }),
    /changes when it is stored/,
  ],
  [
    'N7',
    'deaf to the signal',
    outgoing,
    () => runs(async (_, ctx) => ctx.files.read('order.json')),
    /still running/,
  ],
  [
    'N7',
    'deaf while a body comes',
    outgoing,
    () =>
      runs(async (_, ctx) => {
        const response = await ctx.http.get('https://shop.example/orders/A1');
        return response.json().catch(() => new Promise(() => {}));
      }),
    /still running/,
  ],
  [
    'N7',
    'an answer made up after the abort',
    outgoing,
    () =>
      runs((_, ctx) => ctx.http.get('https://shop.example/orders/A1').catch(() => ({ total: 0 }))),
    /gave a result all the same/,
  ],
  ['N8', 'chance in a pure node', pureNode, () => runs((_, ctx) => ctx.random()), /two results/],
  ['N8', 'a memory in a pure node', pureNode, () => runs(() => (calls += 1)), /two results/],
  [
    'N8',
    'a node that changes its input',
    pureNode,
    () => ({
      input: z.custom<never>(),
      run: (input: { n: number }) => {
        input.n += 1;
        return 4;
      },
    }),
    /changed its input/,
  ],
  [
    'N9',
    'a pure node that reads a secret',
    pureNode,
    () => runs((_, ctx) => ctx.secrets.get('k').catch(() => 4)),
    /used secrets/,
  ],
  [
    'N9',
    'a pure node that writes a file',
    pureNode,
    () => runs((_, ctx) => ctx.files.write('a', 'b').then(() => 4)),
    /used files/,
  ],
  [
    'N9',
    'a pure node that calls out',
    pureNode,
    () => runs((_, ctx) => ctx.http.get('https://a.example').catch(() => 4)),
    /used http/,
  ],
];

describe('testNode', () => {
  it.each(defects)('%s catches %s', async (...defect) => {
    const [rule, , sound, change, message] = defect;
    const node: AnyNodeType = { ...sound, ...change(sound) };

    const outcomes = await Promise.allSettled(
      testNode(node, { abortTurns: 50 })
        .filter((each) => each.rule === rule)
        .map((each) => each.run()),
    );

    const failures = outcomes.flatMap((each) =>
      each.status === 'rejected' ? [String(each.reason)] : [],
    );
    expect(failures.join('\n')).toMatch(message);
  });

  it('names each example in its cases', () => {
    const titles = testNode(pureNode).map(({ rule, title }) => `${rule} ${title}`);

    expect(titles).toContain('N5 example 1 "doubles": gives what it says');
  });

  it('asks for repeatability of pure nodes only', () => {
    expect(testNode(outgoing).some(({ rule }) => rule === 'N8' || rule === 'N9')).toBe(false);
  });
});
