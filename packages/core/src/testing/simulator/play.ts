/** Plays one simulation to its end: engines over one store, users, and what goes wrong. */

import { memory } from '../../memory/memory-backend.js';
import type { WorkflowDocument } from '../../model/document.js';
import type { RunEvent } from '../../model/run-event.js';
import type { Backend, Store } from '../../ports/store.js';
import type { RunRecord } from '../../ports/stored-run.js';
import { createEngine } from '../../runtime/create-engine.js';
import { loadWorkflow, type Workflow } from '../../workflow/workflow.js';
import { Chance, engineRandom } from './chance.js';
import { drawFaults, type FaultPlan, type FaultProfile } from './fault-plan.js';
import type { GeneratedWorkflows } from './generate-workflow.js';
import type { HistoryEntry } from './history.js';
import { Lives } from './lives.js';
import { OpenRuns } from './open-runs.js';
import { Scheduler } from './scheduler.js';
import { simulatedBackend } from './simulated-backend.js';
import { nodesOf, type SimulatedNodes } from './simulated-nodes.js';
import { SimulatedProcess } from './simulated-process.js';
import { isExplained, SimulatedUsers, type RunningEngine } from './simulated-users.js';
import { withTransactions, type RowKeeping } from './transactional-backend.js';
import { userStories } from './user-stories.js';

/** Where a defect may be planted. */
export interface PlayVariant {
  /** The store that all engines share; a new one in memory when absent. */
  readonly backend?: (() => Backend) | undefined;
  /** Stands between an engine and what is noted: what an engine does wrong can be made to happen here. */
  readonly engineStore?: ((store: Store) => Store) | undefined;
  readonly rowKeeping?: RowKeeping | undefined;
  /** What engines take a document to be. */
  readonly rewrite?: ((document: WorkflowDocument) => WorkflowDocument) | undefined;
}

export interface PlayOptions extends PlayVariant {
  /**
   * One run, and nobody looks on after its end. `mended`: nothing fails that would end it, as after it was
   * resumed.
   */
  readonly reference?: 'as it is' | 'mended' | undefined;
  readonly seed: number;
  readonly profile: FaultProfile;
  readonly workflows: GeneratedWorkflows;
  readonly nodes: SimulatedNodes;
}

/** A run as it stands when the simulation is over. */
export interface FinalRun {
  readonly record: RunRecord;
  readonly journal: readonly RunEvent[];
}

export interface Played {
  readonly history: readonly HistoryEntry[];
  /** Runs that a user was told of, by id. */
  readonly acknowledged: ReadonlySet<string>;
  /** What users were told of how runs ended, by run: `completed …`, `failed`, `cancelled`. */
  readonly results: ReadonlyMap<string, readonly string[]>;
  /** By run, how often a user was told that it is resumed. */
  readonly resumed: ReadonlyMap<string, number>;
  /** By run, how often the store accepted that. */
  readonly accepted: ReadonlyMap<string, number>;
  readonly runs: readonly FinalRun[];
  /** What steps wrote in transactions that were committed. */
  readonly rows: readonly string[];
  /** Runs that had not ended when time was up. */
  readonly open: readonly string[];
  /** Errors that no fault explains. */
  readonly unexpected: readonly unknown[];
  readonly elapsedMs: number;
  /** So much happened that it would never have come to rest. */
  readonly isStorm: boolean;
}

/** How long a run may take once nothing goes wrong any more: waits, retries and leases fit in many times. */
const patienceMs = 900_000;
/** How long is looked on after the last run has ended: somebody might still do something. */
const lingerMs = 15_000;
/** More than the busiest seed needs: whoever does that much does it for ever. */
const maxHappenings = 40_000;
const leaseMs = 30_000;
/** Hints get lost here: until somebody looks, nothing happens. */
const pollMs = 10_000;

export async function play(options: PlayOptions): Promise<Played> {
  return new Simulation(options).play();
}

class Simulation {
  readonly #options: PlayOptions;
  readonly #scheduler = new Scheduler();
  readonly #chance: Chance;
  readonly #faults: FaultPlan;
  readonly #backend: Backend;
  readonly #workflows: readonly Workflow[];
  readonly #engines: RunningEngine[] = [];
  readonly #history: HistoryEntry[] = [];
  /** What steps have written in transactions that were committed. */
  readonly #rows: string[] = [];
  readonly #runs = new OpenRuns();
  readonly #lives: Lives;
  readonly #unexpected: unknown[] = [];
  readonly #users: SimulatedUsers;
  #spawned = 0;
  #happened = 0;

  constructor(options: PlayOptions) {
    this.#options = options;
    const { seed, profile, workflows, rewrite } = options;
    this.#chance = new Chance(seed);
    this.#faults = drawFaults(profile, this.#chance, () => this.#isCalm());
    const backend = (options.backend ?? memory)();
    this.#backend = withTransactions(backend, this.#rows, options.rowKeeping);
    this.#workflows =
      rewrite === undefined
        ? workflows.loaded
        : [workflows.main, workflows.child].map((one) => loadWorkflow(rewrite(one)));
    this.#lives = new Lives(this.#runs, workflows.indexed, options.reference === 'mended');
    const unexpected = (thrown: unknown): void => void this.#unexpected.push(thrown);
    const engines = (): readonly RunningEngine[] => this.#engines;
    this.#users = new SimulatedUsers(this.#scheduler, this.#chance, engines, unexpected);
  }

