import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { NodeError } from '../model/run-error.js';
import { defineNode } from '../node/define-node.js';
import { testEngine } from '../testing/test-engine.js';
import { sketch } from './engine.fixture.js';

function counted(options: {
  readonly key?: (input: { readonly n: number; readonly note?: string | undefined }) => unknown;
  readonly fails?: () => boolean;
}) {
  let calls = 0;
  const node = defineNode({
    type: 'test.script',
    version: 1,
    input: z.object({ n: z.number(), note: z.string().optional() }),
    output: z.number(),
    cache: { ttl: '1m', key: options.key },
    async run({ n }) {
      calls += 1;
      await Promise.resolve();
      if (options.fails?.() === true) throw new NodeError({ category: 'permanent', message: 'no' });
      return n * 2;
    },
  });
  return { node, calls: () => calls };
}

const one = sketch([{ id: 'a', input: { n: { $ref: 'input.n' }, note: { $ref: 'input.note' } } }]);

describe('the result cache', () => {
  it('serves equal inputs of the same tenant until the time is over', async () => {
    const { node, calls } = counted({});
    const t = testEngine({ nodes: [node] });
    const run = async (input: object, tenant = 'acme'): Promise<unknown> =>
      (await t.start(one, input, { tenant })).result();

    expect(await run({ n: 1 })).toBe(2);
    expect(await run({ n: 1 })).toBe(2);
    expect(calls()).toBe(1);
    await run({ n: 2 });
    await run({ n: 1 }, 'globex');
    expect(calls()).toBe(3);
    await t.advance('61s');
    await run({ n: 1 });
    expect(calls()).toBe(4);
    await t.close();
  });

  it('makes one attempt of equal ones at the same time', async () => {
    const { node, calls } = counted({});
    const t = testEngine({ nodes: [node] });
    const ids = ['a', 'b', 'c'].map((id) => ({ id, input: { n: 7 } }));
    const run = await t.start(sketch(ids), {});

    expect(await run.result()).toEqual({ a: 14, b: 14, c: 14 });
    expect(calls()).toBe(1);
    await t.close();
  });

  it('compares by the key that the node type names', async () => {
    const { node, calls } = counted({ key: ({ n }) => n });
    const t = testEngine({ nodes: [node] });
    await t.start(one, { n: 1, note: 'x' });
    await t.start(one, { n: 1, note: 'y' });

    expect(calls()).toBe(1);
    await t.close();
  });

  it('never keeps a failure', async () => {
    let isBroken = true;
    const { node, calls } = counted({ fails: () => isBroken });
    const t = testEngine({ nodes: [node] });
    await t.start(one, { n: 1 });
    isBroken = false;

    expect(await (await t.start(one, { n: 1 })).result()).toBe(2);
    expect(calls()).toBe(2);
    await t.close();
  });
});
