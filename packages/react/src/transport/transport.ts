/**
 * What the editor asks of the host's server. `createClient` of `@flowgraft/server/client` is one; a host may bring its own.
 * Every method rejects with a `TransportError`-shaped error when the server refuses.
 */

import type {
  Issue,
  JsonValue,
  NodeManifest,
  RunError,
  RunEvent,
  RunStatus,
  StepProgress,
  StepResolution,
  Wait,
  WorkflowDocument,
} from '@flowgraft/core';

export interface Transport {
  readonly workflows: WorkflowTransport;
  readonly nodeTypes: NodeTypeTransport;
  readonly runs: RunTransport;
  readonly waits: WaitTransport;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface PageQuery {
  readonly cursor?: string | undefined;
  /** 1 to 200; 50 when absent. */
  readonly limit?: number | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** `null` on the last page. */
  readonly cursor: string | null;
}

export interface WorkflowTransport {
  list(query?: PageQuery, options?: CallOptions): Promise<Page<WorkflowSummary>>;
  /** The draft, and what is published of it. */
  get(workflowId: string, options?: CallOptions): Promise<WorkflowDraft>;
  create(document: WorkflowDocument, options?: CallOptions): Promise<WorkflowDraft>;
  /** Rejects with `REVISION_CONFLICT` when somebody saved another revision meanwhile; its details hold that draft. */
  save(document: WorkflowDocument, revision: string, options?: CallOptions): Promise<WorkflowDraft>;
  remove(workflowId: string, revision: string, options?: CallOptions): Promise<void>;
  /** What is wrong with a document, by the server's own node types and workflows. */
  validate(document: WorkflowDocument, options?: CallOptions): Promise<readonly Issue[]>;
  /** Makes that revision of the draft the one that runs start with. */
  publish(
    workflowId: string,
    request: PublishRequest,
    options?: CallOptions,
  ): Promise<WorkflowVersion>;
  versions(
    workflowId: string,
    query?: PageQuery,
    options?: CallOptions,
  ): Promise<Page<WorkflowVersion>>;
  /** A workflow as it was published, or as a run pins it. */
  document(hash: string, options?: CallOptions): Promise<WorkflowDocument>;
}

export interface WorkflowSummary {
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly revision: string;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
  readonly updatedBy: string | null;
  /** The version that runs start with; `null` before the first is published. */
  readonly published: WorkflowVersion | null;
}

export interface WorkflowDraft extends WorkflowSummary {
  readonly document: WorkflowDocument;
}

export interface PublishRequest {
  readonly revision: string;
  readonly note?: string | undefined;
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

export interface NodeTypeTransport {
  /** The node types that this user may use. */
  list(options?: CallOptions): Promise<readonly NodeManifest[]>;
  /** Choices for a field whose `x-ui.options` names a loader of its node type. */
  options(request: OptionsRequest, options?: CallOptions): Promise<OptionsPage>;
}

export interface OptionsRequest {
  readonly type: string;
  readonly version: number;
  /** The loader's name. */
  readonly name: string;
  /** The node's input as far as it is filled in with literal values. */
  readonly input: { readonly [key: string]: JsonValue };
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface OptionsPage {
  readonly options: readonly FieldOption[];
  readonly cursor: string | null;
}

export interface FieldOption {
  readonly value: JsonValue;
  readonly label: string;
  readonly description?: string | undefined;
}

export interface RunTransport {
  start(request: StartRequest, options?: CallOptions): Promise<RunSummary>;
  list(query?: RunQuery, options?: CallOptions): Promise<Page<RunSummary>>;
  get(runId: string, options?: CallOptions): Promise<RunDetail>;
  /** Facts of the journal from `fromSeq` (0 is the first) on. */
  journal(runId: string, query?: JournalQuery, options?: CallOptions): Promise<JournalPage>;
  /** A part of a value that is too large to be sent whole. */
  value(runId: string, query: ValueQuery, options?: CallOptions): Promise<ValuePage>;
  /** What has happened and happens to a run, until it has ended or the signal is aborted. */
  follow(runId: string, options?: FollowOptions): AsyncIterable<RunUpdate>;
  /** Runs that were created or changed, from now on, until the signal is aborted. */
  followAll(query?: RunQuery, options?: CallOptions): AsyncIterable<RunSummary>;
  cancel(runId: string, request?: CancelRequest, options?: CallOptions): Promise<void>;
  signal(runId: string, request: SignalRequest, options?: CallOptions): Promise<void>;
  resume(runId: string, options?: CallOptions): Promise<void>;
  resolveStep(runId: string, request: ResolveStepRequest, options?: CallOptions): Promise<void>;
}

export interface StartRequest {
  readonly workflowId: string;
  /** `draft`: as it is now, to try it; a number: that version; the published one when absent. */
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

export interface RunQuery extends PageQuery {
  readonly workflowId?: string | undefined;
  readonly status?: readonly RunStatus[] | undefined;
  readonly tag?: string | undefined;
}

/** A run, without its data. Times are epoch milliseconds. */
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

/** `input` and `output` may be cut, see `CutValue`. */
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

export interface JournalQuery {
  readonly fromSeq?: number | undefined;
  /** 1 to 1,000; 200 when absent. */
  readonly limit?: number | undefined;
}

/** A fact of the journal with its place in it; large values in it are cut, see `CutValue`. */
export interface NumberedFact {
  readonly seq: number;
  readonly fact: RunEvent;
}

export interface JournalPage {
  readonly facts: readonly NumberedFact[];
  /** Where the next page begins; `null` when this is the last for now. */
  readonly nextSeq: number | null;
}

/** Stands in a run's data for a value that is larger than what is sent at once. */
export interface CutValue {
  readonly $cut: {
    readonly kind: 'object' | 'array' | 'text';
    /** Entries, items or UTF-16 units. */
    readonly length: number;
    /** The first entries, items or characters. */
    readonly preview: unknown;
  };
}

export interface ValueQuery {
  /**
   * Where the value is: the run's own `input` or `output`; `fact`, what the fact at `seq` carries in its field `field`
   * (`output`, `error`, `payload` …); `stepInput`, what the attempt was given whose end is the fact at `seq`.
   */
  readonly of: 'input' | 'output' | 'fact' | 'stepInput';
  readonly seq?: number | undefined;
  readonly field?: string | undefined;
  /** Keys and indexes from the value to the part that is wanted. */
  readonly path?: readonly (string | number)[] | undefined;
  readonly offset?: number | undefined;
  /** 1 to 1,000 entries or items, or characters in thousands; 100 when absent. */
  readonly limit?: number | undefined;
}

export interface ValuePage {
  readonly kind: 'object' | 'array' | 'text' | 'scalar';
  readonly length: number;
  readonly offset: number;
  /** A part of the value, of the same kind; what in it is large is cut in turn. */
  readonly part: unknown;
}

export interface FollowOptions extends CallOptions {
  /** Facts before this are known already; 0 when absent. */
  readonly fromSeq?: number | undefined;
}

export interface RunUpdate {
  readonly run: RunSummary;
  readonly facts: readonly NumberedFact[];
  /** Steps whose status changed; in the first update all that are not pending. */
  readonly steps: readonly StepProgress[];
  readonly progress: RunProgressFigures;
  /** What is not in the journal: only of runs that the answering process drives itself. */
  readonly live: readonly LiveFact[];
}

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
      /** 0 to 1. */
      readonly fraction: number;
      readonly message: string | undefined;
    };

export interface WaitTransport {
  list(query?: WaitQuery, options?: CallOptions): Promise<Page<RunWaitSummary>>;
}

export interface WaitQuery extends PageQuery {
  readonly assignee?: string | undefined;
  readonly kind?: string | undefined;
}

export interface RunWaitSummary extends Wait {
  readonly runId: string;
  readonly workflowId: string;
}

/** What an error of a transport tells beside its message. */
export interface TransportErrorDetails {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** An error code of the engine, or one of the server's own, for example `REVISION_CONFLICT`. */
  readonly code: string;
  readonly details?: unknown;
}

/** True for an error that carries a status and a code, whoever made it. */
export function isTransportError(value: unknown): value is Error & TransportErrorDetails {
  return (
    value instanceof Error &&
    typeof (value as Partial<TransportErrorDetails>).status === 'number' &&
    typeof (value as Partial<TransportErrorDetails>).code === 'string'
  );
}

/** True for what stands in a run's data in place of a large value. */
export function isCutValue(value: unknown): value is CutValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 1 &&
    '$cut' in value
  );
}
