/** Values of the last run, or of examples, that expressions are tried on. */

import type { Scope, ScopeReader } from '@flowgraft/core';
import {
  compileExpression,
  compileTemplate,
  isFlowgraftError,
  LazyRecord,
} from '@flowgraft/core/browser';
import type { TextKind } from './text-spans.js';

export type Preview =
  | { readonly status: 'value'; readonly value: unknown }
  /** The sample does not have what the text reads. */
  | { readonly status: 'missing' }
  /** The text is not finished. */
  | { readonly status: 'unfinished' }
  | { readonly status: 'failed'; readonly message: string };

/** Enough for what a person looks at, little enough to be tried with every key. */
const limits = { maxSteps: 100_000, maxOutput: 1_000_000 };

/** What the text gives on the sample; never throws. */
export function previewOf(text: string, kind: TextKind, sample: Scope): Preview {
  try {
    const compiled = kind === 'template' ? compileTemplate(text) : compileExpression(text);
    if (!compiled.references.every(({ path }) => isThere(path, sample)))
      return { status: 'missing' };
    return { status: 'value', value: compiled.evaluate(sample, limits) };
  } catch (error) {
    if (!isFlowgraftError(error)) return { status: 'unfinished' };
    return error.code === 'EXPRESSION_SYNTAX'
      ? { status: 'unfinished' }
      : { status: 'failed', message: error.message };
  }
}

/** Whether the sample knows the name, or the node, that a path begins with. Samples that are read on demand know all. */
function isThere([root = '', id]: readonly string[], sample: Scope): boolean {
  if (isReader(sample)) return true;
  if (!Object.hasOwn(sample, root)) return false;
  const nodes = sample[root];
  if (root !== 'nodes' || id === undefined || nodes instanceof LazyRecord) return true;
  return typeof nodes === 'object' && nodes !== null && Object.hasOwn(nodes, id);
}

/** What a path or expression gives on the sample; `undefined` when it gives nothing or fails. */
export function sampleValue(text: string, sample: Scope | null): unknown {
  if (sample === null) return undefined;
  const preview = previewOf(text, 'expression', sample);
  return preview.status === 'value' ? preview.value : undefined;
}

const maxShown = 400;

/** A value as a person reads it in one place; cut when it is long. */
export function valueText(value: unknown, length = maxShown): string {
  let text: string;
  try {
    text = typeof value === 'string' ? value : (JSON.stringify(value, null, 1) ?? 'undefined');
  } catch {
    text = String(value);
  }
  const flat = typeof value === 'string' ? text : text.replaceAll(/\s*\n\s*/g, ' ');
  return flat.length > length ? `${flat.slice(0, length)}…` : flat;
}

/** Scopes that are read on demand have methods, which plain data has not. */
function isReader(scope: Scope): scope is ScopeReader {
  return typeof (scope as Partial<ScopeReader>).get === 'function';
}
