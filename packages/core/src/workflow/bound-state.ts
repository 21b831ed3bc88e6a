/** What a bound value carries at run time: enough to compile it, and to know where it may be used. */

import type { JsonValue } from '../model/document.js';
import type { Scope } from './scope.js';

/** Under this key a reference, an expression, a template, a secret or a literal keeps its state. */
export const boundState: unique symbol = Symbol.for('@flowgraft/core.BoundState') as never;

/** A reference: `owner` is the graph (or container) that defines the root. */
export interface ReferenceState {
  readonly kind: 'reference';
  readonly owner: Scope;
  /** For example `['nodes', 'fetch', 'output', 'total']`. */
  readonly path: readonly string[];
  /** The step and port it reads, when it reads one. */
  readonly step?: StepPort | undefined;
  /** The step that this value stands for in `after`; data inside a step's output stands for none. */
  readonly handle?: StepState | undefined;
}

interface StepPort {
  readonly id: string;
  readonly port: string;
}

/** A step as `after`, `w.port` and `w.loop` see it; with `port`, one port of it. */
export interface StepState {
  readonly owner: Scope;
  readonly id: string;
  /** Its output ports, without `error`. */
  readonly ports: readonly string[];
  readonly port?: string | undefined;
}

export type BoundState =
  | ReferenceState
  | { readonly kind: 'text'; readonly form: '$expr' | '$template'; readonly text: string }
  | { readonly kind: 'secret'; readonly path: string }
  | { readonly kind: 'literal'; readonly value: JsonValue }
  /** A step with several ports: it stands for a step, but no single data can be read from it. */
  | { readonly kind: 'step'; readonly handle: StepState };

/** The state of `value`, when it is something that a builder made. */
export function stateOf(value: unknown): BoundState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as { readonly [boundState]?: BoundState })[boundState];
}

/** The step, or port of a step, that `value` stands for. */
export function stepStateOf(value: unknown): StepState | undefined {
  const state = stateOf(value);
  return state?.kind === 'reference' || state?.kind === 'step' ? state.handle : undefined;
}
