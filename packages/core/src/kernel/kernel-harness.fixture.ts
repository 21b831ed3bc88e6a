/** A test driver for the kernel: sketches workflows as text, plays the shell, and keeps the journal. */

import { compilePlan } from '../graph/compile-plan.js';
import type { NodePlan, Plan } from '../graph/plan.js';
import type {
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '../model/document.js';
import type { RunError } from '../model/run-error.js';
import type {
  ChildOutcome,
  KernelEvent,
  StepResolution,
  WaitSpec,
  Wake,
} from '../model/run-event.js';
import { advance, initialState } from './advance.js';
import { StateEnvironment } from './binding-environment.js';
import { checkInvariants, claim } from './check-invariants.fixture.js';
import type { Effect, FinishEffect } from './effect.js';
import { outstandingEffects } from './outstanding.js';
import type { RunState } from './run-state.js';
import type { StepRef } from './scope-state.js';
import { stepPath } from './step-path.js';

/** What a sketch leaves out of a node. */
export type NodeSketch = Partial<WorkflowNode>;
export type NodeSketches = Readonly<Record<string, NodeSketch>>;

/**
 * A graph as text: words are nodes (`a`), edges (`a>b`, `a.error>b.left` with ports) and back-edges
 * (`c.again^a*3`: at most 3 times). `nodes` adds to nodes, and names those that no word does.
 */
export function graphOf(
  text: string,
  nodes: NodeSketches = {},
  output?: WorkflowBody['output'],
): WorkflowBody {
  const words = text.split(' ').filter((word) => word !== '');
  const edges = words.filter((word) => /[>^]/.test(word)).map(edgeOf);
  const alone = words.filter((word) => !/[>^]/.test(word));
  const ids = new Set([
    ...edges.flatMap(({ from, to }) => [from, to]),
    ...alone,
    ...Object.keys(nodes),
  ]);
  return {
    nodes: [...ids].map((id) => ({ id, type: 'test.step', version: 1, ...nodes[id] })),
    edges,
    ...(output !== undefined && { output }),
  };
}

function edgeOf(word: string): WorkflowEdge {
  const [, source = '', sign, target = '', limit] =
    /^([^>^]+)([>^])([^*]+)(?:\*(\d+))?$/.exec(word) ?? [];
  const [from = '', fromPort] = source.split('.');
  const [to = '', toPort] = target.split('.');
  return {
    from,
    to,
    ...(fromPort !== undefined && { fromPort }),
    ...(toPort !== undefined && { toPort }),
    ...(sign === '^' && { maxIterations: Number(limit ?? 10) }),
  };
}

/** A container node: `container('forEach', { items: [1] }, { body: graphOf('x') })`. */
export function container(
  kind: string,
  input: NonNullable<WorkflowNode['input']>,
  bodies: Readonly<Record<string, WorkflowBody>>,
  more: NodeSketch = {},
): NodeSketch {
  return { type: `flow.${kind}`, input, bodies, ...more };
}

function documentOf(
  graph: WorkflowBody,
  settings: Partial<WorkflowDocument> = {},
): WorkflowDocument {
  return { schema: 1, id: 'test', ...graph, ...settings };
}

export function planOf(graph: WorkflowBody): Plan {
  return compilePlan(documentOf(graph), 'hash', () => undefined);
}

const identity = { id: 'run', tenant: 'acme', workflowId: 'test', startedAt: 0 };

export function newState(plan: Plan): RunState {
  return initialState(plan, identity);
}

/** The state that events fold to. */
export function fold(plan: Plan, journal: readonly KernelEvent[]): RunState {
  const state = newState(plan);
  for (const event of journal) advance(state, event);
  return state;
}

/** A step that the kernel has asked for and that has not answered. */
export interface UnderWay {
  readonly ref: StepRef;
  readonly attempt: number;
  readonly wake: Wake | undefined;
  readonly interrupted: boolean;
  /** The kernel has asked for its end. */
  isStopping: boolean;
}

export const boom: RunError = { category: 'permanent', message: 'boom', step: 'x' };

/** One run of one workflow, with everything that was asked for and everything that was said. */
export class Play {
  readonly plan: Plan;
  state: RunState;
  readonly journal: KernelEvent[] = [];
  /** Steps in flight, by path. */
  readonly underWay = new Map<string, UnderWay>();
  /** Children that were asked for and do not exist yet, by the path of their step. */
  readonly openings = new Set<string>();
  /** What was asked of children, by the path of their step. */
  readonly childInputs = new Map<string, unknown>();
  /** `start a`, `cancel a`, `child a`, `cancelChild c`, `finish completed`, in order. */
  readonly log: string[] = [];
  readonly finishes: FinishEffect[] = [];
  now = 0;

  constructor(graph: WorkflowBody) {
    this.plan = planOf(graph);
    this.state = newState(this.plan);
  }

  start(input: unknown = {}): this {
    this.send({ type: 'run.started', at: this.now, input });
    return this;
  }

  send(event: KernelEvent): readonly Effect[] {
    // The shell has the step at hand when it made the attempt, and its path alone when it hears of it.
    const isAtHand = this.journal.length % 2 === 0 && 'step' in event;
    const known = isAtHand ? this.underWay.get(event.step)?.ref : undefined;
    this.journal.push(event);
    if ('step' in event && endsAttempt.has(event.type)) this.underWay.delete(event.step);
    if (event.type === 'child.started') this.openings.delete(event.step);
    const effects = advance(this.state, event, known);
    checkInvariants(this.state);
    claim(!effects.some((effect) => breaksK5(effect, effects)), 'K5 what closes starts nothing');
    for (const effect of effects) this.#take(effect);
    return effects;
  }

  /** Replaces what lives by what the journal folds to, as a worker that takes over does. */
  crash(): void {
    this.state = fold(this.plan, this.journal);
    this.underWay.clear();
    this.openings.clear();
    for (const effect of outstandingEffects(this.state)) this.#take(effect);
  }

  complete(step: string, output: unknown = step, port = 'out'): void {
    const { now: at } = this;
    this.send({ type: 'step.completed', at, step, attempt: 1, startedAt: at, port, output });
  }

  completeOn(step: string, outputs: Readonly<Record<string, unknown>>): void {
    const { now: at } = this;
    const [port = 'out'] = Object.keys(outputs);
    const output = outputs[port];
    this.send({
      type: 'step.completed',
      at,
      step,
      attempt: 1,
      startedAt: at,
      port,
      output,
      outputs,
    });
  }

  fail(step: string, error: RunError = { category: 'permanent', message: `${step} broke` }): void {
    this.send({ type: 'step.failed', at: this.now, step, attempt: 1, startedAt: this.now, error });
  }

  stop(step: string): void {
    this.send({ type: 'step.cancelled', at: this.now, step, attempt: 1 });
  }

  wait(step: string, wait: WaitSpec, attempt = 1): void {
    this.send({ type: 'step.waiting', at: this.now, step, attempt, startedAt: this.now, wait });
  }

  retry(step: string, attempt: number, wakeAt: number): void {
    const { now: at } = this;
    this.send({ type: 'step.retrying', at, step, attempt, startedAt: at, error: boom, wakeAt });
  }

  begin(step: string, attempt = 1): void {
    this.send({ type: 'step.started', at: this.now, step, attempt });
  }

  unknown(step: string, attempt = 1): void {
    this.send({ type: 'step.unknown', at: this.now, step, attempt });
  }

  resolve(step: string, resolution: StepResolution): void {
    this.send({ type: 'step.resolved', at: this.now, step, resolution });
  }

  timer(step: string, at = this.now): void {
    this.send({ type: 'timer.fired', at, step });
  }

  signal(name: string, payload: unknown = name, id = name): void {
    this.send({ type: 'signal.received', at: this.now, id, name, payload });
  }

  childStarted(step: string, childId: string): void {
    this.send({ type: 'child.started', at: this.now, step, childId });
  }

  childEnded(step: string, childId: string, outcome: ChildOutcome): void {
    this.send({ type: 'child.ended', at: this.now, step, childId, outcome });
  }

  cancel(reason?: string): void {
    this.send({ type: 'cancel.requested', at: this.now, reason });
  }

  timeOut(timeoutMs = 5): void {
    this.send({ type: 'run.timedOut', at: this.now, timeoutMs });
  }

  resume(): void {
    this.send({ type: 'run.resumed', at: this.now });
  }

  /** Completes every step that is under way, and those that follow, each with its path. */
  completeAll(output: (step: string) => unknown = (step) => step): this {
    for (const [step, { isStopping }] of this.underWay) {
      if (isStopping) this.stop(step);
      else this.complete(step, output(step));
    }
    return this;
  }

  /** Paths of the steps in flight, in order of their starts. */
  get running(): readonly string[] {
    return [...this.underWay.keys()];
  }

  /** Log entries since the last look. */
  news(): readonly string[] {
    return this.log.splice(0);
  }

  /** What the bindings of a step under way give. */
  inputOf(step: string): unknown {
    const { ref } = this.underWay.get(step) as UnderWay;
    return inputOf(this.state, ref);
  }

  get result(): FinishEffect | undefined {
    return this.finishes.at(-1);
  }

  #take(effect: Effect): void {
    switch (effect.kind) {
      case 'start': {
        const { kind: _, ...start } = effect;
        const step = stepPath(effect.ref);
        this.underWay.set(step, { ...start, isStopping: false });
        this.log.push(`start ${step}`);
        return;
      }
      case 'cancelStep': {
        const step = stepPath(effect.ref);
        const known = this.underWay.get(step);
        if (known !== undefined) known.isStopping = true;
        else this.underWay.set(step, stoppingOf(effect.ref));
        this.log.push(`cancel ${step}`);
        return;
      }
      case 'startChild':
        this.openings.add(stepPath(effect.ref));
        this.childInputs.set(stepPath(effect.ref), effect.input);
        this.log.push(`child ${stepPath(effect.ref)}`);
        return;
      case 'cancelChild':
        this.log.push(`cancelChild ${effect.childId}`);
        return;
      case 'finish':
        this.finishes.push(effect);
        this.log.push(`finish ${effect.status}`);
    }
  }
}

