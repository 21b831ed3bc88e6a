/**
 * One run on the screen: follows it, and keeps what canvas, timeline and inspector show in stores that each change only
 * when their own part does. Any number of updates within a frame tell listeners once.
 */

import type { JsonValue, StepResolution, WorkflowDocument } from '@flowgraft/core';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import {
  isTransportError,
  type RunProgressFigures,
  type RunSummary,
  type RunUpdate,
  type Transport,
  type ValuePage,
  type ValueQuery,
} from '../transport/transport.js';
import { pause } from './pause.js';
import { EdgeTotals } from './edge-totals.js';
import { RunFold } from './run-fold.js';
import type { EdgeRunState, NodeRunState } from './run-states.js';
import { isRunOver } from './run-status.js';
import { StepList } from './step-list.js';

/** `ended`: the run is over, nothing more is asked for. `failed`: it cannot be read, see `error`. */
export type RunConnection = 'opening' | 'live' | 'reconnecting' | 'ended' | 'failed';

/** Calls `flush` soon, once; the returned function takes it back. A screen gives one per frame. */
export type Schedule = (flush: () => void) => () => void;

export interface RunSessionParts {
  readonly transport: Transport;
  readonly runId: string;
  /** 16 ms by a timer when absent. */
  readonly schedule?: Schedule | undefined;
  /** Epoch milliseconds. */
  readonly now?: (() => number) | undefined;
  /** How long to wait before the `n`th try to follow it again; 1, 2, 4 … 30 seconds when absent. */
  readonly reconnectMs?: ((attempt: number) => number) | undefined;
}

export class RunSession {
  readonly runId: string;
  readonly #transport: Transport;
  readonly #schedule: Schedule;
  readonly #now: () => number;
  readonly #reconnectMs: (attempt: number) => number;
  readonly #fold = new RunFold();
  readonly #edges = new EdgeTotals(this.#fold);
  readonly #nodeStores = new Map<string, ValueStore<NodeRunState | null>>();
  readonly #edgeStores = new Map<string, ValueStore<EdgeRunState | null>>();
  readonly #summary = new ValueStore<RunSummary | null>(null);
  readonly #progress = new ValueStore<RunProgressFigures>({ fraction: 0, resolved: 0, total: 0 });
  readonly #steps = new ValueStore(new StepList(this.#fold.steps, this.#fold.failed, 0));
  readonly #connection = new ValueStore<RunConnection>('opening');
  readonly #document = new ValueStore<WorkflowDocument | null>(null);
  #latest: RunUpdate | null = null;
  #takeBack: (() => void) | undefined = undefined;
  #following: AbortController | undefined = undefined;
  #wanted: string | undefined = undefined;
  #error: unknown = undefined;

  constructor(parts: RunSessionParts) {
    this.runId = parts.runId;
    this.#transport = parts.transport;
    this.#schedule = parts.schedule ?? afterFrame;
    this.#now = parts.now ?? Date.now;
    this.#reconnectMs = parts.reconnectMs ?? ((attempt) => Math.min(30_000, 500 * 2 ** attempt));
  }

  /** `null` until the first update is there. */
  get summary(): ReadableStore<RunSummary | null> {
    return this.#summary;
  }

  get progress(): ReadableStore<RunProgressFigures> {
    return this.#progress;
  }

  /** All steps that are known of; another object after each change. */
  get steps(): ReadableStore<StepList> {
    return this.#steps;
  }

  get connection(): ReadableStore<RunConnection> {
    return this.#connection;
  }

  /** The workflow as this run pins it; `null` until it is there. */
  get document(): ReadableStore<WorkflowDocument | null> {
    return this.#document;
  }

  /** Why the connection is `failed`. */
  get error(): unknown {
    return this.#error;
  }

  /** Facts of the journal that are known of. */
  get journalLength(): number {
    return this.#fold.nextSeq;
  }

