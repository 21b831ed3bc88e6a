/** The runs that this process holds, and the heartbeat that keeps them. */

import type { Plan } from '../graph/plan.js';
import type { ClaimedRun, Heartbeat as HeartbeatMessage, HeartbeatResult } from '../ports/claim.js';
import type { Store } from '../ports/store.js';
import type { HeldRun } from '../ports/stored-run.js';
import type { WorkerReport } from '../ports/workers.js';
import { Heartbeat } from './heartbeat.js';
import { Probation } from './probation.js';
import { recoveryOf, type Recovery } from './recovery.js';
import { runKey, type RunName } from './run-key.js';
import type { Ending } from './ending.js';
import { RunDriver, type DriverHost } from './run-driver.js';
import { StrayRuns } from './stray-runs.js';
import type { SyncedClock } from './synced-clock.js';
import type { WorkerLoop } from './worker-loop.js';

type OnEnd = (driver: RunDriver, ending: Ending) => void;

/** For whom a run is held: a worker, or a caller who waits for its end. */
export interface HeldBy {
  /** When the call was made that took it; now when absent. */
  readonly askedAt?: number | undefined;
  readonly worker?: WorkerLoop | undefined;
  readonly onEnd?: OnEnd | undefined;
}

export interface HolderOptions {
  readonly leaseMs: number;
  readonly store: Store;
  readonly clock: SyncedClock;
  readonly host: Omit<DriverHost, 'released' | 'mayStart' | 'recovered'>;
  /** What this worker says of itself; `undefined` while it takes no runs. */
  readonly report: (lagMs: number) => WorkerReport | undefined;
  /** Called for each run that is no longer held here. */
  readonly onEnd: OnEnd;
  /** Has a run let go of that the store says is held here, and that is not. */
  readonly giveUp: (run: HeldRun) => void;
}

export class RunHolder {
  readonly #options: HolderOptions;
  /** By tenant and id. */
  readonly #drivers = new Map<string, RunDriver>();
  readonly #heldBy = new Map<RunDriver, HeldBy>();
  readonly #host: DriverHost;
  readonly #heartbeat: Heartbeat;
  readonly #probation: Probation;
  /** Runs that start nothing until it is known that the lease holds. */
  readonly #stalled = new Set<RunDriver>();
  readonly #isEmpty: (() => void)[] = [];
  readonly #strays: StrayRuns;

