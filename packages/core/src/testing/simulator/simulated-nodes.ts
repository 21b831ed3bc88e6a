/** Node types of generated workflows: what they do follows from the seed and is noted outside the engine. */

import * as z from 'zod';

import { NodeError } from '../../model/run-error.js';
import { defineNode } from '../../node/define-node.js';
import type { NodeContext } from '../../node/node-context.js';
import type { AnyNodeType } from '../../node/node-type.js';
import { hashOf } from './chance.js';
import type { HistoryEntry, StepBegun } from './history.js';
import type { Scheduler } from './scheduler.js';
import type { SimulatedProcess } from './simulated-process.js';

/** How an attempt goes. */
interface Behaviour {
  readonly ports: readonly string[];
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
  return {
    fails: kind < 14,
    isPassing: kind < 9,
    ports: kind > 92 ? ['alt'] : kind > 80 ? ['out', 'alt'] : ['out'],
    workMs: slow < 7 ? 0 : slow < 15 ? (draw >>> 12) % 700 : (draw >>> 12) % 60_000,
    isPolite: (draw >>> 20) % 2 === 0,
  };
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

const ports = { out: z.unknown(), alt: z.unknown() };

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
        return perform({ in: input, kind, payload }, ctx, 'resume');
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
    const behaviour = behaviourOf(seed, `${workflowId}/${step}`, attempt);
    const finish = (): unknown => {
      const { aborted } = ctx.signal;
      world.note({
        kind: 'done',
        at: scheduler.now,
        ...about,
        wasLost: wasLost(),
        wasAborted: aborted,
      });
      return conclude(behaviour, ctx, input);
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

/** @throws {NodeError} when the attempt is to fail. */
function conclude(
  { fails, isPassing, ports }: Behaviour,
  ctx: NodeContext,
  input: unknown,
): unknown {
  if (fails) {
    const category = isPassing ? 'network' : 'permanent';
    throw new NodeError({ category, message: `Attempt ${ctx.attempt} of ${ctx.step} fails` });
  }
  const output = outputOf(ctx.step, input);
  // A compensation has the one port.
  if (ctx.step.endsWith('~undo')) return output;
  return ctx.toMany(Object.fromEntries(ports.map((port) => [port, output])));
}
