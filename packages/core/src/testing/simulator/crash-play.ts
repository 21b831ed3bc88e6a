/** Plays a host's own workflow once, with one crash at a given call of the store, or with none. */

import { memory } from '../../memory/memory-backend.js';
import type { StepResolution } from '../../model/run-event.js';
import { isFinal, type RunStatus } from '../../model/run.js';
import type { RunError } from '../../model/run-error.js';
import { createEngine } from '../../runtime/create-engine.js';
import type { EngineOptions } from '../../runtime/engine-options.js';
import type { Store } from '../../ports/store.js';
import type { RunRecord } from '../../ports/stored-run.js';
import type { AnyWorkflow } from '../../workflow/workflow.js';
import { seededRandom } from '../seeded-random.js';
import { Chance } from './chance.js';
import { EffectNotes, type EffectRecord } from './effect-record.js';
import { calmCall, type CallPlan, type Cut, type FaultPlan } from './fault-plan.js';
import type { HistoryEntry, StoreCall } from './history.js';
import { OpenRuns } from './open-runs.js';
import { Scheduler } from './scheduler.js';
import { simulatedBackend } from './simulated-backend.js';
import { SimulatedProcess } from './simulated-process.js';
import { isExplained, SimulatedUsers, type RunningEngine } from './simulated-users.js';

export interface CrashPlayOptions {
  readonly workflow: AnyWorkflow;
  readonly input: unknown;
  readonly engine: Omit<EngineOptions, 'backend' | 'clock' | 'random' | 'lease' | 'poll'>;
  readonly seed: number;
  readonly signals: Readonly<Record<string, unknown>>;
  readonly resolve: ((step: string) => StepResolution | undefined) | undefined;
  readonly maxMs: number;
}

/** The process dies at its call of that index, before or after the store does it. */
export interface CrashAt {
  readonly call: number;
  readonly cut: Exclude<Cut, 'never'>;
}

export interface CrashPlay {
  readonly effects: EffectRecord;
  readonly status: RunStatus;
  readonly output: unknown;
  readonly error: RunError | undefined;
  /** Steps of which nobody knows whether they did their work, and that nobody decided about. */
  readonly asks: readonly string[];
  /** Operations that the first process asked the store for, in order. */
  readonly operations: readonly string[];
  /** Those of its calls that change something, in order. */
  readonly calls: readonly StoreCall[];
}

const simulatedRunId = 'simulated';
const leaseMs = 10_000;
/** Nothing is lost on the way here, so that nobody need look without a reason. */
const pollMs = 86_400_000;
const restartMs = 1_000;
const concurrency = 100;
/** Turns in which a node's own promises may settle before time moves on. */
const quietTurns = 5;
/** More than any workflow needs: whoever does that much does it for ever. */
const maxHappenings = 1_000_000;

/** @throws whatever the engine refuses the workflow, its input or its node types with. */
export async function crashPlay(options: CrashPlayOptions, crash?: CrashAt): Promise<CrashPlay> {
  return new Play(options, crash).play();
}

class Play {
  readonly #options: CrashPlayOptions;
  readonly #crashAt: CrashAt | undefined;
  readonly #scheduler = new Scheduler();
  readonly #backend = memory();
  readonly #runs = new OpenRuns();
  readonly #effects = new EffectNotes();
  readonly #operations: string[] = [];
  readonly #calls: StoreCall[] = [];
  readonly #asks = new Set<string>();
  readonly #users: SimulatedUsers;
  #engines: RunningEngine[] = [];
  #failure: { readonly thrown: unknown } | undefined = undefined;
  #spawned = 0;
  /** Nothing could move what has not ended. */
  #isOver = false;

  constructor(options: CrashPlayOptions, crash: CrashAt | undefined) {
    this.#options = options;
    this.#crashAt = crash;
    const fail = (thrown: unknown): void => {
      this.#failure ??= { thrown };
    };
    const chance = new Chance(options.seed);
    this.#users = new SimulatedUsers(this.#scheduler, chance, () => this.#engines, fail);
  }

