/** Runs of a tenant as they are created and change, in whatever process. */

import {
  isFinal,
  type Engine,
  type EngineEventName,
  type RunFilter,
  type RunRecord,
} from '@flowgraft/core';

export interface TailOptions {
  readonly filter: Pick<RunFilter, 'workflowId' | 'status' | 'tag'> & { readonly tenant: string };
  readonly signal: AbortSignal;
  /** How often the store is asked. */
  readonly pollMs: number;
  /** Epoch milliseconds: what has changed since then is told first; from now on when absent. */
  readonly since?: number | undefined;
}

const events = [
  'run.started',
  'run.waiting',
  'run.resumed',
  'run.completed',
  'run.failed',
  'run.cancelled',
] as const satisfies readonly EngineEventName[];

/** Runs on a page: those that somebody has on a screen. */
const pageSize = 50;
/** Runs that are looked at again although they are on no page any more. */
const mostKnown = 500;

/** Runs as they stand after something has happened to them. A run that no longer fits the filter is told once more. */
export async function* tailRuns(engine: Engine, options: TailOptions): AsyncGenerator<RunRecord> {
  const { filter, signal, pollMs, since } = options;
  const known = new KnownRuns();
  const told = new Happenings(engine, filter.tenant);
  try {
    let isFirst = true;
    while (!signal.aborted) {
      const page = await engine.list({ ...filter, limit: pageSize });
      const fresh = await known.take(page.runs, (runId) => engine.get(runId, filter));
      const told1 = isFirst
        ? fresh.filter((run) => since !== undefined && isSince(run, since))
        : fresh;
      for (const run of told1) yield run;
      isFirst = false;
      await told.next(signal, pollMs);
    }
  } finally {
    told.close();
  }
}

/** What is known of runs, so that only changes are told. */
class KnownRuns {
  readonly #known = new Map<string, { readonly state: string; readonly isOver: boolean }>();

  /** @returns those that are new or changed, the longest known first. */
  async take(
    page: readonly RunRecord[],
    get: (runId: string) => Promise<RunRecord | null>,
  ): Promise<RunRecord[]> {
    const onPage = new Set(page.map(({ runId }) => runId));
    const left = [...this.#known].filter(([id, { isOver }]) => !isOver && !onPage.has(id));
    const others = await Promise.all(left.map(([id]) => get(id)));
    const gone = left.filter((_, at) => others[at] === null);
    for (const [id] of gone) this.#known.delete(id);
    const runs = [...others.filter((run) => run !== null), ...page.toReversed()];
    const changed = runs.filter((run) => this.#isNews(run));
    this.#forget();
    return changed;
  }

  #isNews(run: RunRecord): boolean {
    const { runId, status, startedAt, finishedAt, wakeAt, waits } = run;
    const steps = waits.map(({ step }) => step);
    const state = JSON.stringify([status, startedAt, finishedAt, wakeAt, steps]);
    const before = this.#known.get(runId);
    if (before?.state === state) return false;
    this.#known.set(runId, { state, isOver: isFinal(status) });
    return true;
  }

  /** Memory stays bounded: those that are over go first. */
  #forget(): void {
    for (const wantsOver of [true, false]) {
      for (const [runId, { isOver }] of this.#known) {
        if (this.#known.size <= mostKnown) return;
        if (!wantsOver || isOver) this.#known.delete(runId);
      }
    }
  }
}

/** Waits until something happens here, or it is time to look. */
class Happenings {
  readonly #stop: readonly (() => void)[];
  #hasHappened = false;
  #wake: () => void = () => undefined;

  constructor(engine: Engine, tenant: string) {
    const note = (event: { readonly tenant: string }): void => {
      if (event.tenant !== tenant) return;
      this.#hasHappened = true;
      this.#wake();
    };
    this.#stop = events.map((name) => engine.on(name, note));
  }

  async next(signal: AbortSignal, pollMs: number): Promise<void> {
    if (!this.#hasHappened && !signal.aborted) await this.#wait(signal, pollMs);
    this.#hasHappened = false;
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #wait(signal: AbortSignal, pollMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = () => undefined;
        resolve();
      };
      const timer = setTimeout(done, pollMs);
      signal.addEventListener('abort', done);
      this.#wake = done;
    });
  }
}

function isSince({ status, createdAt, startedAt, finishedAt }: RunRecord, since: number): boolean {
  return !isFinal(status) || Math.max(createdAt, startedAt ?? 0, finishedAt ?? 0) >= since;
}
