/** Following a run: reads what is new in the store whenever something may be, and folds it. */

import { durationMs } from '../model/duration.js';
import type { MaybePromise } from '../model/maybe-promise.js';
import type { RunEvent } from '../model/run-event.js';
import { isFinal } from '../model/run.js';
import type { Clock } from '../ports/clock.js';
import type { Store } from '../ports/store.js';
import type { RunRecord } from '../ports/stored-run.js';
import type { FollowHub, Follower } from './follow-hub.js';
import { runNotFound } from './results.js';
import type { RunName } from './run-key.js';
import { assumedStart, identityOf, progressOf } from './run-progress.js';
import type { FollowOptions, LiveFact, NumberedFact, RunUpdate } from './run-updates.js';
import { StepChanges } from './step-changes.js';
import type { WorkflowLibrary } from './workflow-library.js';

/** What following stands on. */
export interface FollowScene {
  readonly open: () => MaybePromise<{ readonly store: Store; readonly library: WorkflowLibrary }>;
  readonly hub: FollowHub;
  readonly clock: Clock;
}

const usualPollMs = 500;
/** While nothing happens, the store is asked ever less often, down to every so many polls. */
const slowest = 4;
/** More than anybody watches at once; the oldest go first. */
const maxLive = 1_000;

/**
 * The updates of a run. Each iteration of what is returned follows anew.
 *
 * @throws {TypeError} when `poll` is no duration > 0.
 */
export function followRun(
  run: RunName,
  options: FollowOptions,
  scene: FollowScene,
): AsyncIterable<RunUpdate> {
  const pollMs = options.poll === undefined ? usualPollMs : durationMs(options.poll, 'poll');
  if (pollMs <= 0) throw new TypeError(`poll: expected more than 0 ms, got ${pollMs}`);
  return {
    [Symbol.asyncIterator]() {
      const following = new Following(run, { ...options, pollMs }, scene);
      const updates = following.updates();
      return {
        next: () => updates.next(),
        // Also while an update is waited for, which would keep the generator from ending.
        return: () => {
          following.close();
          return updates.return(undefined);
        },
      };
    },
  };
}

class Following implements Follower {
  readonly run: RunName;
  readonly #scene: FollowScene;
  readonly #options: FollowOptions & { readonly pollMs: number };
  readonly #live = new Map<string, LiveFact>();
  #facts: NumberedFact[] = [];
  /** The journal's next entry. */
  #seq = 0;
  #endsWithFinal = false;
  /** The store may have something new. */
  #isStale = true;
  #isClosed = false;
  #wake: (() => void) | undefined = undefined;

  constructor(
    run: RunName,
    options: FollowOptions & { readonly pollMs: number },
    scene: FollowScene,
  ) {
    this.run = run;
    this.#options = options;
    this.#scene = scene;
  }

  changed(): void {
    this.#isStale = true;
    this.#wake?.();
  }

  told(fact: LiveFact): void {
    const key = `${fact.type} ${fact.step}`;
    this.#live.delete(key);
    this.#live.set(key, fact);
    for (const [oldest] of this.#live) {
      if (this.#live.size <= maxLive) break;
      this.#live.delete(oldest);
    }
    this.#wake?.();
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *updates(): AsyncGenerator<RunUpdate, undefined> {
    const { signal } = this.#options;
    const close = (): void => this.close();
    if (signal?.aborted === true || this.#isClosed) return;
    signal?.addEventListener('abort', close, { once: true });
    let leave = (): void => undefined;
    try {
      const { store, library } = await this.#scene.open();
      // Before the first look, so that nothing that happens meanwhile is missed.
      leave = this.#scene.hub.add(this, store);
      yield* this.#follow(store, library);
    } catch (thrown) {
      // A store that closes under it answers no more.
      if (!this.#isOver()) throw thrown;
    } finally {
      leave();
      signal?.removeEventListener('abort', close);
    }
  }

  async *#follow(store: Store, library: WorkflowLibrary): AsyncGenerator<RunUpdate, undefined> {
    const { tenant, runId } = this.run;
    let record = await store.getRun(tenant, runId);
    if (record === null) throw runNotFound(tenant, runId);
    const plan = await library.plan(tenant, record.workflowId, record.workflowHash);
    const steps = new StepChanges(plan, identityOf(record));
    let told: RunRecord | undefined;
    let quiet = 0;
    while (!this.#isOver()) {
      if (this.#isStale) record = await this.#read(store, steps);
      // Removed meanwhile: nothing more will be known of it.
      if (record === null || this.#isOver()) return;
      const start = this.#seq === 0 ? assumedStart(record) : undefined;
      // The journal's own first fact changes nothing any more when it comes.
      if (start !== undefined) steps.take([start]);
      if (this.#isNews(told, record)) {
        told = record;
        quiet = 0;
        yield this.#update(record, steps);
        if (isFinal(record.status)) return;
      } else {
        quiet += 1;
      }
      if (!this.#isStale && this.#live.size === 0) await this.#pause(quiet);
    }
  }

  /** Reads record and journal until they agree about whether the run has ended. */
  async #read(store: Store, steps: StepChanges): Promise<RunRecord | null> {
    const { tenant, runId } = this.run;
    this.#isStale = false;
    const record = await store.getRun(tenant, runId);
    await this.#readFacts(store, steps);
    if (record === null || isFinal(record.status) === this.#endsWithFinal) return record;
    // The one was read before, the other after it ended or was resumed.
    const again = await store.getRun(tenant, runId);
    if (again !== null && isFinal(again.status)) await this.#readFacts(store, steps);
    return again;
  }

  async #readFacts(store: Store, steps: StepChanges): Promise<void> {
    const { tenant, runId } = this.run;
    const { fromSeq = 0 } = this.#options;
    const facts = await store.readJournal(tenant, runId, this.#seq);
    steps.take(facts);
    for (const fact of facts) {
      if (this.#seq >= fromSeq) this.#facts.push({ seq: this.#seq, fact });
      this.#seq += 1;
      this.#endsWithFinal = endsRun(fact) ?? this.#endsWithFinal;
    }
  }

  #isNews(told: RunRecord | undefined, record: RunRecord): boolean {
    if (this.#facts.length > 0 || this.#live.size > 0) return true;
    return told === undefined || told.status !== record.status || told.wakeAt !== record.wakeAt;
  }

  #update(record: RunRecord, steps: StepChanges): RunUpdate {
    const facts = this.#facts;
    const live = [...this.#live.values()];
    this.#facts = [];
    this.#live.clear();
    const { fraction, resolved, total } = progressOf(record.status, steps.state);
    return { record, facts, steps: steps.drain(), fraction, resolved, total, live };
  }

  /** Until something happens here, or it is time to look. */
  async #pause(quiet: number): Promise<void> {
    const { pollMs } = this.#options;
    await new Promise<void>((resolve) => {
      const timer = this.#scene.clock.setTimer(pollMs * Math.min(2 ** quiet, slowest), () =>
        this.changed(),
      );
      this.#wake = () => {
        this.#wake = undefined;
        timer.cancel();
        resolve();
      };
      if (this.#isOver()) this.#wake();
    });
  }

  #isOver(): boolean {
    return this.#isClosed;
  }
}

/** `true` when the fact ends its run, `false` when the run goes on after it had ended. */
function endsRun({ type }: RunEvent): boolean | undefined {
  switch (type) {
    case 'run.completed':
    case 'run.failed':
    case 'run.cancelled':
      return true;
    case 'run.resumed':
      return false;
    default:
      return undefined;
  }
}
