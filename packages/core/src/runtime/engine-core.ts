/** An engine whose store is open: creates runs, drives them, and passes messages to them. */

import { FlowgraftError } from '../model/error.js';
import { durationMs } from '../model/duration.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { RunError } from '../model/run-error.js';
import { toRunError } from '../model/to-run-error.js';
import { assertStorable } from '../model/value-codec.js';
import type { NodeRegistry } from '../node/registry.js';
import type {
  ClaimedRun,
  ClaimResult,
  CreatedRun,
  Hint,
  MessageBody,
  NewRun,
  RunRecord,
  Store,
} from '../ports/store.js';
import { ClaimLoop } from './claim-loop.js';
import type { Committer } from './committer.js';
import type { Startable } from './engine.js';
import type { StartOptions } from './engine-options.js';
import { GivenUpRuns } from './given-up-runs.js';
import { parseInput } from './parse-input.js';
import { deliverEnd, endOf, Results, runNotFound } from './results.js';
import type { ChildRequest, Ending, RunDriver } from './run-driver.js';
import { RunHolder } from './run-holder.js';
import type { Services } from './services.js';
import { WatchedRuns } from './watched-runs.js';
import { chain, type ReadyWorkflow, type WorkflowLibrary } from './workflow-library.js';

export interface CoreParts {
  readonly settings: EngineSettings;
  readonly services: Services;
  readonly store: Store;
  readonly library: WorkflowLibrary;
  readonly committer: Committer;
  readonly registry: NodeRegistry;
  readonly newId: () => string;
}

export interface EngineSettings {
  readonly tenant: string;
  readonly leaseMs: number;
  readonly pollMs: number;
  /** This engine's name as a worker. */
  readonly worker: string;
}

/** Runs started by runs started by runs…: beyond this a workflow is taken to call itself without end. */
const maxChildDepth = 50;

export class EngineCore {
  readonly store: Store;
  readonly library: WorkflowLibrary;
  readonly holder: RunHolder;
  readonly results: Results;
  readonly #parts: CoreParts;
  /** Claim loops of this engine's workers. */
  readonly #loops = new Set<ClaimLoop>();
  readonly #watched: WatchedRuns;
  readonly #watchLoop: ClaimLoop;
  readonly #unsubscribe: () => void;
  readonly #givenUp: GivenUpRuns;

  constructor(parts: CoreParts) {
    const { store, services, settings, committer } = parts;
    this.#parts = parts;
    this.store = store;
    this.library = parts.library;
    this.results = new Results(store, services);
    this.#givenUp = new GivenUpRuns(store, services);
    this.#watched = new WatchedRuns(store, () => this.#watchLoop.poke());
    this.holder = new RunHolder({
      worker: settings.worker,
      leaseMs: settings.leaseMs,
      store,
      host: { services, committer, newChild: (request) => this.#newChild(request) },
      onEnd: (driver, ending) => this.#onEnd(driver, ending),
    });
    this.#watchLoop = this.#claimLoop(
      () => this.#unheld().length,
      () => this.#unheld(),
    );
    this.#unsubscribe = store.subscribe((hint) => this.#onHint(hint));
  }

  /** Creates a run for some worker to take. */
  async start(startable: Startable, input: unknown, options: StartOptions): Promise<CreatedRun> {
    const tenant = options.tenant ?? this.#parts.settings.tenant;
    const ready = await this.library.prepare(startable, tenant);
    const run = this.#newRun(ready, await parseInput(ready.workflow, input), tenant, options);
    return this.#parts.committer.create(run);
  }

