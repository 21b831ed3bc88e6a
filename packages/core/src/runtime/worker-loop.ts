/** The workers of one engine: what each takes, and what it holds. */

import type { WorkerScope } from '../ports/claim.js';
import type { ClaimLoop } from './claim-loop.js';
import type { RunDriver } from './run-driver.js';

/** One worker: its loop, its room, and the runs that it holds. */
export class WorkerLoop {
  readonly concurrency: number;
  readonly scope: WorkerScope;
  readonly loop: ClaimLoop;
  readonly #held = new Set<RunDriver>();
  readonly #isEmpty: (() => void)[] = [];
  /** Runs that are being created for it. */
  #reserved = 0;

  constructor(
    concurrency: number,
    scope: WorkerScope,
    makeLoop: (worker: WorkerLoop) => ClaimLoop,
  ) {
    this.concurrency = concurrency;
    this.scope = scope;
    this.loop = makeLoop(this);
  }

  get size(): number {
    return this.#held.size;
  }

  get room(): number {
    return this.concurrency - this.#held.size - this.#reserved - this.loop.expected;
  }

  /** True when it has room and nothing else waits for that: then a new run need not queue. */
  get isWaiting(): boolean {
    return this.room > 0 && this.loop.isIdle;
  }

  reserve(): void {
    this.#reserved += 1;
  }

  unreserve(): void {
    this.#reserved -= 1;
  }

  add(driver: RunDriver): void {
    this.#held.add(driver);
  }

  remove(driver: RunDriver): void {
    this.#held.delete(driver);
    if (this.#held.size === 0) for (const resolve of this.#isEmpty.splice(0)) resolve();
  }

  /** Lets every run go once what is under way in it has ended. */
  drain(): void {
    for (const driver of this.#held) driver.drain();
  }

  /** Resolves when it holds nothing. */
  async empty(): Promise<void> {
    if (this.#held.size > 0) await new Promise<void>((resolve) => this.#isEmpty.push(resolve));
  }
}

/** True when a worker of that scope takes runs of that place. */
export function serves(
  { queues, regions = [], labels = [] }: WorkerScope,
  run: {
    readonly queue: string;
    readonly region?: string | undefined;
    readonly labels: readonly string[];
  },
): boolean {
  return (
    (queues === undefined || queues.includes(run.queue)) &&
    (run.region === undefined || regions.includes(run.region)) &&
    run.labels.every((label) => labels.includes(label))
  );
}
