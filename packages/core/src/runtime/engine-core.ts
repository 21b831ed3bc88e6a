/** An engine whose store is open: creates runs, drives them, and passes messages to them. */

import { FlowgraftError } from '../model/error.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { RunError } from '../model/run-error.js';
import { assertStorable } from '../model/value-codec.js';
import type { ClaimedRun, ClaimResult, CreatedRun, Hint, WorkerScope } from '../ports/claim.js';
import type { StoreTransaction } from '../ports/run-change.js';
import type { Store } from '../ports/store.js';
import type { MessageBody, NewRun, RunRecord } from '../ports/stored-run.js';
import type { ChildRequest } from './child-openings.js';
import { ClaimLoop } from './claim-loop.js';
import type { Committer } from './committer.js';
import type { Startable } from './engine.js';
import type { StartOptions } from './engine-options.js';
import { GivenUpRuns } from './given-up-runs.js';
import { NewRuns, type PreparedRun } from './new-runs.js';
import { ProcessLoad } from './process-load.js';
import { cannotTake, deliverEnd, endOf, Results, runNotFound } from './results.js';
import { Retention, type RetentionRules } from './retention.js';
import type { Ending } from './ending.js';
import type { RunDriver } from './run-driver.js';
import { RunHolder } from './run-holder.js';
import type { RunName } from './run-key.js';
import type { Services } from './services.js';
import type { SyncedClock } from './synced-clock.js';
import { UnservedWorkflows } from './unserved-workflows.js';
import { WatchedRuns } from './watched-runs.js';
import { serves, WorkerLoop } from './worker-loop.js';
import { reportOf } from './worker-report.js';
import { chain, type ReadyWorkflow, type WorkflowLibrary } from './workflow-library.js';

export interface CoreParts {
  readonly settings: EngineSettings;
  readonly services: Services;
  readonly clock: SyncedClock;
  readonly store: Store;
  readonly library: WorkflowLibrary;
  readonly committer: Committer;
  readonly newId: () => string;
}

export interface EngineSettings {
  readonly tenant: string;
  readonly leaseMs: number;
  /** `undefined`: as it suits the store. */
  readonly pollMs: number | undefined;
  readonly retention: RetentionRules;
  /** This engine's name as a worker. */
  readonly worker: string;
}

/** A run that was to be created held by this process, and when the store was asked to. */
interface HeldStart {
  readonly created: CreatedRun;
  readonly askedAt: number;
}

interface HoldOptions {
  /** When the claim was made. */
  readonly askedAt: number;
  readonly worker?: WorkerLoop | undefined;
  /** Also when node types are missing. */
  readonly isForced?: boolean | undefined;
}

/** Where hints come from everywhere, looking is only the second line. */
const pollWithHintsMs = 5_000;
const pollWithoutHintsMs = 1_000;

export class EngineCore {
  readonly store: Store;
  readonly library: WorkflowLibrary;
  readonly holder: RunHolder;
  readonly #parts: CoreParts;
  readonly #results: Results;
  readonly #workers = new Set<WorkerLoop>();
  readonly #newRuns: NewRuns;
  readonly #watched: WatchedRuns;
  readonly #watchLoop: ClaimLoop;
  readonly #unsubscribe: () => void;
  readonly #givenUp: GivenUpRuns;
  readonly #unserved: UnservedWorkflows;
  readonly #retention: Retention;
  readonly #load = new ProcessLoad();
  readonly #openedAt: number;

