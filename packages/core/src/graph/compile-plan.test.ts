import { describe, expect, it } from 'vitest';

import type { WorkflowDocument, WorkflowNode } from '../model/document.js';
import { defineNode } from '../node/define-node.js';
import * as z from 'zod';
import { compilePlan, defaultRunConcurrency } from './compile-plan.js';
import type { NodePlan, Plan } from './plan.js';

const nodeType = defineNode({
  type: 'test.step',
  version: 2,
  input: z.object({}).loose(),
  output: z.unknown(),
  effect: 'atMostOnce',
  timeout: '10s',
  retry: { attempts: 9, delay: '7s' },
  run: () => 1,
});

const node = (id: string, more: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  type: 'test.step',
  version: 1,
  ...more,
});

function compile(document: Partial<WorkflowDocument>): Plan {
  const migrations = [(input: Readonly<Record<string, unknown>>) => ({ ...input, migrated: true })];
  const whole = { schema: 1, id: 'w', nodes: [], edges: [], ...document } as const;
  return compilePlan(whole, 'hash', (type) =>
    type === 'test.step' ? { nodeType, migrations } : undefined,
  );
}

const only = (plan: Plan): NodePlan => plan.root.nodes[0] as NodePlan;

describe('compilePlan', () => {
  it('D9 fills in what the document leaves out', () => {
    const plan = compile({ nodes: [node('a')] });
    expect(plan).toMatchObject({
      workflowId: 'w',
      hash: 'hash',
      nodeCount: 1,
      durability: 'strict',
      timeoutMs: undefined,
      concurrency: defaultRunConcurrency,
    });
    expect(only(plan)).toMatchObject({
      kind: 'step',
      join: 'all',
      needed: 0,
      disabled: false,
      onError: 'fail',
      effect: 'atMostOnce',
      timeoutMs: 10_000,
      catchesErrors: false,
      retry: { attempts: 9, delayMs: 7_000 },
    });
  });

  it('D9 takes a node’s own settings, then its type’s, then the workflow’s', () => {
    const settings = {
      durability: 'exit',
      timeout: '1h',
      concurrency: 3,
      retry: { attempts: 5, delay: '1m', maxDelay: '2h' },
    } as const;
    const own = {
      effect: 'pure',
      timeout: '3s',
      retry: { attempts: 2 },
      onError: 'continue',
    } as const;
    const plan = compile({ settings, nodes: [node('a', own), node('b', { type: 'gone' })] });
    expect(plan).toMatchObject({ durability: 'exit', timeoutMs: 3_600_000, concurrency: 3 });
    expect(only(plan)).toMatchObject({
      effect: 'pure',
      timeoutMs: 3_000,
      onError: 'continue',
      retry: { attempts: 2, delayMs: 7_000, maxDelayMs: 7_200_000 },
    });
    expect(plan.root.byId.get('b')).toMatchObject({
      nodeType: undefined,
      effect: 'idempotent',
      timeoutMs: undefined,
      retry: { attempts: 5, delayMs: 60_000 },
    });
  });

  it('D5 gives edges their ports, and nodes their edges', () => {
    const edges = [
      { from: 'a', to: 'b' },
      { from: 'a', fromPort: 'error', to: 'b', toPort: 'left' },
    ];
    const { root } = compile({
      nodes: [node('a'), node('b', { join: 'any' }), node('c', { join: { count: 3 } })],
      edges,
    });
    const [a, b, c] = root.nodes;
    expect(a?.outgoing).toMatchObject([
      { port: 'out', toPort: 'in', target: 1 },
      { port: 'error', toPort: 'left', target: 1 },
    ]);
    expect([a?.catchesErrors, b?.catchesErrors]).toEqual([true, false]);
    expect([a?.needed, b?.needed, c?.needed]).toEqual([0, 1, 3]);
    expect(root.pending).toEqual([0, 2, 0]);
    expect(root.roots).toEqual([a, c]);
    expect(root.sinks).toEqual([b, c]);
  });

  it('migrates the input of a node drawn for an older version', () => {
    const plan = compile({ nodes: [node('a', { input: { n: 1 } }), node('b')] });
    expect(only(plan).input.evaluate(undefined as never)).toEqual({ n: 1, migrated: true });
    expect(plan.root.nodes[1]?.input.evaluate(undefined as never)).toEqual({ migrated: true });
  });

  it('keeps the inputs of containers apart, with those of reduce, and compiles their bodies', () => {
    const input = { items: [1], concurrency: 2, reduce: { each: 'e' } };
    const bodies = { body: { nodes: [node('inner')], edges: [], output: 'fixed' } };
    const plan = compile({ nodes: [node('each', { type: 'flow.forEach', input, bodies })] });
    const each = only(plan);
    expect(each.kind).toBe('forEach');
    expect([...each.parts.keys()]).toEqual(['items', 'concurrency', 'reduce.each']);
    expect(each.input.evaluate(undefined as never)).toBeUndefined();
    const body = each.bodies.get('body');
    expect(body).toMatchObject({ owner: each, bodyName: 'body' });
    expect(body?.output?.evaluate(undefined as never)).toBe('fixed');
    expect(plan.nodeCount).toBe(2);
  });

  it('compiles what undoes a step, and its fallback', () => {
    const compensate = { type: 'test.step', version: 2, input: { amount: 5 } };
    const nodes = [
      node('a', { compensate, fallback: 'f' }),
      node('b', { compensate: { type: 'gone', version: 1 } }),
    ];
    const [a, b] = compile({ nodes }).root.nodes;
    expect(a?.compensate).toMatchObject({ nodeType, timeoutMs: 10_000, retry: { attempts: 9 } });
    expect(a?.compensate?.input.evaluate(undefined as never)).toEqual({ amount: 5 });
    expect(a?.fallback?.evaluate(undefined as never)).toBe('f');
    expect(b?.compensate).toMatchObject({ nodeType: undefined, timeoutMs: undefined });
    expect(b?.fallback).toBeUndefined();
  });

  it('L1 L3 finds the body of each loop, and its exits without other back-edges', () => {
    const edges = [
      ...['ab', 'bc', 'cd', 'bx'].map(([from = '', to = '']) => ({ from, to })),
      { from: 'c', to: 'b', maxIterations: 3 },
      { from: 'c', to: 'a', maxIterations: 2 },
    ];
    const { root } = compile({ nodes: ['a', 'b', 'c', 'd', 'x'].map((id) => node(id)), edges });
    const shown = root.loops.map(({ body, maxIterations, exits }) => ({
      body,
      maxIterations,
      exits: exits.map(({ source, target }) => [source, target]),
    }));
    const exits = [
      [2, 3],
      [1, 4],
    ];
    expect(shown).toEqual([
      { body: [0, 1, 2], maxIterations: 2, exits },
      { body: [1, 2], maxIterations: 3, exits },
    ]);
    expect(root.nodes[2]?.outgoing.map(({ leaves }) => leaves.length)).toEqual([2, 0, 0]);
    expect(root.pending).toEqual([0, 1, 1, 1, 1]);
  });

  it('refuses a retry delay that is no duration', () => {
    expect(() => compile({ nodes: [node('a', { retry: { delay: 'soon' as never } })] })).toThrow(
      TypeError,
    );
  });
});