  async play(): Promise<Played> {
    const { profile } = this.#options;
    for (let i = 0; i < profile.processes; i++) this.#spawn();
    const told = userStories({
      users: this.#users,
      chance: this.#chance,
      runs: this.#runs,
      lives: this.#lives,
      history: this.#history,
      workflow: this.#workflows[0] as Workflow,
      options: this.#options,
    });
    this.#planTroubles();
    await this.#untilQuiet();
    return {
      ...told,
      history: this.#history,
      accepted: new Map([...this.#runs.known].map(([runId, { resumes }]) => [runId, resumes])),
      runs: await this.#finalRuns(),
      rows: this.#rows,
      open: [...this.#runs.open],
      unexpected: this.#unexpected,
      elapsedMs: this.#scheduler.elapsedMs,
      isStorm: this.#happened >= maxHappenings,
    };
  }

  #isCalm(): boolean {
    return this.#scheduler.elapsedMs >= this.#options.profile.faultsMs;
  }

  async #untilQuiet(): Promise<void> {
    const { profile } = this.#options;
    const limit = profile.faultsMs + patienceMs;
    let quietSince: number | undefined;
    while (this.#scheduler.elapsedMs < limit && this.#happened++ < maxHappenings) {
      if (this.#runs.open.size > 0 || this.#users.open > 0) quietSince = undefined;
      else quietSince ??= this.#scheduler.elapsedMs;
      if (
        quietSince !== undefined &&
        this.#scheduler.elapsedMs - quietSince >= lingerOf(this.#options)
      )
        return;
      if (!(await this.#scheduler.next())) return;
    }
  }

  #spawn(): void {
    const name = `p${++this.#spawned}`;
    const scheduler = this.#scheduler;
    const process = new SimulatedProcess(name, scheduler, (entry) => this.#note(entry));
    const { seed, nodes, engineStore } = this.#options;
    const wire = simulatedBackend({
      inner: this.#backend,
      process,
      scheduler,
      faults: this.#faults,
      note: (entry) => this.#note(entry),
      crash: (crashed) => this.#crash(crashed),
    });
    const engine = createEngine({
      backend: engineStore === undefined ? wire : through(wire, engineStore),
      clock: process.clock,
      random: engineRandom(hashSeed(seed, this.#spawned)),
      nodes: nodesOf(nodes, process, {
        seed,
        scheduler,
        note: (entry) => this.#note(entry),
        isCured: (runId, step) => this.#lives.isCured(runId, step),
      }),
      workflows: this.#workflows,
      lease: leaseMs,
      poll: pollMs,
      cancelGrace: 3_000,
    });
    engine.on('error', ({ error }) => {
      if (!isExplained(error) && !isExplained(error.cause)) this.#unexpected.push(error);
    });
    this.#engines.push({ process, engine });
    const concurrency = this.#chance.pick([1, 3, 10]);
    scheduler.after(0, process, () => void engine.worker({ concurrency }));
  }

  #crash(process: SimulatedProcess): void {
    if (process.isDead) return;
    process.die();
    this.#replace(process);
  }

  #replace(process: SimulatedProcess): void {
    const index = this.#engines.findIndex((each) => each.process === process);
    if (index < 0) return;
    this.#engines.splice(index, 1);
    const afterMs = this.#chance.pick([0, 500, 6_000, 40_000]);
    this.#scheduler.after(afterMs, undefined, () => this.#spawn());
  }

  #planTroubles(): void {
    const { deaths, stalls, jumps, closes } = this.#options.profile;
    this.#plan(deaths, (one) => this.#crash(one.process));
    this.#plan(stalls, ({ process }) => {
      process.stall(this.#chance.pick([900, 12_000, 35_000, 90_000]));
    });
    this.#plan(jumps, ({ process }) => process.jump(this.#chance.from(-60_000, 60_000)));
    this.#plan(closes, (one) => this.#close(one));
  }

  /** At moments drawn from the time in which things go wrong, mostly early, where most happens. */
  #plan(times: number, work: (one: RunningEngine) => void): void {
    for (let i = 0; i < times; i++) {
      const { faultsMs } = this.#options.profile;
      const at = faultsMs * this.#chance.next() ** 3;
      this.#scheduler.after(at, undefined, () => {
        if (!this.#isCalm() && this.#engines.length > 0) work(this.#chance.pick(this.#engines));
      });
    }
  }

  #close({ process, engine }: RunningEngine): void {
    process.isClosing = true;
    process.trouble('closing', 120_000);
    const drainMs = this.#chance.pick([0, 1_000, 8_000]);
    this.#scheduler.after(0, process, () => {
      // Its last calls may fail, as any others.
      engine.close({ drainMs }).catch((thrown: unknown) => {
        if (!isExplained(thrown)) this.#unexpected.push(thrown);
      });
    });
    this.#replace(process);
  }

  #note(entry: HistoryEntry): void {
    this.#history.push(entry);
    if (entry.kind === 'call') this.#runs.follow(entry);
  }

  async #finalRuns(): Promise<readonly FinalRun[]> {
    const { clock } = this.#scheduler;
    const logger = { log: () => undefined };
    const store = await this.#backend.open({ clock, random: engineRandom(0), logger });
    const runs: FinalRun[] = [];
    for (const [runId, { tenant }] of this.#runs.known) {
      const record = await store.getRun(tenant, runId);
      if (record === null) continue;
      runs.push({ record, journal: await store.readJournal(tenant, runId) });
    }
    return runs;
  }
}

function lingerOf({ reference }: PlayOptions): number {
  return reference === undefined ? lingerMs : 0;
}

function hashSeed(seed: number, process: number): number {
  return (Math.imul(seed, 31) + process) >>> 0;
}

function through(backend: Backend, change: (store: Store) => Store): Backend {
  return {
    name: backend.name,
    open(host) {
      const store = backend.open(host);
      return store instanceof Promise ? store.then(change) : change(store);
    },
  };
}
