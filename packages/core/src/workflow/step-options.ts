/** What can be said of any node of a workflow, and its compilation. */

import type {
  CompensationSpec,
  EffectClass,
  JoinRule,
  JsonValue,
  OnError,
  WorkflowNode,
} from '../model/document.js';
import type { Duration } from '../model/duration.js';
import type { RetryPolicy } from '../model/retry-policy.js';
import type { PortMap } from '../node/node-results.js';
import type { AnyNodeType, LazyNodeType } from '../node/node-type.js';
import type { After } from './after.js';
import type { AnyBindable, Bindable } from './bindable.js';
import type { NotBound } from './bound.js';
import type { StepHandle } from './step-handle.js';

/** A node type, or one that is loaded later. */
export type UsableNodeType = AnyNodeType | LazyNodeType;

type TypesOf<Node> = Node extends { readonly load: () => Promise<infer Loaded> }
  ? TypesOf<Loaded>
  : Node extends { readonly types?: infer Types }
    ? NonNullable<Types>
    : never;

/** The output ports of a node type with what they carry. */
export type PortsOf<Node> =
  TypesOf<Node> extends { readonly ports: infer Ports extends PortMap } ? Ports : PortMap;

/** What a workflow must bind for a node type: one binding for each property of its input schema. */
export type InputOf<Node> =
  TypesOf<Node> extends { readonly given: infer Given } ? Fields<Given> : never;

/** An object of bindings for the fields of `Given`; a single reference is not one. */
export type Fields<Given> = unknown extends Given
  ? { readonly [name: string]: AnyBindable }
  : Given extends unknown
    ? { readonly [Name in keyof Given]: Bindable<Given[Name]> } & NotBound
    : never;

/** What every node of a workflow can be told; what is left out is the node type's or the workflow's. */
export interface StepOptions<Out = unknown> {
  /** For the screen. */
  readonly name?: string | undefined;
  /** What it comes after, besides the steps whose data it reads. */
  readonly after?: After | undefined;
  /** Overrides the join rule that `after` gives. */
  readonly join?: JoinRule | undefined;
  readonly retry?: RetryPolicy | undefined;
  readonly timeout?: Duration | undefined;
  readonly effect?: EffectClass | undefined;
  /** `continue`: after the last failed attempt the step gives `fallback`. */
  readonly onError?: OnError | undefined;
  readonly fallback?: Bindable<Out> | undefined;
  readonly disabled?: boolean | undefined;
  readonly ui?: { readonly [key: string]: JsonValue } | undefined;
}

/** The options of a step that can be undone. */
export interface NodeStepOptions<
  Ports extends PortMap,
  Undo extends UsableNodeType = never,
> extends StepOptions<Ports['out']> {
  readonly compensate?: Compensation<Ports, Undo> | undefined;
}

/** The node that undoes the step when the scope around it fails; its input may read what the step gave. */
export interface Compensation<Ports extends PortMap, Undo extends UsableNodeType> {
  readonly node: Undo;
  readonly input: InputOf<Undo> | ((done: StepHandle<Ports>) => InputOf<Undo>);
}

/** The options as the compiler reads them. */
export interface AnyStepOptions extends Omit<StepOptions, 'fallback'> {
  readonly fallback?: unknown;
  readonly compensate?: AnyCompensation | undefined;
}

type Inputs = Readonly<Record<string, unknown>>;

export interface AnyCompensation {
  readonly node: UsableNodeType;
  readonly input: Inputs | ((done: object) => Inputs);
}

/** The part of a node's document that the options give, without what they leave out. */
export function plainOptions(
  options: AnyStepOptions,
  bound: Pick<WorkflowNode, 'fallback'> & { readonly compensate?: CompensationSpec | undefined },
): Partial<WorkflowNode> {
  const { name, join, retry, timeout, effect, onError, disabled, ui } = options;
  const { fallback, compensate } = bound;
  const all = { name, join, disabled, retry, timeout, effect, onError, fallback, compensate, ui };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
