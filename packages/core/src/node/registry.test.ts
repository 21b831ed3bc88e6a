import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { isFlowgraftError } from '../model/error.js';
import { defineNode } from './define-node.js';
import type { NodeOptions } from './node-definition.js';
import { lazyNode } from './lazy-node.js';
import type { AnyNodeType } from './node-type.js';
import { NodeRegistry } from './registry.js';

const none = new Set<never>();

function node(
  type: string,
  version = 1,
  { migrate, needs }: Pick<NodeOptions<z.ZodObject>, 'migrate' | 'needs'> = {},
): AnyNodeType {
  const run = (): Record<string, never> => ({});
  return defineNode({
    type,
    version,
    migrate,
    needs,
    input: z.object({}),
    output: z.object({}),
    run,
  });
}

describe('NodeRegistry', () => {
  it('takes lists at any depth, eager and lazy', async () => {
    const b = node('b');
    const registry = new NodeRegistry([node('a'), [[lazyNode('b', 1, async () => b)]]], none);

    expect(registry.find('a', 1)?.nodeType.type).toBe('a');
    expect(registry.find('b', 1)).toBeUndefined();
    expect((await registry.load('b', 1))?.nodeType).toBe(b);
    expect(registry.find('b', 1)?.nodeType).toBe(b);
    expect(await registry.load('c', 1)).toBeUndefined();
  });

  it('serves a node of an older version through migrations, and only where each step is given', () => {
    const migrate = {
      1: (old: object) => ({ ...old, two: true }),
      2: (old: object) => ({ ...old, three: true }),
    };
    const registry = new NodeRegistry([node('m', 3, { migrate }), node('gap', 3)], none);

    const steps = registry.find('m', 1)?.migrations ?? [];
    expect(steps.reduce<object>((input, step) => step(input as never), {})).toEqual({
      two: true,
      three: true,
    });
    expect(registry.find('m', 3)?.migrations).toEqual([]);
    expect(registry.find('m', 4)).toBeUndefined();
    expect(registry.find('gap', 2)).toBeUndefined();
    expect(registry.versions('m')).toEqual([3]);
    expect(registry.versions('nobody')).toEqual([]);
  });

  it('leaves out what needs something that the host did not give', () => {
    const list = [node('f', 1, { needs: ['files'] })];

    expect(new NodeRegistry(list, none).find('f', 1)).toBeUndefined();
    expect(new NodeRegistry(list, new Set(['files'] as const)).find('f', 1)).toBeDefined();
  });

  it.each([
    ['twice', [node('a'), node('a')]],
    ['over a control node', [node('flow.forEach')]],
  ])('refuses a type registered %s', (_title, list) => {
    let thrown: unknown;
    try {
      new NodeRegistry(list, none);
    } catch (error) {
      thrown = error;
    }

    expect(isFlowgraftError(thrown, 'NODE_TYPE_DUPLICATE')).toBe(true);
  });

  it.each([[{}], ['text'], [() => 1]])('refuses %s as a node type', (value) => {
    expect(() => new NodeRegistry([value as never], none)).toThrow(TypeError);
  });

  it('refuses a module that holds another type, and asks again the next time', async () => {
    let loads = 0;
    const lazy = lazyNode('a', 1, async () => {
      loads += 1;
      return loads === 1 ? node('b') : node('a');
    });
    const registry = new NodeRegistry([lazy], none);

    await expect(registry.load('a', 1)).rejects.toMatchObject({ code: 'NODE_TYPE_INVALID' });
    expect((await registry.load('a', 1))?.nodeType.type).toBe('a');
  });

  it('gives every manifest as JSON, those of the control nodes included', async () => {
    const registry = new NodeRegistry([node('a'), lazyNode('b', 1, async () => node('b'))], none);

    const manifests = await registry.manifests();

    expect(manifests.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['flow.forEach', 'flow.try', 'a', 'b']),
    );
    expect(JSON.parse(JSON.stringify(manifests))).toEqual(
      manifests.map((each) => JSON.parse(JSON.stringify(each)) as unknown),
    );
  });
});
