import { describe, expectTypeOf, test } from 'vitest';
import * as z from 'zod';

import { defineNode } from './define-node.js';
import { lazyNode } from './lazy-node.js';
import type { PortResult, WaitResult } from './node-results.js';
import type { AnyNodeType, LazyNodeType, NodeType } from './node-type.js';
import type { NodeList } from './registry.js';

type Given<Node extends AnyNodeType> = NonNullable<Node['types']>['given'];
type Ports<Node extends AnyNodeType> = NonNullable<Node['types']>['ports'];

const double = defineNode({
  type: 'math.double',
  version: 1,
  input: z.object({ n: z.number(), times: z.number().default(2) }),
  output: z.object({ n: z.number(), at: z.string().transform((text) => new Date(text)) }),
  run: ({ n, times }) => ({ n: n * times, at: '2026-01-01' }),
});

const triage = defineNode({
  type: 'shop.triage',
  version: 1,
  input: z.object({ total: z.number() }),
  outputs: { small: z.object({}), large: z.object({ reason: z.string() }) },
  run: ({ total }, ctx) =>
    total > 1000 ? ctx.to('large', { reason: 'over limit' }) : ctx.to('small', {}),
});

describe('what a node type takes and gives', () => {
  test('a workflow gives the input before defaults, run gets it after', () => {
    expectTypeOf<Given<typeof double>>().toEqualTypeOf<{ n: number; times?: number | undefined }>();
    expectTypeOf<Parameters<(typeof double)['run']>[0]>().toEqualTypeOf<{
      n: number;
      times: number;
    }>();
  });

  test('references read the output after transforms', () => {
    expectTypeOf<Ports<typeof double>['out']>().toEqualTypeOf<{ n: number; at: Date }>();
    expectTypeOf<keyof Ports<typeof double>>().toEqualTypeOf<'out'>();
  });

  test('named ports have a type each', () => {
    expectTypeOf<Ports<typeof triage>['large']>().toEqualTypeOf<{ reason: string }>();
    expectTypeOf<keyof Ports<typeof triage>>().toEqualTypeOf<'small' | 'large'>();
  });

  test('every node type is some node type, and may be registered', () => {
    expectTypeOf(double).toExtend<AnyNodeType>();
    expectTypeOf(triage).toExtend<AnyNodeType>();
    expectTypeOf<NodeType>().toExtend<AnyNodeType>();
    const nodes: NodeList = [double, [triage, [lazyNode('a', 1, () => Promise.resolve(double))]]];
    expectTypeOf(nodes).toExtend<NodeList>();
  });

  test('a lazy node type has the types of what it loads', () => {
    const lazy = lazyNode('shop.triage', 1, () => Promise.resolve(triage), { ports: ['large'] });
    expectTypeOf(lazy).toEqualTypeOf<LazyNodeType<typeof triage>>();
    expectTypeOf(lazy).toExtend<LazyNodeType>();
    // @ts-expect-error it has no port "huge"
    lazyNode('shop.triage', 1, () => Promise.resolve(triage), { ports: ['huge'] });
    // @ts-expect-error the module holds no node type
    lazyNode('shop.triage', 1, () => Promise.resolve(1));
  });
});