  /** How the steps of a node stand; `null` while there is none. The same store for the same node. */
  node(id: string): ReadableStore<NodeRunState | null> {
    let store = this.#nodeStores.get(id);
    if (store === undefined) {
      store = new ValueStore(this.#fold.node(id));
      this.#nodeStores.set(id, store);
    }
    return store;
  }

  /** What went along an edge; `null` while nothing did. @param id - As `edgeId` names it. */
  edge(id: string): ReadableStore<EdgeRunState | null> {
    let store = this.#edgeStores.get(id);
    if (store === undefined) {
      store = new ValueStore(this.#edges.state(id));
      this.#edgeStores.set(id, store);
    }
    return store;
  }

  /** Follows the run from where it is known to, until it has ended or the returned function is called. */
  open(): () => void {
    this.#following?.abort();
    const following = new AbortController();
    this.#following = following;
    this.#error = undefined;
    void this.#follow(following.signal);
    return () => {
      following.abort();
      this.#takeBack?.();
      this.#takeBack = undefined;
    };
  }

  /** @throws what the transport throws; so do the other requests. */
  async cancel(reason?: string): Promise<void> {
    await this.#transport.runs.cancel(this.runId, { reason });
  }

  async signal(name: string, payload: JsonValue | undefined, id: string): Promise<void> {
    await this.#transport.runs.signal(this.runId, { name, payload, id });
  }

  /** A failed run goes on from its failed steps; it is followed again. */
  async resume(): Promise<void> {
    await this.#transport.runs.resume(this.runId);
    if (this.#connection.get() === 'ended') this.open();
  }

  async resolveStep(step: string, resolution: StepResolution): Promise<void> {
    await this.#transport.runs.resolveStep(this.runId, { step, resolution });
  }

  /** A part of a value of this run; nothing is kept. */
  async value(query: ValueQuery, signal?: AbortSignal): Promise<ValuePage> {
    return this.#transport.runs.value(this.runId, query, { signal });
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let attempt = 0;
    while (!signal.aborted) {
      const before = this.#latest;
      const outcome = await this.#followOnce(signal);
      if (signal.aborted) return;
      if (outcome !== 'broken') return this.#connection.set(outcome);
      attempt = this.#latest === before ? attempt + 1 : 1;
      this.#connection.set('reconnecting');
      await pause(this.#reconnectMs(attempt), signal);
    }
  }

  /** Until it has ended (`ended`), cannot be read (`failed`), or the connection is lost. */
  async #followOnce(signal: AbortSignal): Promise<'ended' | 'failed' | 'broken'> {
    try {
      const fromSeq = this.#fold.nextSeq;
      const updates = this.#transport.runs.follow(this.runId, { fromSeq, signal });
      for await (const update of updates) {
        if (signal.aborted) return 'broken';
        this.#take(update);
      }
    } catch (thrown) {
      this.#error = thrown;
      const isRefused = isTransportError(thrown) && thrown.status >= 400 && thrown.status < 500;
      return isRefused ? 'failed' : 'broken';
    }
    const run = this.#latest?.run;
    return run !== undefined && isRunOver(run.status) ? 'ended' : 'broken';
  }

  #take(update: RunUpdate): void {
    this.#fold.take(update, this.#now());
    this.#latest = update;
    this.#wantDocument(update.run.workflowHash);
    this.#connection.set('live');
    this.#takeBack ??= this.#schedule(() => this.#flush());
  }

  #flush(): void {
    this.#takeBack = undefined;
    const update = this.#latest;
    if (update === null) return;
    for (const id of this.#fold.changedNodes) this.#nodeStores.get(id)?.set(this.#fold.node(id));
    this.#flushEdges(this.#fold.changedPorts);
    this.#fold.changedNodes.clear();
    this.#fold.changedPorts.clear();
    this.#progress.set(update.progress);
    this.#steps.update(({ steps, failed, revision }) => new StepList(steps, failed, revision + 1));
    this.#summary.set(update.run);
  }

  #flushEdges(nodes: Iterable<string>): void {
    for (const id of nodes) {
      for (const edge of this.#edges.leaving(id)) {
        this.#edgeStores.get(edge)?.set(this.#edges.state(edge));
      }
    }
  }

  /** Asked for once: a run never changes its workflow. Without it, everything but the canvas is there. */
  #wantDocument(hash: string): void {
    if (this.#wanted === hash) return;
    this.#wanted = hash;
    this.#transport.workflows.document(hash).then(
      (document) => {
        this.#edges.read(document);
        for (const [id, store] of this.#edgeStores) store.set(this.#edges.state(id));
        this.#document.set(document);
      },
      () => (this.#wanted = undefined),
    );
  }
}

function afterFrame(flush: () => void): () => void {
  const timer = setTimeout(flush, 16);
  return () => clearTimeout(timer);
}
