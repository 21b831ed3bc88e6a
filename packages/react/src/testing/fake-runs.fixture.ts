/** Runs of the server in memory: a test says what happens to them. */

import type { RunEvent } from '@flowgraft/core';
import type {
  JournalPage,
  NumberedFact,
  Page,
  RunDetail,
  RunQuery,
  RunSummary,
  RunTransport,
  RunUpdate,
  StartRequest,
  ValuePage,
  ValueQuery,
} from '../transport/transport.js';

type Call = (method: string, args: readonly unknown[]) => Promise<void>;

/** What follows: values handed to whoever waits, in their order. */
class Channel<Item> {
  readonly #items: Item[] = [];
  #wake: (() => void) | undefined = undefined;
  #isOpen = true;

  push(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  close(): void {
    this.#isOpen = false;
    this.#wake?.();
  }

  async *read(signal: AbortSignal | undefined): AsyncGenerator<Item> {
    const stop = (): void => this.close();
    signal?.addEventListener('abort', stop);
    try {
      while (signal?.aborted !== true) {
        const item = this.#items.shift();
        if (item !== undefined) yield item;
        else if (!this.#isOpen) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}

const finals: ReadonlySet<string> = new Set(['completed', 'failed', 'cancelled']);

export class FakeRuns implements RunTransport {
  /** Every run, by its id. */
  readonly details = new Map<string, RunDetail>();
  /** Every run's journal. */
  readonly journals = new Map<string, NumberedFact[]>();
  /** Answers `value`; a test may put its own here. */
  readValue: (runId: string, query: ValueQuery) => ValuePage = () => ({
    kind: 'scalar',
    length: 1,
    offset: 0,
    part: null,
  });
  readonly #call: Call;
  readonly #tick: () => number;
  readonly #followers = new Map<string, Set<Channel<RunUpdate>>>();
  readonly #listeners = new Set<Channel<RunSummary>>();

  constructor(call: Call, tick: () => number) {
    this.#call = call;
    this.#tick = tick;
  }

  /** Adds a run; what is not given is that of a run that has just been queued. */
  add(
    given: Partial<RunDetail> & Pick<RunDetail, 'id'>,
    facts: readonly RunEvent[] = [],
  ): RunDetail {
    const detail: RunDetail = {
      workflowId: 'linear',
      workflowHash: `hash-${given.workflowId ?? 'linear'}`,
      status: 'queued',
      createdAt: this.#tick(),
      startedAt: null,
      finishedAt: null,
      wakeAt: null,
      priority: 0,
      tags: [],
      parent: null,
      error: null,
      waits: [],
      input: null,
      output: null,
      progress: { fraction: 0, resolved: 0, total: 0 },
      steps: [],
      ...given,
    };
    this.details.set(detail.id, detail);
    this.journals.set(
      detail.id,
      facts.map((fact, seq) => ({ seq, fact })),
    );
    for (const listener of this.#listeners) listener.push(summaryOf(detail));
    return detail;
  }

  /** Something happens to a run: facts join its journal, and whoever follows it is told. Ends it on a final status. */
  update(
    runId: string,
    change: Partial<RunDetail>,
    { facts = [], live = [] }: { facts?: readonly RunEvent[]; live?: RunUpdate['live'] } = {},
  ): void {
    const before = this.#detail(runId);
    const known = this.journals.get(runId) ?? [];
    const added = facts.map((fact, index) => ({ seq: known.length + index, fact }));
    this.journals.set(runId, [...known, ...added]);
    const changed = change.steps ?? [];
    const ids = new Set(changed.map(({ step }) => step));
    const steps = [...before.steps.filter(({ step }) => !ids.has(step)), ...changed];
    const after = { ...before, ...change, steps };
    this.details.set(runId, after);
    const run = summaryOf(after);
    const update: RunUpdate = { run, facts: added, steps: changed, progress: after.progress, live };
    for (const follower of this.#followers.get(runId) ?? []) {
      follower.push(update);
      if (finals.has(after.status)) follower.close();
    }
    for (const listener of this.#listeners) listener.push(run);
  }

  async start(request: StartRequest): Promise<RunSummary> {
    await this.#call('start', [request]);
    const { workflowId, input = null } = request;
    return summaryOf(this.add({ id: `run-${this.details.size + 1}`, workflowId, input }));
  }

  async list(query: RunQuery = {}): Promise<Page<RunSummary>> {
    await this.#call('list', [query]);
    const found = [...this.details.values()].filter((run) => isAsked(run, query)).reverse();
    const from = Number(query.cursor ?? 0);
    const to = from + (query.limit ?? 50);
    return {
      items: found.slice(from, to).map(summaryOf),
      cursor: to < found.length ? String(to) : null,
    };
  }

  async get(runId: string): Promise<RunDetail> {
    await this.#call('get', [runId]);
    return this.#detail(runId);
  }

  async journal(
    runId: string,
    query: { fromSeq?: number | undefined; limit?: number | undefined } = {},
  ): Promise<JournalPage> {
    await this.#call('journal', [runId, query]);
    const { fromSeq = 0, limit = 200 } = query;
    const facts = this.journals.get(runId) ?? [];
    const to = fromSeq + limit;
    return { facts: facts.slice(fromSeq, to), nextSeq: to < facts.length ? to : null };
  }

  async value(runId: string, query: ValueQuery): Promise<ValuePage> {
    await this.#call('value', [runId, query]);
    return this.readValue(runId, query);
  }

  async *follow(
    runId: string,
    {
      fromSeq = 0,
      signal,
    }: { fromSeq?: number | undefined; signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<RunUpdate> {
    await this.#call('follow', [runId, { fromSeq }]);
    const detail = this.#detail(runId);
    const { steps, progress } = detail;
    const channel = new Channel<RunUpdate>();
    const followers = this.#followers.get(runId) ?? new Set();
    this.#followers.set(runId, followers.add(channel));
    const facts = (this.journals.get(runId) ?? []).slice(fromSeq);
    channel.push({ run: summaryOf(detail), facts, steps, progress, live: [] });
    if (finals.has(detail.status)) channel.close();
    try {
      yield* channel.read(signal);
    } finally {
      followers.delete(channel);
    }
  }

  async *followAll(
    query: RunQuery = {},
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<RunSummary> {
    await this.#call('followAll', [query]);
    const channel = new Channel<RunSummary>();
    this.#listeners.add(channel);
    try {
      for await (const run of channel.read(signal)) if (isAsked(run, query)) yield run;
    } finally {
      this.#listeners.delete(channel);
    }
  }

  async cancel(runId: string, request?: unknown): Promise<void> {
    await this.#call('cancel', [runId, request]);
    this.update(runId, { status: 'cancelled', finishedAt: this.#tick() });
  }

  async signal(runId: string, request: unknown): Promise<void> {
    await this.#call('signal', [runId, request]);
  }

  async resume(runId: string): Promise<void> {
    await this.#call('resume', [runId]);
    this.update(runId, { status: 'running', error: null, finishedAt: null });
  }

  async resolveStep(runId: string, request: unknown): Promise<void> {
    await this.#call('resolveStep', [runId, request]);
  }

  #detail(runId: string): RunDetail {
    const detail = this.details.get(runId);
    if (detail !== undefined) return detail;
    throw Object.assign(new Error('RUN_NOT_FOUND'), { status: 404, code: 'RUN_NOT_FOUND' });
  }
}

function isAsked(run: RunSummary, { workflowId, status, tag }: RunQuery): boolean {
  return (
    (workflowId === undefined || run.workflowId === workflowId) &&
    (status === undefined || status.includes(run.status)) &&
    (tag === undefined || run.tags.includes(tag))
  );
}

function summaryOf(detail: RunDetail): RunSummary {
  const { input: _input, output: _output, progress: _progress, steps: _steps, ...summary } = detail;
  return summary;
}
