/** The engine: what a host starts, watches and steers runs with. */

import type { Workflow } from '../workflow/workflow.js';
import type { WorkflowDocument } from '../model/document.js';
import type { Issue } from '../model/issue.js';
import type { RunEvent, StepResolution } from '../model/run-event.js';
import type { OptionsPage } from '../node/field-options.js';
import type { NodeManifest } from '../node/manifest.js';
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
import type { WorkerScope } from '../ports/claim.js';
import type { WorkerRecord } from '../ports/workers.js';
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
import type { LimitScope, LimitState } from './limit-key.js';
import type { RunHandle, SignalOptions } from './run-handle.js';
import type { RunProgress } from './run-progress.js';
import type { FollowOptions, RunUpdate } from './run-updates.js';
import type { PublishedWorkflow } from './workflow-library.js';

/** Takes due runs until it is closed. */
export interface Worker {
  /** Runs that it holds now. */
  readonly active: number;
  /** Takes no more runs, and resolves when those it holds have come to a stop. */
  close(options?: CloseOptions): Promise<void>;
}

/** Anything that can be started: a workflow, a document, or the id of one that is known. */
export type Startable<Input = unknown, Output = unknown> =
  Workflow<Input, Output> | WorkflowDocument | string;

/** @typeParam Tx - What `start` takes as a transaction of the host's; `never` where the backend takes none. */
export interface Engine<Tx = never> {
  /** What the store keeps and can do. */
  capabilities(): Promise<StoreCapabilities>;

  /**
   * Creates a run for a worker, of this process or another, to take. When the promise resolves, the run is
   * stored as safely as the store keeps things.
   *
   * With `tx` it is stored when that transaction commits: until then only the transaction sees it.
   *
   * @throws {FlowgraftError} `WORKFLOW_INVALID`, `WORKFLOW_NOT_FOUND`, `INPUT_INVALID`, `VALUE_UNSUPPORTED`,
   *   `QUEUE_FULL`, `STORE_FAILED`, `ENGINE_CLOSED`.
   */
  start<Input, Output>(
    workflow: Workflow<Input, Output>,
    input: Input,
    options?: StartOptions<Tx>,
  ): Promise<RunHandle<Output>>;
  start(workflow: Startable, input?: unknown, options?: StartOptions<Tx>): Promise<RunHandle>;

  /**
   * Creates a run and drives it here and now, without a worker; resolves with its output when it has
   * completed. Its waits are kept by this process; after a crash any worker goes on with it.
   *
   * @throws {FlowgraftError} what `start` throws, `RUN_FAILED`, `RUN_CANCELLED`.
   */
  run<Input, Output>(
    workflow: Workflow<Input, Output>,
    input: Input,
    options?: StartOptions,
  ): Promise<Output>;
  run(workflow: Startable, input?: unknown, options?: StartOptions): Promise<unknown>;

  /**
   * Sees a run that exists through in this process, without a worker: takes it whenever it is due and nobody
   * holds it. Resolves with its output.
   *
   * @throws {FlowgraftError} `RUN_NOT_FOUND`, `RUN_FAILED`, `RUN_CANCELLED`, `ENGINE_CLOSED`.
   */
  drive(runId: string, options?: TenantOptions): Promise<unknown>;

  /** Starts taking due runs in this process. */
  worker(options?: WorkerOptions): Worker;

  /** A handle on a run that exists. @throws {FlowgraftError} `RUN_NOT_FOUND`. */
  handle(runId: string, options?: TenantOptions): Promise<RunHandle>;
  /** The run's record, or `null`. */
  get(runId: string, options?: TenantOptions): Promise<RunRecord | null>;
  /** Runs of one tenant, newest first. */
  list(filter?: RunFilter): Promise<RunPage>;
  /**
   * The run's journal, oldest first; from entry `fromSeq` on (0 is the first), when given.
   *
   * @throws {FlowgraftError} `RUN_NOT_FOUND`.
   */
  journal(runId: string, options?: JournalOptions): Promise<readonly RunEvent[]>;
  /** Step by step, how far a run is. @throws {FlowgraftError} `RUN_NOT_FOUND`, `WORKFLOW_NOT_FOUND`. */
  progress(runId: string, options?: TenantOptions): Promise<RunProgress>;
  /**
   * Tells what happens to a run, in whatever process: how it stands at once, then one update whenever something
   * has happened. Ends by itself after the update that shows a final status, and quietly when it is aborted or
   * the engine closes. What happens while the consumer is busy comes in one update.
   *
   * @throws {FlowgraftError} `RUN_NOT_FOUND`, `WORKFLOW_NOT_FOUND`, from the iteration.
   * @example
   * for await (const { steps, fraction } of engine.follow(runId)) show(steps, fraction);
   */
  follow(runId: string, options?: FollowOptions): AsyncIterable<RunUpdate>;
  /**
   * The input of the attempt that ended with the entry `seq` of the run's journal, before the defaults of its
   * schema; secrets are shown as `•••`.
   *
   * @throws {FlowgraftError} `RUN_NOT_FOUND`, `WORKFLOW_NOT_FOUND`; what its bindings threw, when they failed.
   * @throws {TypeError} when that entry is not the end of an attempt.
   */
  stepInput(runId: string, seq: number, options?: TenantOptions): Promise<unknown>;

