import { describe, expect, it } from 'vitest';

import type { WorkflowBody } from '../model/document.js';
import type { KernelEvent } from '../model/run-event.js';
import { advance } from './advance.js';
import { container, graphOf, newState, planOf } from './kernel-harness.fixture.js';
import type { RunState } from './run-state.js';
import { stepPath } from './step-path.js';

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `n${i}`);
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Drives a run to its end, completing steps in the order of their starts; returns how many there were. */
function drive(state: RunState): number {
  const started: string[] = [];
  const take = (event: KernelEvent): void => {
    for (const effect of advance(state, event)) {
      if (effect.kind === 'start') started.push(stepPath(effect.ref));
    }
  };
  take({ type: 'run.started', at: 0, input: {} });
  for (let i = 0; i < started.length; i++) {
    const step = started[i] as string;
    take({ type: 'step.completed', at: 0, step, attempt: 1, startedAt: 0, port: 'out', output: i });
  }
  expect(state.status).toBe('completed');
  return started.length;
}

/** How often the kernel looks at an element of the graph, of the run's scope or of its lists. */
function looksOf(graph: WorkflowBody): number {
  let looks = 0;
  const counted = <T extends readonly unknown[]>(list: T): T =>
    new Proxy(list, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
  class CountedMap<K, V> extends Map<K, V> {
    override *values(): MapIterator<V> {
      for (const value of super.values()) {
        looks += 1;
        yield value;
      }
    }
  }
  const plan = planOf(graph);
  for (const node of plan.root.nodes) {
    Object.assign(node, { incoming: counted(node.incoming), outgoing: counted(node.outgoing) });
  }
  Object.assign(plan.root, { nodes: counted(plan.root.nodes), sinks: counted(plan.root.sinks) });
  const state = newState(plan);
  const { root } = state;
  for (const name of ['phase', 'pending', 'alive', 'results'] as const) {
    Object.assign(root, { [name]: counted(root[name]) });
  }
  state.scopes = new CountedMap();
  drive(state);
  return looks;
}

const fan = (size: number): WorkflowBody => ({
  nodes: ['a', ...ids(size), 'z'].map((id) => ({ id, type: 't', version: 1 })),
  edges: ids(size).flatMap((id) => [
    { from: 'a', to: id },
    { from: id, to: 'z' },
  ]),
});

const chain = (size: number, disabled = false): WorkflowBody => ({
  nodes: ids(size).map((id) => ({ id, type: 't', version: 1, disabled })),
  edges: ids(size - 1).map((from, i) => ({ from, to: `n${i + 1}` })),
});

/** Each level joins the two before it: 2^n paths. */
const ladder = (size: number): WorkflowBody => ({
  nodes: ids(size).map((id) => ({ id, type: 't', version: 1 })),
  edges: ids(size).flatMap((to, i) =>
    [i - 1, i - 2].filter((from) => from >= 0).map((from) => ({ from: `n${from}`, to })),
  ),
});

const items = (size: number, concurrency = 10): WorkflowBody => {
  const input = { items: numbers(size), concurrency };
  return graphOf('', { each: container('forEach', input, { body: graphOf('x>y') }) });
};

const driven = (graph: WorkflowBody): number => drive(newState(planOf(graph)));

describe('J9 the cost of a completion', { timeout: 60_000 }, () => {
  it.each([
    ['a fan-out and join', fan, 10_002],
    ['a chain', chain, 10_000],
    ['a ladder of diamonds', ladder, 10_000],
    ['the items of a forEach', items, 20_000],
  ])('J9 lets 10,000 nodes of %s end', (_, graph, steps) => {
    expect(driven(graph(10_000))).toBe(steps);
  });

  it('J9 passes a chain of 100,000 disabled nodes within one event, without recursion', () => {
    expect(driven(chain(100_000, true))).toBe(0);
  });

  it('J9 skips a chain of 100,000 nodes within one event', () => {
    const graph = chain(100_000);
    const edges = graph.edges.map((edge, i) => (i === 0 ? { ...edge, fromPort: 'never' } : edge));
    expect(driven({ ...graph, edges })).toBe(1);
  });

  it.each([
    ['a fan-out and join', fan],
    ['a chain', chain],
    ['a chain of disabled nodes', (size: number) => chain(size, true)],
    ['a ladder of diamonds', ladder],
    ['the items of a forEach', items],
    ['the items of a forEach, all at once', (size: number) => items(size, size)],
  ])('J9 grows with the size of %s, not with its square', (_, graph) => {
    expect(looksOf(graph(2_000)) / looksOf(graph(500))).toBeLessThan(4.5);
  });
});