/** True for a start in a closing scope that is not taken back within the same event. */
function breaksK5(effect: Effect, all: readonly Effect[]): boolean {
  if (effect.kind !== 'start' || effect.ref.undo) return false;
  const { scope, node } = effect.ref;
  const isStopped = all.some(
    (other) => other.kind === 'cancelStep' && other.ref.scope === scope && other.ref.node === node,
  );
  return scope.closing !== undefined && !isStopped;
}

const endsAttempt: ReadonlySet<string> = new Set([
  'step.completed',
  'step.failed',
  'step.cancelled',
  'step.retrying',
  'step.waiting',
  'step.unknown',
]);

function stoppingOf(ref: StepRef): UnderWay {
  return { ref, attempt: 1, wake: undefined, interrupted: false, isStopping: true };
}

export function inputOf(state: RunState, { scope, node, undo }: StepRef): unknown {
  const input = undo && node.compensate !== undefined ? node.compensate.input : node.input;
  return input.evaluate(new StateEnvironment(state, scope, undo ? undefined : node));
}

/** The node of that id, wherever it lies. */
export function nodeOf(plan: Plan, id: string): NodePlan {
  const find = (nodes: readonly NodePlan[]): NodePlan | undefined => {
    for (const node of nodes) {
      if (node.id === id) return node;
      const inner = [...node.bodies.values()].map((body) => find(body.nodes));
      const found = inner.find((candidate) => candidate !== undefined);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(plan.root.nodes) as NodePlan;
}
