/**
 * What the client takes and gives. That the schemas which the server checks by say the same is tested
 * (`client.test-d.ts`); here it stands without zod, for those who read it.
 */

import type {
  Issue,
  JsonValue,
  NodeManifest,
  OptionsPage,
  RunError,
  RunEvent,
  RunStatus,
  StepProgress,
  StepResolution,
  Wait,
  WorkflowDocument,
} from '@flowgraft/core';

/** Times are epoch milliseconds. */
export interface WorkflowSummary {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  /** Changes with every save. */
  readonly revision: string;
  readonly updatedAt: number;
  readonly updatedBy: string | null;
  /** What runs start with; `null` before the first is published. */
  readonly published: WorkflowVersion | null;
}

export interface WorkflowDraft extends WorkflowSummary {
  readonly document: WorkflowDocument;
}

export interface WorkflowVersion {
  /** 1, 2, 3 … */
  readonly version: number;
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  readonly publishedBy: string | null;
  readonly note: string | null;
}

/** Some of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; `null` on the last one. */
  readonly cursor: string | null;
}

export interface PublishRequest {
  /** The revision that is published. */
  readonly revision: string;
  readonly note?: string | undefined;
}

/** Which choices are asked for. */
export interface OptionsRequest {
  readonly type: string;
  readonly version: number;
  /** The loader that the field names. */
  readonly name: string;
  /** The node's input, as far as it is filled in. */
  readonly input: { readonly [key: string]: JsonValue };
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface StartRequest {
  readonly workflowId: string;
  /** `draft`: as it is now; a number: that version; the published one when absent. */
  readonly version?: 'draft' | number | undefined;
  readonly input?: JsonValue | undefined;
  /** A second start with the same key gives the first run. */
  readonly idempotencyKey?: string | undefined;
}

export interface CancelRequest {
  readonly reason?: string | undefined;
}

export interface SignalRequest {
  readonly name: string;
  readonly payload?: JsonValue | undefined;
  /** A second signal of the same id is not taken again. */
  readonly id?: string | undefined;
}

export interface ResolveStepRequest {
  readonly step: string;
  readonly resolution: StepResolution;
}

/** A run without its data. Times are epoch milliseconds. */
export interface RunSummary {
  readonly id: string;
  readonly workflowId: string;
  readonly workflowHash: string;
  readonly status: RunStatus;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** When a waiting run goes on by itself. */
  readonly wakeAt: number | null;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly parent: { readonly runId: string; readonly step: string } | null;
  readonly error: RunError | null;
  readonly waits: readonly Wait[];
}

/** `input` and `output` may be cut, see `CutValue`; without the right to them they are `undefined`. */
export interface RunDetail extends RunSummary {
  readonly input: unknown;
  readonly output: unknown;
  readonly progress: RunProgressFigures;
  /** Steps that are not pending. */
  readonly steps: readonly StepProgress[];
}

export interface RunProgressFigures {
  /** 0 to 1. */
  readonly fraction: number;
  readonly resolved: number;
  readonly total: number;
}

/** A fact of the journal with its place in it; large values in it are cut, see `CutValue`. */
export interface NumberedFact {
  readonly seq: number;
  readonly fact: RunEvent;
}

export interface JournalPage {
  readonly facts: readonly NumberedFact[];
  /** Where the next page begins; `null`: this is the last for now. */
  readonly nextSeq: number | null;
}

export interface ValuePage {
  readonly kind: 'object' | 'array' | 'text' | 'scalar';
  readonly length: number;
  readonly offset: number;
  /** A part of the value, of the same kind; what in it is large is cut in turn. */
  readonly part: unknown;
}

export interface RunUpdate {
  readonly run: RunSummary;
  /** New facts, oldest first. */
  readonly facts: readonly NumberedFact[];
  /** Steps whose status changed; after connecting all that are not pending. */
  readonly steps: readonly StepProgress[];
  readonly progress: RunProgressFigures;
  /** What is not in the journal: only of runs that the answering process drives itself. */
  readonly live: readonly LiveFact[];
}

/** An attempt began, or a node said how far it is (0 to 1). Times are epoch milliseconds. */
export type LiveFact =
  | {
      readonly type: 'step.started';
      readonly step: string;
      readonly attempt: number;
      readonly at: number;
    }
  | {
      readonly type: 'step.progress';
      readonly step: string;
      readonly attempt: number;
      readonly at: number;
      readonly fraction: number;
      readonly message: string | undefined;
    };

/** What a step waits for, and which run that is. */
export interface RunWaitSummary extends Wait {
  readonly runId: string;
  readonly workflowId: string;
}

export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface PageQuery {
  readonly cursor?: string | undefined;
  /** 1 to 200; 50 when absent. */
  readonly limit?: number | undefined;
}

export interface RunQuery extends PageQuery {
  readonly workflowId?: string | undefined;
  readonly status?: readonly RunStatus[] | undefined;
  readonly tag?: string | undefined;
}

export interface JournalQuery {
  /** The first fact that is wanted; 0 when absent. */
  readonly fromSeq?: number | undefined;
  /** 1 to 1,000; 200 when absent. */
  readonly limit?: number | undefined;
}

export interface ValueQuery {
  readonly of: 'input' | 'output' | 'fact' | 'stepInput';
  readonly seq?: number | undefined;
  readonly field?: string | undefined;
  readonly path?: readonly (string | number)[] | undefined;
  readonly offset?: number | undefined;
  /** 1 to 1,000 entries or items, or characters in thousands; 100 when absent. */
  readonly limit?: number | undefined;
}

export interface FollowOptions extends CallOptions {
  /** Facts before this are known already; 0 when absent. */
  readonly fromSeq?: number | undefined;
}

export interface WaitQuery extends PageQuery {
  readonly assignee?: string | undefined;
  readonly kind?: string | undefined;
}

/** Every method rejects with a `ClientError` when the server refuses or cannot be reached. */
export interface Client {
  readonly workflows: WorkflowClient;
  readonly nodeTypes: NodeTypeClient;
  readonly runs: RunClient;
  readonly waits: WaitClient;
}

export interface WorkflowClient {
  list(query?: PageQuery, options?: CallOptions): Promise<Page<WorkflowSummary>>;
  get(workflowId: string, options?: CallOptions): Promise<WorkflowDraft>;
  create(document: WorkflowDocument, options?: CallOptions): Promise<WorkflowDraft>;
  /** Rejects with `REVISION_CONFLICT` when another revision was saved meanwhile; `details.current` is that draft. */
  save(document: WorkflowDocument, revision: string, options?: CallOptions): Promise<WorkflowDraft>;
  remove(workflowId: string, revision: string, options?: CallOptions): Promise<void>;
  validate(document: WorkflowDocument, options?: CallOptions): Promise<readonly Issue[]>;
  publish(
    workflowId: string,
    request: PublishRequest,
    options?: CallOptions,
  ): Promise<WorkflowVersion>;
  /** Newest first. */
  versions(
    workflowId: string,
    query?: PageQuery,
    options?: CallOptions,
  ): Promise<Page<WorkflowVersion>>;
  document(hash: string, options?: CallOptions): Promise<WorkflowDocument>;
}

export interface NodeTypeClient {
  list(options?: CallOptions): Promise<readonly NodeManifest[]>;
  options(request: OptionsRequest, options?: CallOptions): Promise<OptionsPage>;
}

export interface RunClient {
  start(request: StartRequest, options?: CallOptions): Promise<RunSummary>;
  list(query?: RunQuery, options?: CallOptions): Promise<Page<RunSummary>>;
  get(runId: string, options?: CallOptions): Promise<RunDetail>;
  journal(runId: string, query?: JournalQuery, options?: CallOptions): Promise<JournalPage>;
  value(runId: string, query: ValueQuery, options?: CallOptions): Promise<ValuePage>;
  /**
   * What has happened and happens to a run, until it has ended or the signal is aborted. Connects again by itself, and goes on
   * where it was: no fact is told twice, and none is left out.
   */
  follow(runId: string, options?: FollowOptions): AsyncIterable<RunUpdate>;
  /** Runs that are created or change, from now on, until the signal is aborted. Some may be told twice. */
  followAll(query?: RunQuery, options?: CallOptions): AsyncIterable<RunSummary>;
  cancel(runId: string, request?: CancelRequest, options?: CallOptions): Promise<void>;
  signal(runId: string, request: SignalRequest, options?: CallOptions): Promise<void>;
  resume(runId: string, options?: CallOptions): Promise<void>;
  resolveStep(runId: string, request: ResolveStepRequest, options?: CallOptions): Promise<void>;
}

export interface WaitClient {
  list(query?: WaitQuery, options?: CallOptions): Promise<Page<RunWaitSummary>>;
}
