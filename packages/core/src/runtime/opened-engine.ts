/** The `Engine` that hosts hold: opens the store at the first call, and closes everything once. */

import { FlowgraftError } from '../model/error.js';
import type { WorkflowDocument } from '../model/document.js';
import type { Issue } from '../model/issue.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { RunEvent, StepResolution } from '../model/run-event.js';
import { validateWorkflow } from '../graph/validate-workflow.js';
import type { OptionsPage } from '../node/field-options.js';
import type { NodeManifest } from '../node/manifest.js';
import type { NodeRegistry } from '../node/registry.js';
import type { CreatedRun, WorkerScope } from '../ports/claim.js';
import type { KeyValue } from '../ports/key-value.js';
import type { StoreCapabilities } from '../ports/store.js';
import type {
  RunFilter,
  RunPage,
  RunRecord,
  WaitFilter,
  WaitPage,
  WorkflowFilter,
  WorkflowPage,
} from '../ports/stored-run.js';
import type { WorkerRecord } from '../ports/workers.js';
import type { Workflow } from '../workflow/workflow.js';
import {
  checkMaximum,
  checkSeq,
  checkStartOptions,
  checkText,
  drainMsOf,
} from './check-options.js';
import type { Engine, Startable, Worker } from './engine.js';
import type { EngineCore, EngineSettings } from './engine-core.js';
import type { EngineEventName, EngineListener } from './engine-events.js';
import type {
  CancelOptions,
  CloseOptions,
  JournalOptions,
  OptionsCallOptions,
  OptionsRequest,
  StartOptions,
  TenantOptions,
  WorkerOptions,
} from './engine-options.js';
import { FollowHub } from './follow-hub.js';
import { followRun } from './follow-run.js';
import { limitKey, limitScope, type LimitScope, type LimitState } from './limit-key.js';
import { loadOptions } from './load-options.js';
import { foldJournal, progressOf, type RunProgress } from './run-progress.js';
import { cannotTake, runNotFound } from './results.js';
import type { RunHandle, SignalOptions } from './run-handle.js';
import type { FollowOptions, RunUpdate } from './run-updates.js';
import type { Services } from './services.js';
import { stepInput } from './step-input.js';
import { createWorker } from './worker.js';
import type { PublishedWorkflow } from './workflow-library.js';

/** Counting further tells nobody more. */
const defaultBacklogLimit = 1_000;

export class OpenedEngine<Tx> implements Engine<Tx> {
  readonly #connect: () => MaybePromise<EngineCore>;
  readonly #services: Services;
  readonly #settings: EngineSettings;
  readonly #registry: NodeRegistry;
  readonly #followed: FollowHub;
  #core: MaybePromise<EngineCore> | undefined = undefined;
  #closing: Promise<void> | undefined = undefined;

  constructor(
    connect: () => MaybePromise<EngineCore>,
    parts: {
      readonly services: Services;
      readonly settings: EngineSettings;
      readonly registry: NodeRegistry;
    },
  ) {
    this.#connect = connect;
    this.#services = parts.services;
    this.#settings = parts.settings;
    this.#registry = parts.registry;
    this.#followed = new FollowHub(parts.services.events);
  }