  async play(): Promise<CrashPlay> {
    const { workflow, input } = this.#options;
    this.#runs.onFact((runId, fact) => {
      if (fact.type === 'step.waiting') this.#signal(runId, fact.step, fact.wait.signal);
      if (fact.type === 'step.unknown') this.#decide(runId, fact.step);
      if (fact.type === 'step.resolved') this.#asks.delete(fact.step);
    });
    this.#spawn();
    this.#users.request(0, {
      ask: (engine) => engine.start(workflow, input, { runId: simulatedRunId }),
    });
    const record = await this.#untilOver();
    if (this.#failure !== undefined) throw this.#failure.thrown;
    return {
      effects: this.#effects,
      status: record?.status ?? 'queued',
      output: record?.output,
      error: record?.error,
      asks: [...this.#asks],
      operations: this.#operations,
      calls: this.#calls,
    };
  }

  /** Until every run has ended, or nothing could move what has not. */
  async #untilOver(): Promise<RunRecord | null> {
    const { maxMs } = this.#options;
    for (let happened = 0; happened < maxHappenings; happened++) {
      for (let turn = 0; turn < quietTurns && this.#isStill(); turn++) await this.#scheduler.turn();
      if (this.#failure !== undefined || this.#scheduler.elapsedMs > maxMs) break;
      if (this.#isStill() && this.#users.open === 0 && (await this.#isAtRest())) {
        if (this.#isOver) break;
        // Days of waiting would be days of heartbeats.
        this.#scheduler.skipBackground();
      }
      if (!(await this.#scheduler.next())) break;
    }
    const store = await this.#open();
    return store.getRun(this.#runs.known.get(simulatedRunId)?.tenant ?? '', simulatedRunId);
  }

  #isStill(): boolean {
    return (this.#scheduler.nextAt ?? Infinity) > this.#scheduler.now;
  }

  /** True while nobody holds a run. */
  async #isAtRest(): Promise<boolean> {
    const store = await this.#open();
    this.#isOver = true;
    for (const runId of this.#runs.open) {
      const tenant = this.#runs.known.get(runId)?.tenant ?? '';
      const record = await store.getRun(tenant, runId);
      if (record === null || isFinal(record.status)) continue;
      if (record.status === 'running') return false;
      const hasMail = (await store.readInbox(tenant, runId)).length > 0;
      const isStuck = record.status === 'waiting' && record.wakeAt === null && !hasMail;
      if (!isStuck) this.#isOver = false;
    }
    return true;
  }

  async #open(): Promise<Store> {
    const { clock } = this.#scheduler;
    const logger = { log: () => undefined };
    return this.#backend.open({ clock, random: seededRandom(0), logger });
  }

  #spawn(): void {
    const isFirst = this.#spawned === 0;
    const scheduler = this.#scheduler;
    const note = (entry: HistoryEntry): void => this.#note(entry, isFirst);
    const process = new SimulatedProcess(`p${++this.#spawned}`, scheduler, note);
    const backend = simulatedBackend({
      inner: this.#backend,
      process,
      scheduler,
      faults: isFirst ? this.#crashing() : calm,
      note,
      crash: () => this.#crash(process),
    });
    const engine = createEngine({
      ...this.#options.engine,
      // As a host would: another process has the workflows that this one has.
      workflows: [...(this.#options.engine.workflows ?? []), this.#options.workflow],
      backend,
      clock: process.clock,
      random: seededRandom(this.#options.seed + this.#spawned),
      lease: leaseMs,
      poll: pollMs,
    });
    engine.on('step.started', (facts) => {
      if (!process.isDead) this.#effects.note(facts);
    });
    engine.on('error', ({ error }) => {
      if (!isExplained(error) && !isExplained(error.cause)) this.#failure ??= { thrown: error };
    });
    this.#engines = [{ process, engine }];
    scheduler.after(0, process, () => void engine.worker({ concurrency }));
  }

  #crash(process: SimulatedProcess): void {
    process.die();
    this.#scheduler.after(restartMs, undefined, () => this.#spawn());
  }

  #crashing(): FaultPlan {
    const call = (operation: string): CallPlan => {
      const index = this.#operations.push(operation) - 1;
      if (index !== this.#crashAt?.call) return calmCall;
      return { ...calmCall, crash: this.#crashAt.cut };
    };
    return { ...calm, call };
  }

  #note(entry: HistoryEntry, isFirst: boolean): void {
    if (entry.kind !== 'call') return;
    if (isFirst) this.#calls.push(entry);
    this.#runs.follow(entry);
  }

  #signal(runId: string, step: string, name: string | undefined): void {
    const { signals } = this.#options;
    if (name === undefined || !Object.hasOwn(signals, name)) return;
    // The same id for the same step: who does not know whether it was sent, sends it again.
    const id = `signal ${name} ${step}`;
    this.#users.request(0, { ask: (engine) => engine.signal(runId, name, signals[name], { id }) });
  }

  #decide(runId: string, step: string): void {
    this.#asks.add(step);
    const resolution = this.#options.resolve?.(step);
    if (resolution === undefined) return;
    this.#users.request(0, { ask: (engine) => engine.resolveStep(runId, step, resolution) });
  }
}

const calm: FaultPlan = { call: () => calmCall, hint: () => [0] };
