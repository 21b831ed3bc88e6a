/** What a node type is, once `defineNode` has checked it: the form the engine works with. */

import type * as z from 'zod';

import type { EffectClass } from '../model/document.js';
import type { MaybePromise } from '../model/maybe-promise.js';
import type { Wake } from '../model/run-event.js';
import type { RetryPolicy } from '../model/retry-policy.js';
import type { OptionLoader } from './field-options.js';
import type { NodeContext } from './node-context.js';
import type { PortMap } from './node-results.js';

export const nodeTypeKind: unique symbol = Symbol.for('@flowgraft/core.NodeType') as never;

export interface NodeExample {
  readonly title?: string | undefined;
  readonly input: unknown;
  /** What `run` must return on `port`; absent: only that it succeeds. */
  readonly output?: unknown;
  /** The port that must be taken; `out` when absent. */
  readonly port?: string | undefined;
  /** What the fake network answers, by `METHOD path-or-url`. */
  readonly http?: Readonly<Record<string, ExampleResponse>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** Files that exist before, by path, as text. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** The error that must come, instead of an output. */
  readonly error?:
    { readonly category: string; readonly message?: RegExp | string | undefined } | undefined;
}

export interface ExampleResponse {
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly json?: unknown;
  readonly text?: string | undefined;
}

/** What a person sees of a node type, in the product's default language; catalogues translate by `textKey`. */
export interface NodeText {
  readonly title: string;
  readonly description: string;
}

/** Something the host must have given the engine, or the node type is not registered. */
export type NodeNeed = 'files' | 'secrets';

/** A credential that a node accepts, by kind. */
export interface CredentialSlot {
  readonly accepts: readonly string[];
  readonly optional?: boolean | undefined;
}

/** What one attempt costs, for estimates and budgets. */
export interface NodeCost {
  readonly amount: number;
  readonly unit: string;
}

/**
 * A node type.
 *
 * `In` is what `run` receives; `Given` is what a workflow must supply; `Ports` maps each output port to what
 * it carries.
 */
export interface NodeType<In = unknown, Given = unknown, Ports extends PortMap = PortMap> {
  readonly [nodeTypeKind]: true;
  /** Types only: what a workflow supplies and gets. Never there at run time. */
  readonly types?: { readonly given: Given; readonly ports: Ports } | undefined;
  readonly type: string;
  /** A whole number >= 1; it grows when a workflow made for the one before would no longer fit. */
  readonly version: number;
  readonly text: NodeText;
  readonly textKey: string;
  readonly category: string;
  readonly icon: string | undefined;
  readonly keywords: readonly string[];
  readonly effect: EffectClass;
  readonly input: z.ZodType<In>;
  readonly outputs: ReadonlyMap<string, z.ZodType>;
  /** Ports whose schema lets nothing but plain JSON through: what goes out on them need not be checked again. */
  readonly plainPorts: ReadonlySet<string>;
  readonly inputPorts: readonly string[];
  readonly needs: readonly NodeNeed[];
  readonly credentials: Readonly<Record<string, CredentialSlot>>;
  readonly cost: NodeCost | undefined;
  /** Milliseconds that one attempt may take; `undefined`: the engine's default. */
  readonly timeoutMs: number | undefined;
  readonly retry: RetryPolicy | undefined;
  /** Milliseconds that a result may serve equal inputs of the same tenant; `undefined`: never. */
  readonly cacheTtlMs: number | undefined;
  /** What makes two inputs equal for the cache; `undefined`: the whole input. */
  readonly cacheKey: ((input: In) => unknown) | undefined;
  /** From an older version's input bindings to the next one's, by the version they come from. */
  readonly migrate: ReadonlyMap<number, InputMigration>;
  readonly examples: readonly NodeExample[];
  /** Loaders of choices for its fields, by name. */
  readonly options: ReadonlyMap<string, OptionLoader>;
  run(input: In, ctx: NodeContext): MaybePromise<unknown>;
  readonly resume: ((input: In, wake: Wake, ctx: NodeContext) => MaybePromise<unknown>) | undefined;
}

/** Bindings in, bindings out. Pure. */
export type InputMigration = (
  input: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>;

/** Some node type, whatever it takes and gives: what registries and workflows accept. */
export interface AnyNodeType extends Omit<NodeType<never>, 'input'> {
  readonly input: z.ZodType;
}

/** A node type that is loaded when it is first used. */
export interface LazyNodeType<Node extends AnyNodeType = AnyNodeType> {
  readonly type: string;
  readonly version: number;
  readonly needs?: readonly NodeNeed[] | undefined;
  /** Names of its output ports, for code that refers to them before it is loaded; `["out"]` when absent. */
  readonly ports?: readonly string[] | undefined;
  readonly load: () => Promise<Node>;
}