  constructor(options: HolderOptions) {
    const { clock, store, leaseMs, host } = options;
    this.#options = options;
    this.#probation = new Probation(clock);
    this.#strays = new StrayRuns(
      (run) => this.get(run)?.record.epoch === run.epoch,
      (run) => options.giveUp(run),
    );
    this.#heartbeat = new Heartbeat({
      clock,
      store,
      leaseMs,
      beat: (lagMs) => this.#beat(lagMs),
      taken: (result, said, askedAt) => this.#takeResult(result, said, askedAt),
      failed: (thrown) => this.#tell(thrown, 'the heartbeat'),
    });
    this.#host = {
      ...host,
      released: (driver, ending) => this.#released(driver, ending),
      mayStart: (driver) => this.#mayStart(driver),
      recovered: (driver) => this.#probation.leave(driver),
    };
  }

  get size(): number {
    return this.#drivers.size;
  }

  get(run: RunName): RunDriver | undefined {
    return this.#drivers.get(runKey(run));
  }

  /** A call failed that may have taken runs: finds out which, and has them let go of. */
  suspectStrays(): void {
    this.#strays.suspect();
    this.#heartbeat.arm();
  }

  /** Sends heartbeats also while nothing is held, as long as there is something to report. */
  reportLoad(): void {
    void this.#heartbeat.now();
  }

  /** False for a claim whose answer was taken for lost, and that was given up meanwhile. */
  mayHold(run: HeldRun): boolean {
    return !this.#strays.wasGivenUp(run);
  }

  /** Goes on with a run that was claimed or created for this worker. */
  hold({ record, journal, inbox }: ClaimedRun, plan: Plan, by: HeldBy = {}): RunDriver {
    // A claim of a run that this process still believes to hold means that its lease had ended.
    const key = runKey(record);
    this.#drivers.get(key)?.lose('The run was claimed again');
    const { clock } = this.#options;
    const driver = new RunDriver(this.#host, record, plan, by.askedAt ?? clock.now());
    this.#drivers.set(key, driver);
    this.#heldBy.set(driver, by);
    by.worker?.add(driver);
    const recovery = recoveryOf(record, journal);
    const begin = (): void => driver.begin(journal, inbox, recovery);
    if (isOnTrial(recovery)) this.#probation.enter(driver, begin);
    else begin();
    if (this.#drivers.size > 0) this.#heartbeat.arm();
    return driver;
  }

  /** True for a held run whose end somebody in this process waits for. */
  isAwaited(run: RunName): boolean {
    const driver = this.get(run);
    return driver !== undefined && this.#heldBy.get(driver)?.onEnd !== undefined;
  }

  /** Reads a held run's mail, when there may be some. */
  async look(run: RunName): Promise<void> {
    const driver = this.get(run);
    if (driver === undefined) return;
    const inbox = await this.#options.store.readInbox(run.tenant, run.runId);
    if (this.get(run) === driver) driver.receive(inbox);
  }

  /** Lets every run go once what is under way in it has ended. */
  drain(): void {
    for (const driver of this.#drivers.values()) driver.drain();
  }

  /** Resolves when no run is held any more. */
  async empty(): Promise<void> {
    if (this.#drivers.size > 0) await new Promise<void>((resolve) => this.#isEmpty.push(resolve));
  }

  /** Stops whatever is still under way, writing nothing. */
  abandon(reason: string): void {
    for (const driver of this.#drivers.values()) driver.lose(reason);
    this.#heartbeat.close();
  }

  #released(driver: RunDriver, ending: Ending): void {
    if (this.get(driver.record) === driver) this.#drivers.delete(runKey(driver.record));
    this.#probation.leave(driver);
    this.#stalled.delete(driver);
    const by = this.#heldBy.get(driver);
    this.#heldBy.delete(driver);
    by?.worker?.remove(driver);
    this.#report(driver, ending);
    by?.onEnd?.(driver, ending);
    this.#options.onEnd(driver, ending);
    if (this.#drivers.size === 0) for (const resolve of this.#isEmpty.splice(0)) resolve();
  }

  #report({ record }: RunDriver, ending: Ending): void {
    const { events } = this.#options.host.services;
    const { tenant, runId, workflowId } = record;
    if (ending.kind === 'lost') events.emit('lease.lost', { tenant, runId, workflowId });
    if (ending.kind === 'failed') this.#tell(ending.thrown, `driving run "${runId}"`);
  }

  #mayStart(driver: RunDriver): boolean {
    if (this.#isSafe(driver)) return true;
    this.#stalled.add(driver);
    void this.#heartbeat.now();
    return false;
  }

  /** True while nobody can have taken the run since it was last known to be held here. */
  #isSafe({ provenAt }: RunDriver): boolean {
    const { clock, leaseMs } = this.#options;
    return clock.now() < provenAt + leaseMs;
  }

  #beat(lagMs: number): HeartbeatMessage | undefined {
    const { leaseMs, host, report } = this.#options;
    const said = report(lagMs);
    const isNeeded = this.#drivers.size > 0 || this.#strays.isSuspected;
    if (!isNeeded && said === undefined) return undefined;
    const holding = [...this.#drivers.values()].map(({ record: { tenant, runId, epoch } }) => ({
      tenant,
      runId,
      epoch,
    }));
    return { worker: host.worker, leaseMs, holding, report: said };
  }

  #takeResult(
    { lost, mail, strays, now }: HeartbeatResult,
    { holding }: HeartbeatMessage,
    askedAt: number,
  ): void {
    this.#options.clock.sync(now, askedAt);
    for (const driver of this.#named(lost, holding)) driver.lose('The lease on the run was lost');
    for (const run of holding) {
      const driver = this.get(run);
      if (driver?.record.epoch === run.epoch) driver.provenAt = askedAt;
    }
    this.#strays.found(strays);
    this.#goOn();
    for (const { record } of this.#named(mail, holding)) {
      this.look(record).catch((thrown: unknown) => this.#tell(thrown, 'reading an inbox'));
    }
  }

  #goOn(): void {
    const safe = [...this.#stalled].filter((driver) => this.#isSafe(driver));
    for (const driver of safe) {
      this.#stalled.delete(driver);
      driver.goOn();
    }
    // Held since the beat was sent: the next one names them.
    if (this.#stalled.size > 0) this.#heartbeat.soon();
  }

  /** Of the runs that a beat named, those of these ids that are still held as they were then. */
  #named(runIds: readonly string[], holding: readonly HeldRun[]): readonly RunDriver[] {
    if (runIds.length === 0) return [];
    const ids = new Set(runIds);
    return holding.flatMap((run) => {
      const driver = ids.has(run.runId) ? this.get(run) : undefined;
      return driver?.record.epoch === run.epoch ? [driver] : [];
    });
  }

  #tell(thrown: unknown, during: string): void {
    this.#options.host.services.events.report(thrown, during);
  }
}

/** Lost once, it may have been the fault of any run that the worker held; lost again, it is looked at alone. */
function isOnTrial(recovery: Recovery): boolean {
  return recovery.kind === 'recover' && recovery.trials > 0;
}