  /**
   * Asks a run to stop. What runs is told at once, what completed is compensated; children are cancelled too.
   * Whoever holds the run next does it.
   *
   * @throws {FlowgraftError} `RUN_NOT_FOUND`; `RUN_CONFLICT` when it has ended.
   */
  cancel(runId: string, options?: CancelOptions): Promise<void>;
  /**
   * Sends a signal. It is stored before anybody waits for it, and taken by the first step that does.
   *
   * @throws {FlowgraftError} `RUN_NOT_FOUND`, `VALUE_UNSUPPORTED`; `RUN_CONFLICT` when the run has ended.
   */
  signal(
    runId: string,
    name: string,
    payload?: unknown,
    options?: TenantOptions & SignalOptions,
  ): Promise<void>;
  /**
   * Goes on with a failed run: its failed steps start again, completed ones keep their results.
   *
   * @throws {FlowgraftError} `RUN_NOT_FOUND`; `RUN_CONFLICT` when it has not failed, or was compensated.
   */
  resume(runId: string, options?: TenantOptions): Promise<void>;
  /**
   * Decides about a step of which a crash left open whether it did its work.
   *
   * @throws {FlowgraftError} `RUN_NOT_FOUND`, `VALUE_UNSUPPORTED`; `RUN_CONFLICT` when the run has ended.
   */
  resolveStep(
    runId: string,
    step: string,
    resolution: StepResolution,
    options?: TenantOptions,
  ): Promise<void>;

  /** What steps of parked runs of one tenant wait for: approvals, signals, times. */
  waits(filter?: WaitFilter): Promise<WaitPage>;
  /** The workflows that the store has of one tenant, by id. */
  workflows(filter?: Partial<WorkflowFilter>): Promise<WorkflowPage>;
  /**
   * Keeps a workflow in the store as the latest of its id: from then on `start(id)` of any process starts it for
   * that tenant, unless that process was given another workflow of that id. Runs that exist keep theirs.
   *
   * @throws {FlowgraftError} `WORKFLOW_INVALID`, `STORE_FAILED`.
   */
  publish(
    workflow: Workflow | WorkflowDocument,
    options?: TenantOptions,
  ): Promise<PublishedWorkflow>;
  /** The workflow of that hash as the tenant has it, or `null`. @throws {FlowgraftError} `STORE_FAILED`. */
  document(hash: string, options?: TenantOptions): Promise<WorkflowDocument | null>;

  /**
   * Sets how many runs may be held by workers, and may queue, at once. What is held already stays so.
   *
   * @param limit - `null`, or left out: no such maximum. With neither the limit is lifted.
   * @throws {TypeError} when a maximum is not a whole number >= 0.
   */
  setLimit(
    scope: LimitScope,
    limit: { readonly maxHeld?: number | null; readonly maxQueued?: number | null },
  ): Promise<void>;
  /** The limits that are set, with what they count now. */
  limits(): Promise<readonly LimitState[]>;
  /** Workers of every process on this store, with their load. */
  workers(): Promise<readonly WorkerRecord[]>;
  /** How many runs are due that a worker of this scope would take, counted up to `limit` (1,000 when absent). */
  backlog(scope?: WorkerScope, limit?: number): Promise<number>;

  /** Every registered node type as JSON, for a canvas or an API; loads lazy ones. */
  manifests(): Promise<readonly NodeManifest[]>;
  /**
   * The choices of a node's field, as the node type's loader `name` gives them.
   *
   * @throws {FlowgraftError} `NODE_TYPE_NOT_FOUND`, `OPTIONS_NOT_FOUND`, `OPTIONS_FAILED`.
   */
  options(request: OptionsRequest, options?: OptionsCallOptions): Promise<OptionsPage>;
  /** What is wrong with a document, given this engine's node types. Empty: it can be started. */
  validate(document: unknown): Promise<readonly Issue[]>;

  /** The store's small shared values: for what surrounds the engine, under keys of its own. */
  keyValue(): Promise<KeyValue>;

  /** Listens; returns a function that stops it. A listener that throws is reported as `error`. */
  on<Name extends EngineEventName>(name: Name, listener: EngineListener<Name>): () => void;

  /**
   * Stops taking runs, lets those that are held come to a stop, and lets go of everything. Runs that are not
   * done go on with the next worker. The backend's own client is the host's to close. Calling it again is
   * harmless.
   */
  close(options?: CloseOptions): Promise<void>;
}