  constructor(parts: CoreParts) {
    const { store, services, settings, committer } = parts;
    this.#parts = parts;
    this.#openedAt = services.clock.now();
    this.store = store;
    this.library = parts.library;
    this.#results = new Results(store, services);
    this.#newRuns = new NewRuns(parts);
    this.#givenUp = new GivenUpRuns(store, services);
    this.#unserved = new UnservedWorkflows(store, services);
    this.#retention = new Retention(store, services, settings.retention);
    this.#watched = new WatchedRuns(store, () => this.#watchLoop.poke());
    this.holder = new RunHolder({
      leaseMs: settings.leaseMs,
      store,
      clock: parts.clock,
      host: {
        services,
        committer,
        worker: settings.worker,
        newChild: (request) => this.#newChild(request),
        beginTransaction: () => this.#beginTransaction(),
      },
      report: (lagMs) => this.#report(lagMs),
      onEnd: (driver, ending) => this.#onEnd(driver, ending),
      giveUp: (run) => this.#givenUp.add(run),
    });
    this.#watchLoop = this.#claimLoop({
      room: () => this.#unheld().length,
      runIds: () => this.#unheld(),
    });
    this.#unsubscribe = store.subscribe((hint) => this.#onHint(hint));
  }

  /** Creates a run for some worker to take: one of this process, when it waits for work anyway. */
  async start(
    startable: Startable,
    input: unknown,
    options: StartOptions<unknown>,
  ): Promise<CreatedRun> {
    const tenant = options.tenant ?? this.#parts.settings.tenant;
    const prepared = await this.#newRuns.prepare(startable, input, tenant, options);
    const { committer } = this.#parts;
    const { run } = prepared;
    if (options.tx !== undefined) return committer.createIn(options.tx, run);
    const worker = run.startAt === undefined ? this.#waitingWorker(run) : undefined;
    return worker === undefined ? committer.create(run) : this.#startHere(prepared, worker);
  }

  /** Creates a run held by this process and drives it; synchronous as far as nodes and store are. */
  run(startable: Startable, input: unknown, options: StartOptions<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const tenant = options.tenant ?? this.#parts.settings.tenant;
      const begun = chain(
        this.#newRuns.prepare(startable, input, tenant, options),
        ({ run, ready }) =>
          chain(this.#createHeld(run), (held) => this.#begin(held, ready, resolve, reject)),
      );
      if (isPromise(begun)) begun.catch(reject);
    });
  }

  /** Waits for a run's end, wherever it is driven. */
  result(run: RunName): Promise<unknown> {
    return this.#results.of(run, this.holder.get(run) !== undefined);
  }

  /** Waits for a run's end, and takes the run whenever it is due. */
  drive(tenant: string, runId: string): Promise<unknown> {
    const run = { tenant, runId };
    this.#watched.add(run);
    this.#watched
      .addOpenChildren(run)
      .catch((thrown: unknown) => this.#tell(thrown, `looking for children of run "${runId}"`));
    return this.result(run).finally(() => this.#watched.remove(run));
  }

  /** Takes due runs until the worker that is returned is closed. */
  addWorker(concurrency: number, scope: WorkerScope): WorkerLoop {
    const worker = new WorkerLoop(concurrency, scope, (self) =>
      this.#claimLoop({ room: () => self.room, worker: self }),
    );
    this.#workers.add(worker);
    this.#retention.start();
    this.holder.reportLoad();
    worker.loop.poke();
    return worker;
  }

  /** Takes no more runs for the worker, and lets those that it holds come to a stop, for so long at most. */
  async closeWorker(worker: WorkerLoop, drainMs: number): Promise<void> {
    this.#workers.delete(worker);
    await worker.loop.close();
    worker.drain();
    await within(this.#parts.services, drainMs, worker.empty());
  }

  /** Puts a message into a run's inbox. */
  async send(
    {
      tenant,
      runId,
      id,
    }: { readonly tenant: string; readonly runId: string; readonly id?: string | undefined },
    body: MessageBody,
  ): Promise<void> {
    assertStorable(body, 'payload');
    const message = { id: id ?? this.#parts.newId(), tenant, runId, body };
    const [outcome] = await this.store.deliver([message]);
    if (outcome === 'notFound') throw runNotFound(tenant, runId);
    if (outcome !== 'refused') return;
    const status = (await this.store.getRun(tenant, runId))?.status ?? 'gone';
    throw cannotTake(runId, body.kind, status);
  }

  /** Takes a run that nobody holds, and ends it as its inbox asks, whether or not its node types are known here. */
  async endHere(runId: string): Promise<void> {
    const { settings, clock } = this.#parts;
    const { worker, leaseMs } = settings;
    const askedAt = clock.now();
    const result = await this.store.claim({ worker, leaseMs, limit: 1, runIds: [runId] });
    clock.sync(result.now, askedAt);
    for (const run of result.runs) await this.#hold(run, { askedAt, isForced: true });
  }

  /** Lets go of everything; runs that are not done go on with the next worker. */
  async close(drainMs: number): Promise<void> {
    const { settings, committer, services } = this.#parts;
    const loops = [...this.#workers].map(({ loop }) => loop);
    await Promise.all([this.#watchLoop, ...loops].map((loop) => loop.close()));
    this.#retention.close();
    this.holder.drain();
    await within(services, drainMs, this.holder.empty());
    this.holder.abandon('The engine was closed');
    await committer.idle();
    this.#results.close();
    this.#givenUp.close();
    this.#unsubscribe();
    await this.store.release(settings.worker);
    await this.store.close();
  }

  #begin(
    { created: { record, created }, askedAt }: HeldStart,
    { plan }: ReadyWorkflow,
    resolve: (output: unknown) => void,
    reject: (reason: unknown) => void,
  ): void {
    // Not this process's when it was there before, is not due yet, or a limit holds it back.
    if (!created || !this.#isOurs(record)) {
      this.drive(record.tenant, record.runId).then(resolve, reject);
      return;
    }
    const onEnd = (_driver: RunDriver, ending: Ending): void => {
      if (ending.kind === 'finished') {
        this.#watched.remove(record);
        deliverEnd(endOf({ ...record, ...stateEnd(ending) }), resolve, reject);
        return;
      }
      this.drive(record.tenant, record.runId).then(resolve, reject);
    };
    this.holder.hold({ record, journal: [], inbox: [] }, plan, { onEnd, askedAt });
  }

  #createHeld(run: NewRun): MaybePromise<HeldStart> {
    const askedAt = this.#parts.clock.now();
    try {
      const held = chain(this.#parts.committer.createHeld(run), (created) => ({
        created,
        askedAt,
      }));
      return isPromise(held) ? held.catch((thrown: unknown) => this.#mayHold(thrown)) : held;
    } catch (thrown) {
      return this.#mayHold(thrown);
    }
  }

  #mayHold(thrown: unknown): never {
    this.holder.suspectStrays();
    throw thrown;
  }

  async #startHere({ run, ready }: PreparedRun, worker: WorkerLoop): Promise<CreatedRun> {
    worker.reserve();
    try {
      const { created, askedAt } = await this.#createHeld(run);
      const { record } = created;
      if (created.created && this.#isOurs(record)) {
        this.holder.hold({ record, journal: [], inbox: [] }, ready.plan, { worker, askedAt });
      }
      return created;
    } finally {
      worker.unreserve();
    }
  }

  #isOurs(record: RunRecord): boolean {
    return record.worker === this.#parts.settings.worker && this.holder.mayHold(record);
  }

  #waitingWorker(run: NewRun): WorkerLoop | undefined {
    for (const worker of this.#workers) {
      if (worker.isWaiting && serves(worker.scope, run)) return worker;
    }
    return undefined;
  }

  /** Whoever sees a run through sees the runs through that it waits for. */
  #watchChildren({ record, state }: RunDriver): void {
    if (!this.#watched.has(record)) return;
    for (const childId of state.children?.values() ?? []) {
      this.#watched.addChild(record, childId);
    }
  }

  #unheld(): string[] {
    const unheld = this.#watched.all().filter((run) => this.holder.get(run) === undefined);
    return unheld.map(({ runId }) => runId);
  }

  #claimLoop({
    room,
    worker,
    runIds,
  }: {
    readonly room: () => number;
    readonly worker?: WorkerLoop;
    readonly runIds?: () => readonly string[];
  }): ClaimLoop {
    const { store, clock, settings } = this.#parts;
    const { worker: name, leaseMs } = settings;
    const { shared, remoteHints } = store.capabilities;
    const usualMs = remoteHints ? pollWithHintsMs : pollWithoutHintsMs;
    let askedAt = 0;
    return new ClaimLoop({
      clock,
      pollMs: shared ? (settings.pollMs ?? usualMs) : undefined,
      room,
      claim: (limit) => {
        askedAt = clock.now();
        const without = this.#unserved.hashes;
        const request = { worker: name, leaseMs, limit, without, ...worker?.scope };
        return store.claim(runIds === undefined ? request : { ...request, runIds: runIds() });
      },
      take: (result) => {
        clock.sync(result.now, askedAt);
        return this.#take(result, { worker, askedAt });
      },
      failed: (thrown) => {
        this.holder.suspectStrays();
        this.#tell(thrown, 'looking for due runs');
      },
    });
  }

  #take({ runs }: ClaimResult, options: HoldOptions): void | Promise<void> {
    const later: Promise<void>[] = [];
    for (const run of runs) {
      const held = this.#hold(run, options);
      if (isPromise(held)) later.push(held);
    }
    if (later.length > 0) return Promise.all(later).then(() => undefined);
  }

  #hold(run: ClaimedRun, { worker, askedAt, isForced = false }: HoldOptions): MaybePromise<void> {
    const { tenant, workflowId, workflowHash, runId } = run.record;
    const giveUp = (thrown: unknown): void => {
      this.#tell(thrown, `taking run "${runId}"`);
      this.#givenUp.add(run.record);
    };
    try {
      const held = chain(
        this.library.plan(tenant, workflowId, workflowHash),
        (plan): MaybePromise<void> => {
          // Finding the plan may have taken so long that the claim was given up.
          if (!this.holder.mayHold(run.record)) return;
          const isServed = plan.missing.length === 0 || isForced;
          if (!isServed) return this.#unserved.leave(run.record, plan.missing);
          const driver = this.holder.hold(run, plan, { worker, askedAt });
          if (this.holder.get(run.record) === driver) this.#watchChildren(driver);
        },
      );
      return isPromise(held) ? held.catch(giveUp) : held;
    } catch (thrown) {
      giveUp(thrown);
    }
  }

  #newChild(request: ChildRequest): MaybePromise<NewRun | RunError> {
    return chain(this.#newRuns.child(request), (child) => {
      const { parent } = request;
      const isSeenThrough = this.#watched.has(parent) || this.holder.isAwaited(parent);
      if (isSeenThrough && 'runId' in child) this.#watched.addChild(parent, child.runId);
      return child;
    });
  }

  async #beginTransaction(): Promise<StoreTransaction> {
    const { store } = this;
    if (store.begin !== undefined) return store.begin();
    const message = `The store ${store.name} has no transactions, which steps with effect: 'transactional' need. Use the PostgreSQL adapter, or make the node idempotent`;
    throw new FlowgraftError('PORT_MISSING', message, { port: 'tx' });
  }

  #report(lagMs: number): ReturnType<typeof reportOf> | undefined {
    // Where no other process can look, nobody would read it.
    if (this.#workers.size === 0 || !this.store.capabilities.shared) return undefined;
    const load = this.#load.read(this.#parts.services.clock.now(), this.holder.size, lagMs);
    return reportOf([...this.#workers], this.#openedAt, load);
  }

  #onEnd(driver: RunDriver, ending: Ending): void {
    const { record } = driver;
    // A run that was lost is let go of already, or is another tenant's of the same id.
    if (ending.kind === 'failed' || ending.kind === 'lost') this.#givenUp.add(record);
    if (ending.kind === 'parked') this.#watchChildren(driver);
    if (ending.kind === 'finished') {
      this.#results.ended(endOf({ ...record, ...stateEnd(ending) }));
    } else {
      void this.#results.look(record);
    }
    if (!this.#watched.isEmpty) this.#watchLoop.poke();
    // One that has found all there is need not look again only because there is more room.
    const isDone = ending.kind === 'finished';
    for (const { loop } of this.#workers) if (!isDone || !loop.isIdle) loop.poke();
  }

  #onHint({ hasEnded, ...run }: Hint): void {
    if (hasEnded) {
      // Its own driver tells how it ended, without asking the store.
      if (this.holder.get(run) === undefined) void this.#results.look(run);
      return;
    }
    if (this.holder.get(run) !== undefined) {
      this.holder.look(run).catch((thrown: unknown) => this.#tell(thrown, 'reading an inbox'));
      return;
    }
    if (this.#watched.has(run)) this.#watchLoop.poke();
    for (const { loop } of this.#workers) loop.poke();
  }

  #tell(thrown: unknown, during: string): void {
    this.#parts.services.events.report(thrown, during);
  }
}

function stateEnd({
  state,
}: Extract<Ending, { readonly kind: 'finished' }>): Pick<RunRecord, 'status' | 'output' | 'error'> {
  const { status, output, error } = state;
  return { status, output, error };
}

/** Waits for `work`, but no longer than that. */
async function within({ clock }: Services, ms: number, work: Promise<void>): Promise<void> {
  let cancel = (): void => undefined;
  const limit = new Promise<void>((resolve) => {
    const timer = clock.setTimer(ms, resolve);
    cancel = () => timer.cancel();
  });
  await Promise.race([work, limit]);
  cancel();
}
