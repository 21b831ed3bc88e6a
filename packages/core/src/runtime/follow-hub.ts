/** Tells those who follow runs what happens to them here, and what the store hints at; listens while somebody follows. */

import type { Store } from '../ports/store.js';
import type { EngineEvents, EventSource } from './engine-events.js';
import { runKey, type RunName } from './run-key.js';
import type { LiveFact } from './run-updates.js';

/** One who follows a run. */
export interface Follower {
  readonly run: RunName;
  /** The journal or the record may have changed. */
  changed(): void;
  /** Something happened that no journal keeps. */
  told(fact: LiveFact): void;
  /** The engine closes. */
  close(): void;
}

/** Events after which there may be something new in the store. */
const changes = [
  'run.started',
  'run.waiting',
  'run.resumed',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'step.completed',
  'step.failed',
  'step.retrying',
  'step.waiting',
  'step.cancelled',
  'step.unknown',
  'journal',
  'lease.lost',
] as const satisfies readonly (keyof EngineEvents)[];

export class FollowHub {
  readonly #events: EventSource;
  readonly #followers = new Map<string, Set<Follower>>();
  #stops: (() => void)[] = [];
  #isClosed = false;

  constructor(events: EventSource) {
    this.#events = events;
  }

  /** @returns a function that ends it. */
  add(follower: Follower, store: Store): () => void {
    if (this.#isClosed) {
      follower.close();
      return () => undefined;
    }
    if (this.#followers.size === 0) this.#listen(store);
    const key = runKey(follower.run);
    const others = this.#followers.get(key) ?? new Set();
    this.#followers.set(key, others.add(follower));
    return () => this.#remove(key, follower);
  }

  /** Ends all following. */
  close(): void {
    this.#isClosed = true;
    const all = [...this.#followers.values()].flatMap((followers) => [...followers]);
    for (const follower of all) follower.close();
  }

  #remove(key: string, follower: Follower): void {
    const followers = this.#followers.get(key);
    followers?.delete(follower);
    if (followers?.size === 0) this.#followers.delete(key);
    if (this.#followers.size > 0) return;
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #listen(store: Store): void {
    const changed = (run: RunName): void => this.#each(run, (follower) => follower.changed());
    this.#stops = [
      store.subscribe(changed),
      ...changes.map((name) => this.#events.on(name, changed)),
      this.#events.on('step.started', ({ step, attempt, at, ...run }) =>
        this.#each(run, (follower) => follower.told({ type: 'step.started', step, attempt, at })),
      ),
      this.#events.on('step.progress', ({ step, attempt, at, fraction, message, ...run }) => {
        const fact = { type: 'step.progress', step, attempt, at, fraction, message } as const;
        this.#each(run, (follower) => follower.told(fact));
      }),
    ];
  }

  #each(run: RunName, tell: (follower: Follower) => void): void {
    for (const follower of this.#followers.get(runKey(run)) ?? []) tell(follower);
  }
}
