import { describe, expect, it } from 'vitest';

import { scopeReader } from '../expression/scope.js';
import type { Binding } from '../model/document.js';
import { isFlowgraftError } from '../model/error.js';
import { compileBinding, constant } from './compile-binding.js';
import type { BindingEnv, NodePlan, StepResult } from './plan.js';

const fetched = { id: 'fetch' } as NodePlan;
const lookup = (id: string): NodePlan | undefined => (id === 'fetch' ? fetched : undefined);

function environment(output: unknown, roots: Readonly<Record<string, unknown>> = {}): BindingEnv {
  const result: StepResult = { port: 'out', output, outputs: undefined, error: undefined };
  return {
    [scopeReader]: true,
    get: (name) => roots[name],
    has: (name) => name in roots,
    resultOf: (node) => (node === fetched && output !== 'none' ? result : undefined),
    secret: (path) => `secret of ${path}`,
  };
}

const evaluate = (
  binding: Binding,
  env: BindingEnv = environment({ n: 1, list: [{ m: 2 }] }),
): unknown => compileBinding(binding, lookup).evaluate(env);

describe('compileBinding', () => {
  it.each<[string, Binding]>([
    ['text', 'a'],
    ['a number', 1],
    ['null', null],
    ['a list', [1, [2]]],
    ['an object', { a: { b: true } }],
    ['nothing in particular', {}],
    ['an object with two keys, one like a binding', { $ref: 'x', also: 1 }],
    ['an object whose only key is like a binding but holds no text', { $ref: 5 }],
    ['an object with one key of its own', { $other: 'x' }],
  ])('B1 takes %s as it stands', (_, binding) => {
    const compiled = compileBinding(binding, lookup);
    expect(compiled).toMatchObject({ constant: true, secrets: [] });
    expect(evaluate(binding)).toEqual(binding);
  });

  it('B3 takes a literal as it stands, also where it looks like a binding', () => {
    expect(evaluate({ $literal: { $ref: 'input' } })).toEqual({ $ref: 'input' });
    expect(evaluate({ $literal: null })).toBeNull();
  });

  it.each<[string, Binding, unknown]>([
    ['the whole output', { $ref: 'nodes.fetch.output' }, { n: 1, list: [{ m: 2 }] }],
    ['a member of it', { $ref: 'nodes.fetch.output.n' }, 1],
    ['something deep in it', { $ref: 'nodes.fetch.output.list[0].m' }, 2],
    ['the length of a list', { $ref: 'nodes.fetch.output.list.length' }, 1],
    ['nothing where a part is missing', { $ref: 'nodes.fetch.output.no.thing' }, undefined],
    ['nothing of a prototype', { $ref: 'nodes.fetch.output.list.map' }, undefined],
    ['nothing of an inherited member', { $ref: 'nodes.fetch.output.toString' }, undefined],
    ['a member of a number', { $ref: 'nodes.fetch.output.n.x' }, undefined],
  ])('B4 reads %s', (_, binding, expected) => {
    expect(evaluate(binding)).toEqual(expected);
  });

  it('B4 reads the length of a text, and no other member of it', () => {
    const env = environment('four');
    expect(evaluate({ $ref: 'nodes.fetch.output.length' }, env)).toBe(4);
    expect(evaluate({ $ref: 'nodes.fetch.output.trim' }, env)).toBeUndefined();
  });

  it.each(['nodes.fetch.output', 'nodes.fetch.output.n', 'nodes.fetch.output.n.m'])(
    'B4 gives nothing for %s when the node gave nothing',
    ($ref) => expect(evaluate({ $ref }, environment('none'))).toBeUndefined(),
  );

  it('B4 reads other roots, other parts of nodes, and unknown nodes, from the environment', () => {
    const env = environment(1, { input: { id: 7 }, nodes: { fetch: { port: 'out' } } });
    expect(evaluate({ $ref: 'input.id' }, env)).toBe(7);
    expect(evaluate({ $ref: 'nodes.fetch.port' }, env)).toBe('out');
    expect(evaluate({ $ref: 'nodes.nobody.output' }, env)).toBeUndefined();
    expect(evaluate({ $ref: 'nodes' }, env)).toEqual({ fetch: { port: 'out' } });
  });

  it('evaluates expressions and templates, at any depth', () => {
    const env = environment(1, { input: { n: 2 } });
    const binding = {
      list: [{ $expr: 'input.n * 2' }, 'as it is'],
      text: { $template: 'n: {{ input.n }}' },
    };
    expect(compileBinding(binding, lookup).constant).toBe(false);
    expect(evaluate(binding, env)).toEqual({ list: [4, 'as it is'], text: 'n: 2' });
  });

  it('B5 names the secrets that it needs and asks for them when it is evaluated', () => {
    const binding = { key: { $secret: 'crm/key' }, list: [{ $secret: 'crm/other' }] };
    const compiled = compileBinding(binding, lookup);
    expect(compiled.secrets).toEqual(['crm/key', 'crm/other']);
    expect(compiled.constant).toBe(false);
    expect(evaluate(binding)).toEqual({ key: 'secret of crm/key', list: ['secret of crm/other'] });
  });

  it('B2 leaves out members that are undefined, and keeps their places in lists', () => {
    const nothing = { $ref: 'input.no' };
    expect(evaluate({ a: nothing, b: [nothing, 1] })).toStrictEqual({ b: [undefined, 1] });
  });

  it('makes `__proto__` a member like any other', () => {
    const binding = JSON.parse('{"__proto__": {"$expr": "1 + 1"}, "a": 1}') as Binding;
    const value = evaluate(binding) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":2,"a":1}');
  });

  it.each([{ $ref: 'a +' }, { $expr: '1 +' }, { $template: '{{ 1 + }}' }])(
    'refuses %j',
    (binding) => {
      const compile = (): unknown => compileBinding(binding, lookup);
      expect(compile).toThrow(
        expect.toSatisfy((error) => isFlowgraftError(error, 'EXPRESSION_SYNTAX')),
      );
    },
  );

  it('gives constants without an environment', () => {
    expect(constant(3).evaluate(undefined as never)).toBe(3);
  });
});
