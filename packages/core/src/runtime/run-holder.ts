/** The runs that this process holds, and the heartbeat that keeps them. */

import type { Timer } from '../ports/clock.js';
import type { ClaimedRun, HeartbeatResult, Store } from '../ports/store.js';
import type { Plan } from '../graph/plan.js';
import { RunDriver, type DriverHost, type Ending } from './run-driver.js';

export type OnEnd = (driver: RunDriver, ending: Ending) => void;

export interface HolderOptions {
  readonly worker: string;
  readonly leaseMs: number;
  readonly store: Store;
  readonly host: Omit<DriverHost, 'released'>;
  /** Called for each run that is no longer held here. */
  readonly onEnd: OnEnd;
}

export class RunHolder {
  readonly #options: HolderOptions;
  readonly #drivers = new Map<string, RunDriver>();
  readonly #onEnd = new Map<RunDriver, OnEnd>();
  readonly #host: DriverHost;
  #beat: Timer | undefined = undefined;
  readonly #isEmpty: (() => void)[] = [];

  constructor(options: HolderOptions) {
    this.#options = options;
    this.#host = { ...options.host, released: (driver, ending) => this.#released(driver, ending) };
  }

  get size(): number {
    return this.#drivers.size;
  }

  get(runId: string): RunDriver | undefined {
    return this.#drivers.get(runId);
  }

  /** True for a held run whose end somebody in this process waits for. */
  isAwaited(runId: string): boolean {
    const driver = this.#drivers.get(runId);
    return driver !== undefined && this.#onEnd.has(driver);
  }

  /** Goes on with a run that was claimed or created for this worker. */
  hold({ record, journal, inbox }: ClaimedRun, plan: Plan, onEnd?: OnEnd): void {
    // A claim of a run that this process still believes to hold means that its lease had ended.
    this.#drivers.get(record.runId)?.lose('The run was claimed again');
    const driver = new RunDriver(this.#host, record, plan);
    this.#drivers.set(record.runId, driver);
    if (onEnd !== undefined) this.#onEnd.set(driver, onEnd);
    driver.begin(journal, inbox);
    if (this.#drivers.size > 0) this.#armHeartbeat();
  }

  /** Reads a held run's mail, when there may be some. */
  async look(runId: string): Promise<void> {
    const driver = this.#drivers.get(runId);
    if (driver === undefined) return;
    const inbox = await this.#options.store.readInbox(driver.record.tenant, runId);
    if (this.#drivers.get(runId) === driver) driver.receive(inbox);
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
    this.#beat?.cancel();
    this.#beat = undefined;
  }

  #released(driver: RunDriver, ending: Ending): void {
    const { runId } = driver.record;
    if (this.#drivers.get(runId) === driver) this.#drivers.delete(runId);
    const onEnd = this.#onEnd.get(driver);
    this.#onEnd.delete(driver);
    this.#report(driver, ending);
    onEnd?.(driver, ending);
    this.#options.onEnd(driver, ending);
    if (this.#drivers.size === 0) for (const resolve of this.#isEmpty.splice(0)) resolve();
  }

  #report({ record }: RunDriver, ending: Ending): void {
    const { events } = this.#options.host.services;
    const { tenant, runId, workflowId } = record;
    if (ending.kind === 'lost') events.emit('lease.lost', { tenant, runId, workflowId });
    if (ending.kind === 'failed') this.#tell(ending.thrown, `driving run "${runId}"`);
  }

  /** One row per worker, however many runs it holds; armed only while it holds some. */
  #armHeartbeat(): void {
    if (this.#beat !== undefined) return;
    const { leaseMs, host } = this.#options;
    this.#beat = host.services.clock.setTimer(
      leaseMs / 3,
      () => {
        this.#beat = undefined;
        if (this.#drivers.size === 0) return;
        void this.#sendHeartbeat().finally(() => this.#drivers.size > 0 && this.#armHeartbeat());
      },
      { background: true },
    );
  }

  async #sendHeartbeat(): Promise<void> {
    const { store, worker, leaseMs } = this.#options;
    const held = [...this.#drivers.values()];
    const holding = held.map(({ record: { tenant, runId, epoch } }) => ({ tenant, runId, epoch }));
    try {
      const result = await store.heartbeat({ worker, leaseMs, holding });
      this.#takeResult(held, result);
    } catch (thrown) {
      this.#tell(thrown, 'the heartbeat');
    }
  }

  #takeResult(held: readonly RunDriver[], { lost, mail }: HeartbeatResult): void {
    const gone = new Set(lost);
    for (const driver of held) {
      if (gone.has(driver.record.runId)) driver.lose('The lease on the run was lost');
    }
    for (const runId of mail) {
      this.look(runId).catch((thrown: unknown) => this.#tell(thrown, 'reading an inbox'));
    }
  }

  #tell(thrown: unknown, during: string): void {
    this.#options.host.services.events.report(thrown, during);
  }
}