  /** Creates a run held by this process and drives it; synchronous as far as nodes and store are. */
  run(startable: Startable, input: unknown, options: StartOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const tenant = options.tenant ?? this.#parts.settings.tenant;
      const { settings, committer } = this.#parts;
      const { worker, leaseMs } = settings;
      const begun = chain(this.library.prepare(startable, tenant), (ready) =>
        chain(parseInput(ready.workflow, input), (parsed) => {
          const run = this.#newRun(ready, parsed, tenant, options);
          return chain(committer.createHeld(run, { worker, leaseMs }), (created) =>
            this.#begin(created, ready, resolve, reject),
          );
        }),
      );
      if (isPromise(begun)) begun.catch(reject);
    });
  }

  /** Waits for a run's end, and takes the run whenever it is due. */
  drive(tenant: string, runId: string): Promise<unknown> {
    this.#watched.add(runId);
    this.#watched
      .addOpenChildren(tenant, runId)
      .catch((thrown: unknown) => this.#report(thrown, `looking for children of run "${runId}"`));
    return this.results.of(tenant, runId).finally(() => this.#watched.remove(runId));
  }

  /** Takes due runs until the returned loop is closed. */
  addLoop(room: () => number): ClaimLoop {
    const loop = this.#claimLoop(room);
    this.#loops.add(loop);
    loop.poke();
    return loop;
  }

  removeLoop(loop: ClaimLoop): void {
    this.#loops.delete(loop);
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
    const text = `Run "${runId}" cannot take \`${body.kind}\`: it is ${status}`;
    throw new FlowgraftError('RUN_CONFLICT', text, { runId, status });
  }

  /** Lets the runs that are held come to a stop, for so long at most. */
  async drain(drainMs: number): Promise<void> {
    this.holder.drain();
    await within(this.#parts.services, drainMs, this.holder.empty());
  }

  /** Lets go of everything; runs that are not done go on with the next worker. */
  async close(drainMs: number): Promise<void> {
    const { settings, committer } = this.#parts;
    await Promise.all([this.#watchLoop, ...this.#loops].map((loop) => loop.close()));
    await this.drain(drainMs);
    this.holder.abandon('The engine was closed');
    await committer.idle();
    this.results.close();
    this.#givenUp.close();
    this.#unsubscribe();
    await this.store.release(settings.worker);
    await this.store.close();
  }

  #begin(
    { record, created }: CreatedRun,
    { plan }: ReadyWorkflow,
    resolve: (output: unknown) => void,
    reject: (reason: unknown) => void,
  ): void {
    if (!created) {
      this.drive(record.tenant, record.runId).then(resolve, reject);
      return;
    }
    this.holder.hold({ record, journal: [], inbox: [] }, plan, (_driver, ending) => {
      if (ending.kind === 'finished') {
        this.#watched.remove(record.runId);
        deliverEnd(endOf({ ...record, ...stateEnd(ending) }), resolve, reject);
        return;
      }
      this.drive(record.tenant, record.runId).then(resolve, reject);
    });
  }

  /** Whoever sees a run through sees the runs through that it waits for. */
  #watchChildren({ record, state }: RunDriver): void {
    if (!this.#watched.has(record.runId)) return;
    for (const childId of state.children?.values() ?? []) {
      this.#watched.addChild(record.runId, childId);
    }
  }

  #unheld(): string[] {
    return this.#watched.ids().filter((runId) => this.holder.get(runId) === undefined);
  }

  #claimLoop(room: () => number, runIds?: () => readonly string[]): ClaimLoop {
    const { store, services, settings } = this.#parts;
    const { worker, leaseMs, pollMs } = settings;
    return new ClaimLoop({
      clock: services.clock,
      pollMs: store.capabilities.durability === 'none' ? undefined : pollMs,
      room,
      claim: (limit) => {
        const request = { worker, leaseMs, limit };
        return store.claim(runIds === undefined ? request : { ...request, runIds: runIds() });
      },
      take: (result) => this.#take(result),
      failed: (thrown) => this.#report(thrown, 'looking for due runs'),
    });
  }

  #take({ runs }: ClaimResult): void | Promise<void> {
    const later: Promise<void>[] = [];
    for (const run of runs) {
      const held = this.#hold(run);
      if (isPromise(held)) later.push(held);
    }
    if (later.length > 0) return Promise.all(later).then(() => undefined);
  }

  #hold(run: ClaimedRun): MaybePromise<void> {
    const { tenant, workflowId, workflowHash, runId } = run.record;
    const giveUp = (thrown: unknown): void => {
      this.#report(thrown, `taking run "${runId}"`);
      this.#givenUp.add(run.record);
    };
    try {
      const held = chain(this.library.plan(tenant, workflowId, workflowHash), (plan) => {
        this.holder.hold(run, plan);
        const driver = this.holder.get(runId);
        if (driver !== undefined) this.#watchChildren(driver);
      });
      return isPromise(held) ? held.catch(giveUp) : held;
    } catch (thrown) {
      giveUp(thrown);
    }
  }

  #onEnd(driver: RunDriver, ending: Ending): void {
    const { record } = driver;
    if (ending.kind === 'failed') this.#givenUp.add(record);
    if (ending.kind === 'parked') this.#watchChildren(driver);
    if (ending.kind === 'finished') {
      this.results.ended(endOf({ ...record, ...stateEnd(ending) }));
    }
    if (!this.#watched.isEmpty) this.#watchLoop.poke();
    for (const loop of this.#loops) loop.poke();
  }

  #onHint({ runId, hasEnded }: Hint): void {
    if (hasEnded) {
      void this.results.look(runId);
      return;
    }
    if (this.holder.get(runId) !== undefined) {
      this.holder.look(runId).catch((thrown: unknown) => this.#report(thrown, 'reading an inbox'));
      return;
    }
    if (this.#watched.has(runId)) this.#watchLoop.poke();
    for (const loop of this.#loops) loop.poke();
  }

  #report(thrown: unknown, during: string): void {
    this.#parts.services.events.report(thrown, during);
  }

  #newRun(
    { workflow }: ReadyWorkflow,
    input: unknown,
    tenant: string,
    options: StartOptions,
  ): NewRun {
    const { services, newId } = this.#parts;
    const { runId, priority, tags, idempotencyKey, delay } = options;
    return {
      tenant,
      runId: runId ?? newId(),
      workflowId: workflow.id,
      workflowHash: workflow.hash,
      input,
      priority: priority ?? 0,
      tags: tags ?? noTags,
      idempotencyKey,
      parent: undefined,
      startAt: delay === undefined ? undefined : services.clock.now() + durationMs(delay, 'delay'),
      traceparent: services.telemetry.currentTraceparent(),
    };
  }

  #newChild(request: ChildRequest): MaybePromise<NewRun | RunError> {
    const { parent, step, workflowId, hash, traceparent } = request;
    const depth = (parent.parent?.depth ?? 0) + 1;
    if (depth > maxChildDepth) {
      const message = `Sub-workflows are ${maxChildDepth} deep at step "${step}": "${workflowId}" seems to start itself without end`;
      return { category: 'permanent', code: 'CHILD_DEPTH', message };
    }
    const make = (): MaybePromise<NewRun> =>
      chain(this.library.prepare(workflowId, parent.tenant, hash), (ready) =>
        chain(parseInput(ready.workflow, request.input), (input) => {
          const { priority, tags, runId: parentId } = parent;
          const run = this.#newRun(ready, input, parent.tenant, { priority, tags });
          const isSeenThrough = this.#watched.has(parentId) || this.holder.isAwaited(parentId);
          if (isSeenThrough) this.#watched.addChild(parentId, run.runId);
          return {
            ...run,
            parent: { runId: parentId, step, depth },
            traceparent: traceparent ?? parent.traceparent,
          };
        }),
      );
    try {
      const child = make();
      return isPromise(child) ? child.catch(toRunError) : child;
    } catch (thrown) {
      return toRunError(thrown);
    }
  }
}

const noTags: readonly string[] = [];

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
