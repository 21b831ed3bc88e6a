/** `simulate`: crashes a host's own workflow at each of its transitions, and says which steps ran again. */

import { durationMs, type Duration } from '../../model/duration.js';
import type { RunError } from '../../model/run-error.js';
import type { RunStatus } from '../../model/run.js';
import type { StepResolution } from '../../model/run-event.js';
import type { EngineOptions } from '../../runtime/engine-options.js';
import type { Workflow } from '../../workflow/workflow.js';
import { crashPlay, type CrashAt, type CrashPlay, type CrashPlayOptions } from './crash-play.js';
import { describeCall } from './describe-history.js';
import type { EffectRecord } from './effect-record.js';
import { isJudged, type StoreCall } from './history.js';
import { stepDescriber, stepsOf, type SimulatedStep } from './simulated-steps.js';

/** One play of the workflow, as an invariant sees it. */
export interface SimulatedPlay {
  /** Where the process died, for example `after commit … [step.completed charge]`; `undefined`: it did not. */
  readonly crash: string | undefined;
  readonly effects: EffectRecord;
  /** `waiting` when only a signal or a decision that was not given could move the run. */
  readonly status: RunStatus;
  readonly output: unknown;
  readonly error: RunError | undefined;
  /** Steps of which nobody knew whether they had done their work, and that `resolve` left open. */
  readonly asks: readonly string[];
}

/** True when all is well. It may also throw, to say more: an assertion of a test runner does. */
export type SimulatedInvariant = (play: SimulatedPlay) => boolean | void;

export interface SimulateOptions<Input> extends Omit<
  EngineOptions,
  'backend' | 'clock' | 'random' | 'lease' | 'poll'
> {
  /** What the run is started with. */
  readonly input: Input;
  /** Payloads by the name of the signal: each is sent whenever a step waits for it. */
  readonly signals?: Readonly<Record<string, unknown>> | undefined;
  /** Decides about steps that may not run twice and were cut off; without it they stay open. */
  readonly resolve?: ((step: string) => StepResolution | undefined) | undefined;
  /** What must hold whenever the process dies, by a name for the report. */
  readonly invariants?: Readonly<Record<string, SimulatedInvariant>> | undefined;
  /** For chance; the same seed gives the same report. 1 when absent. */
  readonly seed?: number | undefined;
  /** Virtual time after which a run is left as it is; 366 days when absent. */
  readonly maxTime?: Duration | undefined;
}

export interface BrokenInvariant {
  readonly invariant: string;
  /** What the invariant threw, or that it does not hold. */
  readonly message: string;
  readonly play: SimulatedPlay;
}

export interface SimulationReport {
  /** Every invariant held in every play. */
  readonly ok: boolean;
  /** Every play: the one without a crash first, then one per crash point. */
  readonly plays: readonly SimulatedPlay[];
  /** Steps in the order in which they first began. */
  readonly steps: readonly SimulatedStep[];
  readonly broken: readonly BrokenInvariant[];
}

/**
 * Plays a workflow once undisturbed, and then once for each moment at which its process can die so that it
 * matters: before and after each call that changes the store. Another process goes on when the lease has ended.
 * Time is virtual; waits take none.
 *
 * Node types do their work again in each play: give fakes (`fake`) for what reaches outside. A node whose promise
 * waits for the outside has timed out before it answers.
 *
 * @throws {FlowgraftError} what `createEngine` and `engine.start` throw.
 * @throws {TypeError} when an option is not what it should be.
 * @example
 * const report = await simulate(order, {
 *   nodes: [fake(charge, { receipt: 'r1' })],
 *   input: { amount: 40 },
 *   invariants: { 'charges once': ({ effects }) => effects.count('charge') <= 1 },
 * });
 * if (!report.ok) throw new Error(report.broken[0]?.message);
 */
export async function simulate<Input>(
  workflow: Workflow<Input>,
  options: SimulateOptions<Input>,
): Promise<SimulationReport> {
  const { input, signals, resolve, invariants, seed, maxTime, ...engine } = options;
  const parts: CrashPlayOptions = {
    workflow,
    input,
    engine,
    seed: seed ?? 1,
    signals: signals ?? {},
    resolve,
    maxMs: durationMs(maxTime ?? '366d', 'maxTime'),
  };
  const undisturbed = await crashPlay(parts);
  const plays: SimulatedPlay[] = [playOf(undisturbed, undefined)];
  for (const { at, text } of crashPoints(undisturbed)) {
    plays.push(playOf(await crashPlay(parts, at), text));
  }
  const broken = Object.entries(invariants ?? {}).flatMap(([name, invariant]) =>
    plays.flatMap((play) => ask(name, invariant, play)),
  );
  const describe = await stepDescriber(workflow, engine);
  return { ok: broken.length === 0, plays, steps: stepsOf(plays, describe), broken };
}

function playOf(
  { effects, status, output, error, asks }: CrashPlay,
  crash: string | undefined,
): SimulatedPlay {
  return { crash, effects, status, output, error, asks };
}

interface CrashPoint {
  readonly at: CrashAt;
  readonly text: string;
}

/** Before and after each call that changed something. */
function crashPoints({ operations, calls }: CrashPlay): readonly CrashPoint[] {
  const judged = operations.flatMap((operation, index) => (isJudged(operation) ? [index] : []));
  return calls.flatMap((call, nth) => {
    const index = judged[nth];
    if (index === undefined || !changes(call)) return [];
    const text = describeCall(call);
    return (['before', 'after'] as const).map((cut) => ({
      at: { call: index, cut },
      text: `${cut} ${text}`,
    }));
  });
}

function changes(call: StoreCall): boolean {
  if (call.operation === 'claim') return call.result.runs.length > 0;
  return call.operation !== 'heartbeat';
}

function ask(
  name: string,
  invariant: SimulatedInvariant,
  play: SimulatedPlay,
): readonly BrokenInvariant[] {
  const where = play.crash === undefined ? 'without a crash' : `with a crash ${play.crash}`;
  try {
    if (invariant(play) !== false) return [];
    return [{ invariant: name, message: `"${name}" does not hold ${where}`, play }];
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ invariant: name, message: `"${name}" does not hold ${where}: ${reason}`, play }];
  }
}
