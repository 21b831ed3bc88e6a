/** The builder that `defineWorkflow` and the bodies of containers are given: plain nodes and values. */

import type { JsonValue } from '../model/document.js';
import type { IntoPort, Join, Source } from './after.js';
import type { Secret } from './bindable.js';
import type { Bound, FieldKey, FieldOf, IndexKey, Ref } from './bound.js';
import type { ContainerBuilder } from './container-builder.js';
import type { Port, PortData, PortHandle, Step, StepHandle } from './step-handle.js';
import type { InputOf, NodeStepOptions, PortsOf, UsableNodeType } from './step-options.js';
import type { WaitBuilder } from './wait-builder.js';
import type { PortMap } from '../node/node-results.js';

/** What a run knows of itself. */
export interface RunIdentity {
  readonly id: string;
  readonly workflowId: string;
  readonly tenant: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

/**
 * Adds nodes to one graph. Its methods need no `this`, so they may be taken apart.
 *
 * Every method that adds a node throws a `TypeError` when it is called after `build` has returned, while a
 * body inside this graph is being written (use that body's builder), with something that is no data, or with
 * a reference that cannot be read in this graph.
 */
export interface GraphBuilder
  extends ValueBuilder, JoinBuilder, ContainerBuilder<GraphBuilder>, WaitBuilder {
  /**
   * Adds a node. It comes after the steps whose data `input` reads and after those of `options.after`.
   *
   * @param id - Unique in the whole workflow, bodies included; letters, digits, `_` and `-`.
   * @param input - A binding for each property of the node type's input.
   */
  readonly node: <Node extends UsableNodeType, Undo extends UsableNodeType = never>(
    id: string,
    node: Node,
    input: InputOf<Node>,
    options?: NodeStepOptions<PortsOf<Node>, Undo>,
  ) => StepHandle<PortsOf<Node>>;
  /** Any output port of a step, its `error` port too. */
  readonly port: <Ports extends PortMap, Name extends (keyof Ports & string) | 'error'>(
    step: Step<Ports>,
    name: Name,
  ) => PortHandle<PortData<Ports, Name>>;
  /**
   * Draws a loop: when the port is taken, the steps from `to` on run again.
   *
   * @param options.maxIterations - How many times the loop is taken at most.
   */
  readonly loop: (from: Step | Port, to: Step, options: { readonly maxIterations: number }) => void;
}

/** Makes values. They may be used with every builder of the same workflow. */
export interface ValueBuilder {
  /** The run itself: its id, tenant… */
  readonly run: Ref<RunIdentity>;
  /**
   * The value of an expression: `w.expr<number>('nodes.cart.output.items.length * 2')`. The steps that it
   * names come before the node that uses it.
   *
   * @typeParam T - What it gives; nothing checks that. Left out, it fits only where anything does.
   */
  readonly expr: <T = unknown>(text: string) => Bound<T>;
  /**
   * A text with expressions in it: `w.template('Order {{ input.orderId }}')`. A text that is one expression
   * and nothing else gives that expression's value as it is.
   */
  readonly template: <const Text extends string>(text: Text) => Bound<TemplateValue<Text>>;
  /** A secret of the host, read inside the attempt and never stored. */
  readonly secret: (path: string) => Secret;
  /** Plain data, also where it would look like something else. */
  readonly literal: <const T extends JsonValue>(value: T) => Bound<T>;
  /** The reference to a key or index of the data, for those that cannot be written as a property. */
  readonly at: <T, Key extends AnyKey<T>>(reference: Bound<T>, key: Key) => Ref<FieldOf<T, Key>>;
  /** Says that a value that may be missing is there; when it is not, the input check of the node fails. */
  readonly present: <T>(value: Bound<T>) => Ref<NonNullable<T>>;
  /** Says what data of an unknown type is; nothing checks that but the input schema of the node. */
  readonly as: <T>(value: Bound<unknown>) => Ref<T>;
}

type AnyKey<T> =
  NonNullable<T> extends readonly unknown[]
    ? number | 'length'
    : FieldKey<NonNullable<T>> | IndexKey<NonNullable<T>>;

type TemplateValue<Text extends string> = Text extends `{{${infer Inside}}}`
  ? Inside extends `${string}}}${string}`
    ? string
    : unknown
  : string;

/** Makes what stands in `after`. */
export interface JoinBuilder {
  /** When all are decided and at least one was taken. */
  readonly all: (...sources: readonly Source[]) => Join;
  /** When the first was taken. */
  readonly any: (...sources: readonly Source[]) => Join;
  /** When `count` of them were taken. */
  readonly count: (count: number, ...sources: readonly Source[]) => Join;
  /** Leads a step or port to a named input port of the node. */
  readonly into: (port: string, source: Step | Port) => IntoPort;
}

/** The builder of a whole workflow. */
export interface WorkflowBuilder<Input> extends GraphBuilder {
  /** The run's input, as the workflow's schema parsed it. */
  readonly input: Ref<Input>;
}
