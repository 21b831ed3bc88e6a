/** A workflow compiled for the kernel: what the document says, as arrays, counters and closures. */

import type { EffectClass, JoinRule, OnError } from '../model/document.js';
import type { ResolvedRetryPolicy } from '../model/retry-policy.js';
import type { RunError } from '../model/run-error.js';
import type { ScopeReader } from '../expression/scope.js';
import type { ControlKind } from '../model/control.js';
import type { AnyNodeType } from '../node/node-type.js';

/** What a node gave, as bindings read it. */
export interface StepResult {
  /** The first output port taken. */
  readonly port: string;
  readonly output: unknown;
  /** Every port taken, when there is more than one. */
  readonly outputs: Readonly<Record<string, unknown>> | undefined;
  readonly error: RunError | undefined;
}

/** Where bindings read from. */
export interface BindingEnv extends ScopeReader {
  /** The latest result of a node of this graph or of one around it; `undefined` when it has none. */
  resultOf(node: NodePlan): StepResult | undefined;
  /** @throws when the secret was not resolved before. */
  secret(path: string): string;
}

export interface CompiledBinding {
  /** True when the value is the same in every environment. */
  readonly constant: boolean;
  /** Paths of the secrets that must be resolved before `evaluate`. */
  readonly secrets: readonly string[];
  evaluate(env: BindingEnv): unknown;
}

export interface LoopPlan {
  readonly edge: EdgePlan;
  readonly maxIterations: number;
  /** Indexes of the nodes on a forward path from the edge's target to its source, both included. */
  readonly body: readonly number[];
  readonly contains: ReadonlySet<number>;
  /** Edges from the body to other nodes. */
  readonly exits: readonly EdgePlan[];
}

export interface EdgePlan {
  readonly source: number;
  readonly port: string;
  readonly target: number;
  readonly toPort: string;
  /** Set on a back-edge: the loop that it closes. */
  loop: LoopPlan | undefined;
  /** Loops that this edge leaves. */
  leaves: readonly LoopPlan[];
}

type NodeKind = 'step' | ControlKind;

export interface NodePlan {
  readonly id: string;
  readonly index: number;
  readonly graph: GraphPlan;
  readonly kind: NodeKind;
  readonly type: string;
  readonly version: number;
  readonly nodeType: AnyNodeType | undefined;
  readonly disabled: boolean;
  readonly join: JoinRule;
  /** Alive edges that start it; 0 stands for `all`. */
  readonly needed: number;
  /** Without back-edges. */
  readonly incoming: EdgePlan[];
  /** Back-edges included. */
  readonly outgoing: EdgePlan[];
  readonly catchesErrors: boolean;
  /** The node's input as one object. */
  readonly input: CompiledBinding;
  /** Parts of a container's input, by name, for those that are evaluated one at a time. */
  readonly parts: ReadonlyMap<string, CompiledBinding>;
  readonly effect: EffectClass;
  readonly retry: ResolvedRetryPolicy;
  readonly timeoutMs: number | undefined;
  readonly onError: OnError;
  readonly fallback: CompiledBinding | undefined;
  readonly compensate: CompensationPlan | undefined;
  readonly bodies: ReadonlyMap<string, GraphPlan>;
}

export interface CompensationPlan {
  readonly nodeType: AnyNodeType | undefined;
  readonly type: string;
  readonly version: number;
  readonly input: CompiledBinding;
  readonly retry: ResolvedRetryPolicy;
  readonly timeoutMs: number | undefined;
}

export interface GraphPlan {
  readonly nodes: readonly NodePlan[];
  readonly byId: ReadonlyMap<string, NodePlan>;
  /** Incoming edges per node: where each scope's counters start. */
  readonly pending: readonly number[];
  readonly zeros: readonly number[];
  readonly roots: readonly NodePlan[];
  readonly sinks: readonly NodePlan[];
  readonly loops: readonly LoopPlan[];
  readonly output: CompiledBinding | undefined;
  /** The container whose body this is; `undefined` for the workflow itself. */
  readonly owner: NodePlan | undefined;
  readonly bodyName: string;
}

export interface Plan {
  readonly workflowId: string;
  readonly hash: string;
  readonly root: GraphPlan;
  /** Every node of the document, bodies included. */
  readonly nodeCount: number;
  readonly durability: 'strict' | 'pipelined' | 'exit';
  readonly timeoutMs: number | undefined;
  /** Most steps of one run in flight at once. */
  readonly concurrency: number;
  /** Where its runs are taken, when whoever starts one says nothing else. */
  readonly place: RunPlace;
  /** Node types that it names and that are not registered here, as `type@version`. */
  readonly missing: readonly string[];
}

/** Which workers take a run. */
export interface RunPlace {
  readonly queue: string;
  readonly region: string | undefined;
  readonly labels: readonly string[];
}
