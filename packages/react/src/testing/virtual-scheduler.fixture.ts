/** Time that stands still until a test moves it. */

import type { Scheduler } from '../editor/scheduler.js';

interface Planned {
  readonly at: number;
  readonly callback: () => void;
}

export class VirtualScheduler implements Scheduler {
  now = 0;
  readonly #planned = new Set<Planned>();
  readonly #idle = new Set<Planned>();

  after(ms: number, callback: () => void): () => void {
    return add(this.#planned, { at: this.now + ms, callback });
  }

  whenIdle(callback: () => void): () => void {
    return add(this.#idle, { at: this.now, callback });
  }

  /** What is planned, also for pauses. */
  get pending(): number {
    return this.#planned.size + this.#idle.size;
  }

  /** Lets time pass, calling back what falls due, in its order. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const [next] = [...this.#planned].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#planned.delete(next);
      this.now = next.at;
      next.callback();
    }
    this.now = end;
  }

  /** A pause: what waits for one is called back. */
  idle(): void {
    const due = [...this.#idle];
    this.#idle.clear();
    for (const { callback } of due) callback();
  }
}

function add(planned: Set<Planned>, item: Planned): () => void {
  planned.add(item);
  return () => void planned.delete(item);
}
