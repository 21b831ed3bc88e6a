/** The runs of a list: read a page at a time, kept up to date while it is live, the newest first. */

import type { RunStatus } from '@flowgraft/core';
import { pause } from './pause.js';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import type { RunQuery, RunSummary, Transport } from '../transport/transport.js';
import type { Schedule } from './run-session.js';

export interface RunFilter {
  readonly workflowId?: string | undefined;
  /** Any when empty. */
  readonly status: readonly RunStatus[];
  readonly tag?: string | undefined;
  /** Only runs that were created since, epoch milliseconds. */
  readonly since?: number | undefined;
}

export interface RunListState {
  readonly filter: RunFilter;
  readonly status: 'loading' | 'ready' | 'failed';
  /** Why it is `failed`. */
  readonly error: unknown;
  readonly runs: readonly RunSummary[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** What is new is held back, see `held`. */
  readonly isPaused: boolean;
  /** Runs that were created or changed while it was paused. */
  readonly held: number;
}

export interface RunListParts {
  readonly transport: Transport;
  readonly filter: RunFilter;
  /** 100 ms by a timer when absent. */
  readonly schedule?: Schedule | undefined;
}

const pageSize = 50;
const retryMs = 2_000;

export class RunList {
  readonly #transport: Transport;
  readonly #schedule: Schedule;
  readonly #state: ValueStore<RunListState>;
  /** What was told and is not shown yet, the latest of each run. */
  readonly #told = new Map<string, RunSummary>();
  #cursor: string | null = null;
  #asked: AbortController | undefined = undefined;
  #takeBack: (() => void) | undefined = undefined;

  constructor({ transport, filter, schedule }: RunListParts) {
    this.#transport = transport;
    this.#schedule = schedule ?? afterAWhile;
    this.#state = new ValueStore(emptyState(filter));
  }

  get state(): ReadableStore<RunListState> {
    return this.#state;
  }

  /** Reads the first page and follows what is new, until the returned function is called. */
  open(): () => void {
    this.#restart();
    return () => {
      this.#asked?.abort();
      this.#takeBack?.();
      this.#takeBack = undefined;
    };
  }

  filter(change: Partial<RunFilter>): void {
    const { filter, isPaused } = this.#state.get();
    this.#state.set({ ...emptyState({ ...filter, ...change }), isPaused });
    this.#restart();
  }

  refresh(): void {
    this.#restart();
  }

  /** Holds back what is new, or shows it again. */
  pause(isPaused: boolean): void {
    this.#state.update((state) => ({ ...state, isPaused }));
    if (!isPaused) this.#flush();
  }

  async more(): Promise<void> {
    const { hasMore, isLoadingMore, status } = this.#state.get();
    const asked = this.#asked;
    if (!hasMore || isLoadingMore || status !== 'ready' || asked === undefined) return;
    this.#state.update((state) => ({ ...state, isLoadingMore: true }));
    await this.#read(asked.signal);
  }

  #restart(): void {
    this.#asked?.abort();
    this.#told.clear();
    const asked = new AbortController();
    this.#asked = asked;
    this.#cursor = null;
    this.#state.update((state) => ({ ...state, status: 'loading', held: 0, isLoadingMore: false }));
    void this.#read(asked.signal);
    void this.#follow(asked.signal);
  }

  async #read(signal: AbortSignal): Promise<void> {
    const isFirst = this.#cursor === null;
    try {
      const cursor = this.#cursor ?? undefined;
      const query = { ...queryOf(this.#state.get().filter), cursor, limit: pageSize };
      const page = await this.#transport.runs.list(query, {
        signal,
      });
      if (signal.aborted) return;
      this.#cursor = page.cursor;
      this.#state.update((state) => {
        const { since } = state.filter;
        const found = page.items.filter((run) => isWanted(run, state.filter));
        // The newest come first: older than wanted means that all that follow are too.
        const isPast = since !== undefined && page.items.some((run) => run.createdAt < since);
        const runs = merge(isFirst ? [] : state.runs, found);
        const hasMore = page.cursor !== null && !isPast;
        return { ...state, status: 'ready', runs, hasMore, isLoadingMore: false, error: undefined };
      });
    } catch (error) {
      if (signal.aborted) return;
      this.#state.update((state) => ({ ...state, status: 'failed', isLoadingMore: false, error }));
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        // Not by status: one that leaves the list has to be heard of as well.
        const { status: _status, ...query } = queryOf(this.#state.get().filter);
        for await (const run of this.#transport.runs.followAll(query, { signal })) {
          this.#tell(run);
        }
      } catch {
        // What is on screen stays; it is followed again.
      }
      await pause(retryMs, signal);
    }
  }

  #tell(run: RunSummary): void {
    this.#told.set(run.id, run);
    this.#takeBack ??= this.#schedule(() => {
      this.#takeBack = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    const told = [...this.#told.values()];
    this.#state.update((state) => {
      if (state.isPaused) return { ...state, held: told.length };
      this.#told.clear();
      if (told.length === 0 && state.held === 0) return state;
      const ids = new Set(told.map(({ id }) => id));
      const others = state.runs.filter(({ id }) => !ids.has(id));
      const found = told.filter((run) => isWanted(run, state.filter));
      return { ...state, held: 0, runs: merge(others, found) };
    });
  }
}

function emptyState(filter: RunFilter): RunListState {
  return {
    filter,
    status: 'loading',
    error: undefined,
    runs: [],
    hasMore: false,
    isLoadingMore: false,
    isPaused: false,
    held: 0,
  };
}

function queryOf({ workflowId, status, tag }: RunFilter): RunQuery {
  return {
    ...(workflowId !== undefined && { workflowId }),
    ...(status.length > 0 && { status }),
    ...(tag !== undefined && tag !== '' && { tag }),
  };
}

function isWanted(run: RunSummary, { status, since, workflowId, tag }: RunFilter): boolean {
  return (
    (status.length === 0 || status.includes(run.status)) &&
    (since === undefined || run.createdAt >= since) &&
    (workflowId === undefined || run.workflowId === workflowId) &&
    (tag === undefined || tag === '' || run.tags.includes(tag))
  );
}

/** Both, each run once, the newest first. */
function merge(runs: readonly RunSummary[], others: readonly RunSummary[]): readonly RunSummary[] {
  const byId = new Map([...runs, ...others].map((run) => [run.id, run]));
  return [...byId.values()].toSorted((a, b) => b.createdAt - a.createdAt || compare(b.id, a.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function afterAWhile(flush: () => void): () => void {
  const timer = setTimeout(flush, 100);
  return () => clearTimeout(timer);
}
