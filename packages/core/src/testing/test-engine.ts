/** An engine for tests: virtual time, seeded chance, fakes for nodes, and nothing to wait for. */

import { durationMs, type Duration } from '../model/duration.js';
import type { AnyNodeType } from '../node/node-type.js';
import { approvalSignal } from '../node/wait-nodes.js';
import { createEngine } from '../runtime/create-engine.js';
import type { Engine } from '../runtime/engine.js';
import type { EngineOptions, StartOptions } from '../runtime/engine-options.js';
import type { RunHandle } from '../runtime/run-handle.js';
import type { Workflow } from '../workflow/workflow.js';
import { seededRandom } from './seeded-random.js';
import { virtualClock, type VirtualClock } from './virtual-clock.js';

export interface TestEngineOptions extends Omit<EngineOptions, 'clock' | 'random'> {
  /** For chance; the same seed gives the same run. 1 when absent. */
  readonly seed?: number | undefined;
  /** Epoch milliseconds at which time stands at first. */
  readonly startAt?: number | undefined;
  /** Runs that are driven at once; 100 when absent. */
  readonly concurrency?: number | undefined;
}

export interface TestEngine {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  /** Starts a run and lets it go as far as it can without time passing. */
  start<Input, Output>(
    workflow: Workflow<Input, Output>,
    input: Input,
    options?: StartOptions,
  ): Promise<RunHandle<Output>>;
  /** Lets time pass. */
  advance(time: Duration): Promise<void>;
  /** Lets everything that is due now happen. */
  settle(): Promise<void>;
  /** Answers an approval. @param step - Path of the approval's step. */
  decide(run: RunHandle, step: string, answer: unknown): Promise<void>;
  close(): Promise<void>;
}

const defaultConcurrency = 100;

/**
 * Creates an engine over virtual time, with a worker that takes everything that is started.
 *
 * @throws {TypeError} what `createEngine` throws for its options.
 */
export function testEngine(options: TestEngineOptions = {}): TestEngine {
  const { seed = 1, startAt, concurrency = defaultConcurrency, ...rest } = options;
  const clock = virtualClock(startAt);
  // Time passes fast here: runs of long ago are still looked at.
  const engine = createEngine({ retention: false, ...rest, clock, random: seededRandom(seed) });
  engine.worker({ concurrency });
  return {
    engine,
    clock,
    async start(workflow, input, startOptions) {
      const run = await engine.start(workflow, input, startOptions);
      await clock.settle();
      return run;
    },
    advance: (time) => clock.advance(durationMs(time, 'advance')),
    settle: () => clock.settle(),
    async decide(run, step, answer) {
      await run.signal(approvalSignal(step), answer);
      await clock.settle();
    },
    async close() {
      const closed = engine.close({ drainMs: 0 });
      await clock.settle();
      await clock.advance(1);
      await closed;
    },
  };
}

/** What a fake node gives: an output for `out`, or a function that makes it (and may throw). */
export type FakeAnswer = object | string | number | boolean | null | ((input: never) => unknown);

/** The same node type with its work replaced; its schemas still hold. */
export function fake<Node extends AnyNodeType>(node: Node, answer: FakeAnswer): Node {
  const run = typeof answer === 'function' ? (answer as (input: never) => unknown) : () => answer;
  // Nothing is left that a transaction could be about.
  const effect = node.effect === 'transactional' ? 'idempotent' : node.effect;
  return { ...node, effect, run, resume: undefined };
}