describe('run', () => {
  test('may answer at once, later, on a port, or wait', () => {
    const options = { type: 'a', version: 1, input: z.object({}), output: z.number() };
    expectTypeOf(defineNode({ ...options, run: () => 1 })).toExtend<AnyNodeType>();
    defineNode({ ...options, run: () => Promise.resolve(1) });
    defineNode({ ...options, run: (_input, ctx) => ctx.to('out', 1) });
    defineNode({
      ...options,
      run(_input, ctx) {
        expectTypeOf(ctx.wait({ after: '1m' })).toEqualTypeOf<WaitResult>();
        return ctx.wait({ after: '1m' });
      },
      resume: (_input, wake) => (wake.kind === 'signal' ? 1 : 2),
    });
  });

  test('has its input and its ports typed', () => {
    const node = defineNode({
      type: 'a',
      version: 1,
      input: z.object({ list: z.array(z.string()) }),
      outputs: { one: z.number(), two: z.string() },
      run({ list }, ctx) {
        expectTypeOf(list).toEqualTypeOf<string[]>();
        expectTypeOf(ctx.signal).toEqualTypeOf<AbortSignal>();
        expectTypeOf(ctx.to('one', 1)).toEqualTypeOf<PortResult<'one'>>();
        return ctx.toMany({ one: 1, two: 'x' });
      },
    });
    expectTypeOf<Ports<typeof node>['one']>().toEqualTypeOf<number>();
  });

  test('must give what the output schema takes', () => {
    const options = { type: 'a', version: 1, input: z.object({ n: z.number() }) };
    expectTypeOf(
      defineNode({ ...options, output: z.object({ a: z.string() }), run: () => ({ a: 'x' }) }),
    ).toExtend<AnyNodeType>();
    // @ts-expect-error a number where a text is due
    defineNode({ ...options, output: z.object({ a: z.string() }), run: ({ n }) => ({ a: n }) });
    // @ts-expect-error nothing where an object is due
    defineNode({ ...options, output: z.object({ a: z.string() }), run: () => undefined });
    // @ts-expect-error a property is missing
    defineNode({ ...options, output: z.object({ a: z.string() }), run: async () => ({}) });
    defineNode({
      ...options,
      output: z.object({ a: z.string() }),
      // @ts-expect-error the input has no such property
      run: ({ m }) => ({ a: String(m) }),
    });
  });

  test('must take a port that exists, with its data', () => {
    const options = {
      type: 'a',
      version: 1,
      input: z.object({}),
      outputs: { yes: z.string(), no: z.number() },
    };
    expectTypeOf(
      defineNode({ ...options, run: (_input, ctx) => ctx.to('no', 1) }),
    ).toExtend<AnyNodeType>();
    // @ts-expect-error there is no port "maybe"
    defineNode({ ...options, run: (_input, ctx) => ctx.to('maybe', 1) });
    // @ts-expect-error the port carries a text
    defineNode({ ...options, run: (_input, ctx) => ctx.to('yes', 1) });
    // @ts-expect-error with several ports, plain data does not say which
    defineNode({ ...options, run: () => 'x' });
    // @ts-expect-error the port carries a number
    defineNode({ ...options, run: (_input, ctx) => ctx.toMany({ yes: 'x', no: 'y' }) });
  });
});

describe('a definition', () => {
  test('must have ports, of one kind', () => {
    expectTypeOf(defineNode).parameter(0).toHaveProperty('input');
    // @ts-expect-error neither output nor outputs
    defineNode({ type: 'a', version: 1, input: z.object({}), run: () => 1 });
    const both = { output: z.number(), outputs: { a: z.number() } };
    // @ts-expect-error both output and outputs
    defineNode({ ...both, type: 'a', version: 1, input: z.object({}), run: () => 1 });
  });

  test('must be spelled right', () => {
    const options = { version: 1, input: z.object({}), output: z.number(), run: () => 1 };
    expectTypeOf(defineNode({ ...options, type: 'a', effect: 'pure' })).toExtend<AnyNodeType>();
    // @ts-expect-error an effect class that does not exist
    defineNode({ ...options, type: 'a', effect: 'sometimes' });
    // @ts-expect-error a category of errors that does not exist
    defineNode({ ...options, type: 'a', retry: { on: ['bad luck'] } });
    // @ts-expect-error no such option
    defineNode({ ...options, type: 'a', timeOut: '5s' });
    // @ts-expect-error the input is a zod schema
    defineNode({ ...options, type: 'a', input: { n: 'number' } });
  });
});

test('infers from the definition alone, wherever its result goes', () => {
  const plain = {
    type: 'a.b',
    version: 1,
    input: z.object({}),
    output: z.object({ n: z.number() }),
  };

  const any: AnyNodeType = defineNode({ ...plain, run: () => ({ n: 1 }) });
  const list: NodeList = [defineNode({ ...plain, run: async () => ({ n: 1 }) }), any];
  expectTypeOf(list).toExtend<NodeList>();

  // @ts-expect-error the output schema wants a number
  const wrong: AnyNodeType = defineNode({ ...plain, run: () => ({ n: 'one' }) });
  expectTypeOf(wrong).toExtend<AnyNodeType>();
});
