/** `flow.forEach`: the body once per item, several at a time, results in the order of the items. */

import { defaultForEachConcurrency } from '../model/control.js';
import type { GraphPlan, NodePlan } from '../graph/plan.js';
import { toRunError } from '../model/to-run-error.js';
import {
  completeContainer,
  endContainer,
  evaluatePart,
  failContainer,
  failTogether,
  keepContainer,
  refuseInput,
} from './open-container.js';
import type { RunState } from './run-state.js';
import type { Closing, ForEachContainer, ScopeState } from './scope-state.js';
import { dropScope, openScope } from './scopes.js';
import { shownError } from './shown-error.js';
import { currentStep } from './step-path.js';

export function openForEach(state: RunState, scope: ScopeState, node: NodePlan): void {
  const read = (name: string): unknown => evaluatePart(state, scope, node, { name });
  const given = read('items');
  if (!Array.isArray(given)) refuseInput(node, 'items', 'a list', given);
  const batchSize = wholeNumber(node, 'batchSize', read('batchSize'), 0);
  const items = batchSize > 0 ? inBatches(given, batchSize) : (given as readonly unknown[]);
  const container = keepContainer<ForEachContainer>({
    kind: 'forEach',
    ref: currentStep(scope, node),
    node,
    scopes: new Set(),
    open: 0,
    failure: undefined,
    items,
    concurrency: wholeNumber(node, 'concurrency', read('concurrency'), defaultForEachConcurrency),
    continues: read('onItemError') === 'continue',
    next: 0,
    results: Array.from({ length: items.length }),
    failed: [],
  });
  advanceForEach(state, container);
}

export function itemCompleted(
  state: RunState,
  container: ForEachContainer,
  scope: ScopeState,
  output: unknown,
): void {
  container.results[scope.key as number] = output;
  dropScope(state, scope);
  advanceForEach(state, container);
}

export function itemClosed(
  state: RunState,
  container: ForEachContainer,
  scope: ScopeState,
  closing: Closing,
): void {
  const isOwn = closing.kind === 'failed' && container.ref.scope.closing === undefined;
  if (isOwn && container.continues) {
    const index = scope.key as number;
    container.results[index] = null;
    container.failed.push({ index, error: shownError(closing.error) });
    dropScope(state, scope);
    advanceForEach(state, container);
    return;
  }
  if (isOwn) failTogether(state, container, closing);
  if (container.open === 0) endContainer(state, container);
}

/** Opens items up to the limit, or ends the container when all are done. */
export function advanceForEach(state: RunState, container: ForEachContainer): void {
  const { items, node } = container;
  const body = node.bodies.get('body') as GraphPlan;
  while (container.open < container.concurrency && container.next < items.length) {
    const index = container.next++;
    openScope(state, container, body, { key: index, variables: { item: items[index], index } });
  }
  if (container.open === 0) finish(state, container);
}

function finish(state: RunState, container: ForEachContainer): void {
  const { results, failed, items } = container;
  failed.sort((a, b) => a.index - b.index);
  try {
    const output = { results, count: items.length, failed };
    const isReduced = container.node.parts.has('reduce.each');
    const value = isReduced ? reduce(state, container) : undefined;
    completeContainer(state, container, isReduced ? { ...output, value } : output);
  } catch (thrown) {
    failContainer(state, container, toRunError(thrown));
  }
}

function reduce(state: RunState, { ref, node, results, failed }: ForEachContainer): unknown {
  const leftOut = new Set(failed.map(({ index }) => index));
  let acc = evaluatePart(state, ref.scope, node, { name: 'reduce.initial' });
  for (const [index, result] of results.entries()) {
    if (leftOut.has(index)) continue;
    const variables = { acc, result, index };
    acc = evaluatePart(state, ref.scope, node, { name: 'reduce.each', variables });
  }
  return acc;
}

function inBatches(items: readonly unknown[], size: number): readonly (readonly unknown[])[] {
  const batches: (readonly unknown[])[] = [];
  for (let start = 0; start < items.length; start += size)
    batches.push(items.slice(start, start + size));
  return batches;
}

/** A whole number >= 1 that a binding gave, or `fallback` when nothing is bound. */
export function wholeNumber(
  node: NodePlan,
  name: string,
  value: unknown,
  fallback: number,
): number {
  if (value === undefined || value === null) return fallback;
  if (!Number.isInteger(value) || (value as number) < 1) {
    refuseInput(node, name, 'a whole number >= 1', value);
  }
  return value as number;
}
