/** Node types of generated workflows: what they do follows from the seed and is noted outside the engine. */

import * as z from 'zod';

import { NodeError } from '../../model/run-error.js';
import { defineNode } from '../../node/define-node.js';
import type { NodeContext } from '../../node/node-context.js';
import type { AnyNodeType } from '../../node/node-type.js';
import { hashOf } from './chance.js';
import type { Conclusion, HistoryEntry, StepBegun } from './history.js';
import type { Scheduler } from './scheduler.js';
import type { SimulatedProcess } from './simulated-process.js';
import { rowOf, type RowWriter } from './transactional-backend.js';

/** How an attempt goes. */
interface Behaviour {
  readonly ports: readonly string[];
  /** A step that may close a loop does so. */
  readonly isAgain: boolean;
  readonly fails: boolean;
  /** Whether another attempt may succeed. */
  readonly isPassing: boolean;
  /** Virtual milliseconds of work; 0: it answers at once. */
  readonly workMs: number;
  /** Ends as soon as it is asked to stop. */
  readonly isPolite: boolean;
}

/** The same for the same attempt, in whatever process and however often it is made. */
function behaviourOf(seed: number, step: string, attempt: number): Behaviour {
  const draw = hashOf(`${seed}:${step}:${attempt}`);
  const slow = (draw >>> 8) % 16;
  const kind = draw % 100;
  // Whichever attempt completes, it takes the same ports.
  const way = hashOf(`${seed}:${step}`);
  return {
    fails: kind < 14,
    isPassing: kind < 9,
    ports: portsOf(way % 100),
    isAgain: (way >>> 8) % 2 === 0,
    workMs: slow < 7 ? 0 : slow < 15 ? (draw >>> 12) % 700 : (draw >>> 12) % 60_000,
    isPolite: (draw >>> 20) % 2 === 0,
  };
}

function portsOf(kind: number): readonly string[] {
  if (kind > 91) return ['alt'];
  return kind > 77 ? ['out', 'alt'] : ['out'];
}

/** What a step gives: it differs when its path or anything that came in differs. Errors count as one. */
function outputOf(step: string, input: unknown): string {
  return hashOf(step + JSON.stringify(essenceOf(input) ?? null)).toString(36);
}

/** A value in which every error is the same: which of several failures comes first is a matter of luck. */
export function essenceOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(essenceOf);
  if ('category' in value && 'message' in value) return 'an error';
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, essenceOf(member)]));
}

const anything = z.record(z.string(), z.unknown());
const waitInput = z.looseObject({
  afterMs: z.number().optional(),
  forSignal: z.boolean().optional(),
});

type Perform = (input: unknown, ctx: NodeContext, part: StepBegun['part']) => unknown;

const ports = { out: z.unknown(), alt: z.unknown(), again: z.unknown() };

/** Compiled once per simulator: each process takes copies that work for it. */
export interface SimulatedNodes {
  readonly step: AnyNodeType;
  readonly wait: AnyNodeType;
  readonly undo: AnyNodeType;
}

export function defineSimulatedNodes(): SimulatedNodes {
  const nothing = (): never => {
    throw new Error('This node type works only inside a process of the simulation');
  };
  return {
    step: defineNode({
      type: 'sim.step',
      version: 1,
      input: anything,
      outputs: ports,
      run: nothing,
    }),
    wait: defineNode({
      type: 'sim.wait',
      version: 1,
      input: waitInput,
      outputs: ports,
      run: nothing,
      resume: nothing,
    }),
    undo: defineNode({
      type: 'sim.undo',
      version: 1,
      input: anything,
      output: z.unknown(),
      run: nothing,
    }),
  };
}

export interface NodeWorld {
  readonly seed: number;
  readonly scheduler: Scheduler;
  note(entry: HistoryEntry): void;
  /** True when what made the step fail has been mended. */
  isCured(runId: string, step: string): boolean;
}

/** The node types as one process has them. */
export function nodesOf(
  { step, wait, undo }: SimulatedNodes,
  process: SimulatedProcess,
  world: NodeWorld,
): readonly AnyNodeType[] {
  const perform = performIn(process, world);
  const run = (input: unknown, ctx: NodeContext): unknown => perform(input, ctx, 'run');
  return [
    { ...step, run },
    {
      ...wait,
      run: (input: unknown, ctx: NodeContext) => {
        const { afterMs, forSignal } = input as z.output<typeof waitInput>;
        const signal = forSignal === true ? signalOf(ctx.step) : undefined;
        return ctx.wait({ after: afterMs, signal });
      },
      resume: (input: unknown, wake: unknown, ctx: NodeContext) => {
        const { kind, payload } = wake as { readonly kind: string; readonly payload?: unknown };
        const { repeats } = input as { readonly repeats?: boolean };
        return perform({ in: input, kind, payload, repeats }, ctx, 'resume');
      },
    },
    { ...undo, run },
  ];
}

/** The signal that a waiting step waits for. */
function signalOf(step: string): string {
  return `go:${step}`;
}

function performIn(process: SimulatedProcess, world: NodeWorld): Perform {
  const { seed, scheduler } = world;
  return (input, ctx, part) => {
    const { runId, step, attempt, workflowId } = ctx;
    const epoch = process.epochOf(runId);
    const about = { process: process.name, runId, epoch, step, attempt, part };
    const wasLost = (): boolean => process.wasLost(runId, epoch);
    world.note({ kind: 'begun', at: scheduler.now, ...about, wasLost: wasLost() });
    const { writes } = input as { readonly writes?: boolean };
    if (writes === true) (ctx.tx as RowWriter).write(rowOf(runId, step));
    const behaviour = behaviourOf(seed, `${workflowId}/${step}`, attempt);
    const finish = (): unknown => {
      const { aborted } = ctx.signal;
      const conclusion = conclude(behaviour, ctx, input, world.isCured(runId, step));
      world.note({
        kind: 'done',
        at: scheduler.now,
        ...about,
        wasLost: wasLost(),
        wasAborted: aborted,
        conclusion,
      });
      return answerOf(conclusion, ctx);
    };
    if (behaviour.workMs === 0) return finish();
    return new Promise((resolve, reject) => {
      const timer = scheduler.after(behaviour.workMs, process, () => {
        try {
          resolve(finish());
        } catch (thrown) {
          reject(thrown);
        }
      });
      if (!behaviour.isPolite) return;
      ctx.signal.addEventListener('abort', () => {
        timer.cancel();
        reject(ctx.signal.reason as Error);
      });
    });
  };
}

function conclude(
  { fails, isPassing, ports, isAgain }: Behaviour,
  { step, attempt }: NodeContext,
  input: unknown,
  isCured: boolean,
): Conclusion {
  if (!fails || isCured) {
    const { repeats } = input as { readonly repeats?: boolean };
    const taken = isAgain && repeats === true ? ['again'] : ports;
    return { kind: 'gave', ports: taken, output: outputOf(step, input) };
  }
  return { kind: 'failed', isPassing, message: `Attempt ${attempt} of ${step} fails` };
}

/** @throws {NodeError} when the attempt is to fail. */
function answerOf(conclusion: Conclusion, ctx: NodeContext): unknown {
  if (conclusion.kind === 'failed') {
    const { isPassing, message } = conclusion;
    throw new NodeError({ category: isPassing ? 'network' : 'permanent', message });
  }
  const { ports, output } = conclusion;
  // A compensation has the one port.
  if (ctx.step.endsWith('~undo')) return output;
  return ctx.toMany(Object.fromEntries(ports.map((port) => [port, output])));
}
