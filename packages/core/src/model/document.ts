/** The workflow document: what a user draws or types, as plain versioned JSON. */

import type { Duration } from './duration.js';
import type { JsonSchema } from './json-schema.js';
import type { RetryPolicy } from './retry-policy.js';

/** The version of the document format that this code reads and writes. */
export const documentSchema = 1;

export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Where a value comes from: `{ "$ref": "nodes.fetch.output.body.id" }`. A missing part gives `undefined`. */
export interface ReferenceBinding {
  readonly $ref: string;
}

/** A value computed from others: `{ "$expr": "nodes.order.output.items.length > 1" }`. */
export interface ExpressionBinding {
  readonly $expr: string;
}

/** Text with expressions in it: `{ "$template": "Order {{ input.id }}" }`. */
export interface TemplateBinding {
  readonly $template: string;
}

/** A secret, resolved just in time inside the attempt and never stored: `{ "$secret": "crm/api-key" }`. */
export interface SecretBinding {
  readonly $secret: string;
}

/** Data that is taken as it stands, also where it looks like a binding. */
export interface LiteralBinding {
  readonly $literal: JsonValue;
}

/**
 * How an input gets its value. Objects and arrays may hold bindings at any depth; anything else is literal.
 * An object is a binding when its only key is `$ref`, `$expr`, `$template`, `$secret` or `$literal`.
 */
export type Binding =
  | null
  | boolean
  | number
  | string
  | ReferenceBinding
  | ExpressionBinding
  | TemplateBinding
  | SecretBinding
  | LiteralBinding
  | readonly Binding[]
  | { readonly [key: string]: Binding };

/**
 * When a node with several incoming edges starts. `all`: every edge is resolved and at least one is alive.
 * `any`: the first alive edge. `{ count }`: that many alive edges.
 */
export type JoinRule = 'all' | 'any' | { readonly count: number };

/** What a crash in flight means for a step; see the effect classes in ARCHITECTURE.md. */
export type EffectClass = 'pure' | 'idempotent' | 'transactional' | 'atMostOnce';

/** What happens to a step when its last attempt failed and no edge leaves its `error` port. */
export type OnError = 'fail' | 'continue';

/** A node that undoes what a step did; it runs, last first, when the scope around the step fails or is cancelled. */
export interface CompensationSpec {
  readonly type: string;
  readonly version: number;
  /** May also refer to the step it undoes, by its id. */
  readonly input?: { readonly [name: string]: Binding } | undefined;
}

/** A box in a workflow. */
export interface WorkflowNode {
  /** Unique within the whole document, stable, never shown: letters, digits, `_` and `-`, at most 64. */
  readonly id: string;
  readonly type: string;
  readonly version: number;
  /** For the screen only. */
  readonly name?: string | undefined;
  readonly input?: { readonly [name: string]: Binding } | undefined;
  readonly join?: JoinRule | undefined;
  /** A disabled node is passed through: it completes at once, on `out`, with what came in. */
  readonly disabled?: boolean | undefined;
  readonly retry?: RetryPolicy | undefined;
  readonly timeout?: Duration | undefined;
  readonly effect?: EffectClass | undefined;
  readonly onError?: OnError | undefined;
  /** The output on `out` when `onError` is `continue`. */
  readonly fallback?: Binding | undefined;
  readonly compensate?: CompensationSpec | undefined;
  /** The graphs inside a container: `body`; for `try` also `catch` and `finally`; for `parallel` any names. */
  readonly bodies?: { readonly [name: string]: WorkflowBody } | undefined;
  /** Free for editors: position, size, colour, notes. Not part of the hash. */
  readonly ui?: { readonly [key: string]: JsonValue } | undefined;
}

/** A connection from an output port to an input port. */
export interface WorkflowEdge {
  readonly from: string;
  /** The output port of `from`; `out` when absent. */
  readonly fromPort?: string | undefined;
  readonly to: string;
  /** The input port of `to`; `in` when absent. */
  readonly toPort?: string | undefined;
  /** Makes this a back-edge: taking it runs the loop again, at most this many times in all. */
  readonly maxIterations?: number | undefined;
  readonly ui?: { readonly [key: string]: JsonValue } | undefined;
}

/** Nodes and the edges between them. */
export interface WorkflowGraph {
  readonly nodes: readonly WorkflowNode[];
  readonly edges: readonly WorkflowEdge[];
}

/** A graph inside a container, with the value that one pass through it gives. */
export interface WorkflowBody extends WorkflowGraph {
  /** When absent: the output of the only sink that completed, or a record of the completed sinks by id. */
  readonly output?: Binding | undefined;
}

/**
 * What a crash may cost. `strict`: a step's successors start after its commit. `pipelined`: steps that may
 * run again start while the commit before them is under way. `exit`: commits at waits and at the end only.
 */
export type Durability = 'strict' | 'pipelined' | 'exit';

export interface WorkflowSettings {
  readonly durability?: Durability | undefined;
  /** The run fails when it takes longer than this, counted from its start. */
  readonly timeout?: Duration | undefined;
  /** Most steps of one run in flight at once; 100 when absent. */
  readonly concurrency?: number | undefined;
  /** For nodes that say nothing of their own. */
  readonly retry?: RetryPolicy | undefined;
  /** Its runs are taken only by workers that serve this queue; `default` when absent. */
  readonly queue?: string | undefined;
  /** Its runs are taken only by workers of this region; by any when absent. */
  readonly region?: string | undefined;
  /** Its runs are taken only by workers that have all of these labels. */
  readonly labels?: readonly string[] | undefined;
}

/** A workflow as it is stored, edited and run. */
export interface WorkflowDocument extends WorkflowBody {
  readonly schema: typeof documentSchema;
  readonly id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** JSON Schema of a run's input; anything when absent. */
  readonly input?: JsonSchema | undefined;
  readonly settings?: WorkflowSettings | undefined;
  /** Free for editors and hosts. Not part of the hash. */
  readonly ui?: { readonly [key: string]: JsonValue } | undefined;
}

/** The output port that a node takes when it names none. */
export const defaultOutputPort = 'out';
/** The input port that an edge leads to when it names none. */
export const defaultInputPort = 'in';
/** The output port, on every node, that an attempt's final failure takes when an edge leaves it. */
export const errorPort = 'error';