  async capabilities(): Promise<StoreCapabilities> {
    return (await this.#open('capabilities')).store.capabilities;
  }

  async start(
    workflow: Startable,
    input?: unknown,
    options: StartOptions<Tx> = {},
  ): Promise<RunHandle<never>> {
    const core = await this.#open('start');
    return this.#handleOf(await core.start(workflow, input, checkStartOptions(options)));
  }

  run(workflow: Startable, input?: unknown, given?: StartOptions): Promise<never> {
    try {
      const options = given === undefined ? {} : checkStartOptions(given);
      const core = this.#open('run');
      const output = isPromise(core)
        ? core.then((opened) => opened.run(workflow, input, options))
        : core.run(workflow, input, options);
      return output as Promise<never>;
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  async drive(runId: string, options?: TenantOptions): Promise<unknown> {
    const { tenant } = await this.#record('drive', runId, options);
    return (await this.#open('drive')).drive(tenant, runId);
  }

  worker(options: WorkerOptions = {}): Worker {
    return createWorker(() => this.#open('worker'), this.#services, options);
  }

  async handle(runId: string, options?: TenantOptions): Promise<RunHandle> {
    const record = await this.#record('handle', runId, options);
    return this.#handleOf({ record, created: false });
  }

  async get(runId: string, options?: TenantOptions): Promise<RunRecord | null> {
    return (await this.#open('get')).store.getRun(this.#tenant(options), runId);
  }

  async list(filter: RunFilter = {}): Promise<RunPage> {
    const core = await this.#open('list');
    return core.store.listRuns({ ...filter, tenant: filter.tenant ?? this.#settings.tenant });
  }

  async waits(filter: WaitFilter = {}): Promise<WaitPage> {
    const { store } = await this.#open('waits');
    return store.listWaits({ ...filter, tenant: filter.tenant ?? this.#settings.tenant });
  }

  async workflows(filter: Partial<WorkflowFilter> = {}): Promise<WorkflowPage> {
    const { store } = await this.#open('workflows');
    return store.listWorkflows({ ...filter, tenant: filter.tenant ?? this.#settings.tenant });
  }

  async setLimit(
    scope: LimitScope,
    {
      maxHeld = null,
      maxQueued = null,
    }: { readonly maxHeld?: number | null; readonly maxQueued?: number | null },
  ): Promise<void> {
    checkMaximum('maxHeld', maxHeld);
    checkMaximum('maxQueued', maxQueued);
    const { store } = await this.#open('setLimit');
    await store.setLimits([{ key: limitKey(scope), maxHeld, maxQueued }]);
  }

  async limits(): Promise<readonly LimitState[]> {
    const limits = await (await this.#open('limits')).store.listLimits();
    return limits.map(({ key, ...rest }) => ({ scope: limitScope(key), ...rest }));
  }

  async workers(): Promise<readonly WorkerRecord[]> {
    return (await this.#open('workers')).store.listWorkers();
  }

  async backlog(scope: WorkerScope = {}, limit = defaultBacklogLimit): Promise<number> {
    return (await this.#open('backlog')).store.countDue(scope, limit);
  }

  async journal(runId: string, options?: JournalOptions): Promise<readonly RunEvent[]> {
    checkSeq('fromSeq', options?.fromSeq ?? 0);
    const { tenant } = await this.#record('journal', runId, options);
    return (await this.#open('journal')).store.readJournal(tenant, runId, options?.fromSeq);
  }

  async publish(
    workflow: Workflow | WorkflowDocument,
    options?: TenantOptions,
  ): Promise<PublishedWorkflow> {
    return (await this.#open('publish')).library.publish(workflow, this.#tenant(options));
  }

  async document(hash: string, options?: TenantOptions): Promise<WorkflowDocument | null> {
    return (await this.#open('document')).library.document(this.#tenant(options), hash);
  }

  async keyValue(): Promise<KeyValue> {
    return (await this.#open('keyValue')).store.keyValue;
  }

  follow(runId: string, options: FollowOptions = {}): AsyncIterable<RunUpdate> {
    checkSeq('fromSeq', options.fromSeq ?? 0);
    const run = { tenant: this.#tenant(options), runId };
    return followRun(run, options, {
      open: () => this.#open('follow'),
      hub: this.#followed,
      clock: this.#services.clock,
    });
  }

  async stepInput(runId: string, seq: number, options?: TenantOptions): Promise<unknown> {
    checkSeq('seq', seq);
    const record = await this.#record('stepInput', runId, options);
    const { tenant, workflowId, workflowHash } = record;
    const { library, store } = await this.#open('stepInput');
    const plan = await library.plan(tenant, workflowId, workflowHash);
    return stepInput(record, plan, await store.readJournal(tenant, runId), seq);
  }

  async options(request: OptionsRequest, options?: OptionsCallOptions): Promise<OptionsPage> {
    this.#refuseClosed('options');
    const { signal } = options ?? {};
    const call = { tenant: this.#tenant(options), signal, services: this.#services };
    return loadOptions(this.#registry, request, call);
  }

  async progress(runId: string, options?: TenantOptions): Promise<RunProgress> {
    const record = await this.#record('progress', runId, options);
    const { tenant, workflowId, workflowHash, status } = record;
    const { library, store } = await this.#open('progress');
    const plan = await library.plan(tenant, workflowId, workflowHash);
    const journal = await store.readJournal(tenant, runId);
    return progressOf(status, foldJournal(record, plan, journal));
  }

  async cancel(runId: string, options: CancelOptions = {}): Promise<void> {
    const core = await this.#open('cancel');
    const to = { tenant: this.#tenant(options), runId };
    await core.send(to, { kind: 'cancel', reason: options.reason });
    if (options.force === true) await core.endHere(runId);
  }

  async signal(
    runId: string,
    name: string,
    payload?: unknown,
    options: TenantOptions & SignalOptions = {},
  ): Promise<void> {
    checkText('signal', name);
    if (options.id !== undefined) checkText('id', options.id);
    const core = await this.#open('signal');
    const to = { tenant: this.#tenant(options), runId, id: options.id };
    await core.send(to, { kind: 'signal', name, payload });
  }

  async resume(runId: string, options?: TenantOptions): Promise<void> {
    // First: what is undone before a run has failed may not be in a journal that was read by then.
    const { status } = await this.#record('resume', runId, options);
    if (status !== 'failed') throw cannotTake(runId, 'resume', status);
    const journal = await this.journal(runId, options);
    if (wasUndone(journal) && !isSetAside(journal)) {
      const text = `Run "${runId}" cannot be resumed: what it had done was undone. Start a new run`;
      throw new FlowgraftError('RUN_CONFLICT', text, { runId, status: 'failed' });
    }
    const core = await this.#open('resume');
    await core.send({ tenant: this.#tenant(options), runId }, { kind: 'resume' });
  }

  async resolveStep(
    runId: string,
    step: string,
    resolution: StepResolution,
    options?: TenantOptions,
  ): Promise<void> {
    const core = await this.#open('resolveStep');
    await core.send(
      { tenant: this.#tenant(options), runId },
      { kind: 'resolve', step, resolution },
    );
  }

  manifests(): Promise<readonly NodeManifest[]> {
    return this.#registry.manifests();
  }

  async validate(document: unknown): Promise<readonly Issue[]> {
    return validateWorkflow(document, await (await this.#open('validate')).library.catalogue());
  }

  on<Name extends EngineEventName>(name: Name, listener: EngineListener<Name>): () => void {
    return this.#services.events.on(name, listener);
  }

  close(options: CloseOptions = {}): Promise<void> {
    this.#closing ??= this.#shut(drainMsOf(options));
    return this.#closing;
  }

  async #shut(drainMs: number): Promise<void> {
    this.#followed.close();
    await (await this.#opened())?.close(drainMs);
    this.#services.events.removeAll();
  }

  /** What is open; nothing when opening failed, of which the call that wanted it was told. */
  async #opened(): Promise<EngineCore | undefined> {
    try {
      return await this.#core;
    } catch {
      return undefined;
    }
  }

  #refuseClosed(operation: string): void {
    if (this.#closing === undefined) return;
    const text = `engine.${operation} was called after engine.close`;
    throw new FlowgraftError('ENGINE_CLOSED', text, { operation });
  }

  #open(operation: string): MaybePromise<EngineCore> {
    this.#refuseClosed(operation);
    if (this.#core !== undefined) return this.#core;
    const opening = this.#connect();
    this.#core = opening;
    if (isPromise(opening)) {
      opening.then(
        (core) => (this.#core = core),
        // The next call tries again.
        () => (this.#core = undefined),
      );
    }
    return opening;
  }

  #tenant(options: TenantOptions | undefined): string {
    return options?.tenant ?? this.#settings.tenant;
  }

  async #record(operation: string, runId: string, options?: TenantOptions): Promise<RunRecord> {
    const tenant = this.#tenant(options);
    const record = await (await this.#open(operation)).store.getRun(tenant, runId);
    if (record === null) throw runNotFound(tenant, runId);
    return record;
  }

  #handleOf({ record, created }: CreatedRun): RunHandle<never> {
    const { runId, tenant } = record;
    const of = { tenant };
    return {
      id: runId,
      tenant,
      created,
      result: async () => (await this.#open('result')).result({ tenant, runId }) as Promise<never>,
      drive: () => this.drive(runId, of) as Promise<never>,
      status: async () => (await this.#record('status', runId, of)).status,
      journal: () => this.journal(runId, of),
      progress: () => this.progress(runId, of),
      cancel: (reason) => this.cancel(runId, reason === undefined ? of : { ...of, reason }),
      signal: (name, payload, options) => this.signal(runId, name, payload, { ...of, ...options }),
      resume: () => this.resume(runId, of),
    };
  }
}

function wasUndone(journal: readonly RunEvent[]): boolean {
  return journal.some((fact) => 'step' in fact && fact.step.endsWith('~undo'));
}

/** Set aside as it stands, whatever was begun: it goes on from there. */
function isSetAside(journal: readonly RunEvent[]): boolean {
  const last = journal.findLast(
    ({ type }) => type === 'run.deadLettered' || type === 'run.resumed',
  );
  return last?.type === 'run.deadLettered';
}
