/** How many passes a `forEach` will make, as far as what is known of the run tells. */

import { compileExpression, compileReference, type Binding } from '@flowgraft/core';

import type { RowPlan } from './document-rows.js';

/** What bindings of the workflow's own nodes can read. */
export interface KnownData {
  readonly input: unknown;
  readonly nodes: Readonly<Record<string, unknown>>;
}

/** @returns `undefined` when it cannot be told: items that another container gave, for example. */
export function loopSize({ items, batchSize }: RowPlan, known: KnownData): number | undefined {
  if (items === undefined) return undefined;
  const list = valueOf(items, known);
  if (!Array.isArray(list)) return undefined;
  const batch = batchSize === undefined ? 1 : valueOf(batchSize, known);
  return typeof batch === 'number' && batch >= 1 ? Math.ceil(list.length / batch) : undefined;
}

function valueOf(binding: Binding, known: KnownData): unknown {
  if (typeof binding !== 'object' || binding === null || Array.isArray(binding)) return binding;
  const form = binding as Readonly<Record<string, unknown>>;
  if ('$literal' in form) return form['$literal'];
  const scope = { input: known.input, nodes: known.nodes };
  try {
    if (typeof form['$ref'] === 'string') return compileReference(form['$ref']).evaluate(scope);
    if (typeof form['$expr'] === 'string') return compileExpression(form['$expr']).evaluate(scope);
  } catch {
    // It reads something that only the engine knows: then the size is not shown.
  }
  return undefined;
}
