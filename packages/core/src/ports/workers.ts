/** What is known of worker processes: their load, and when they were last heard of. */

/** What a worker says of itself with each heartbeat. Plain data. */
export interface WorkerReport {
  /** Epoch milliseconds at which its engine was opened. */
  readonly startedAt: number;
  /** Runs that it takes at once. */
  readonly concurrency: number;
  readonly queues: readonly string[] | null;
  readonly regions: readonly string[];
  readonly labels: readonly string[];
  readonly load: WorkerLoad;
}

export interface WorkerLoad {
  /** Runs that it holds. */
  readonly held: number;
  /** Processor time since the last report, in cores: 1 is one core, busy all the time. */
  readonly cpu?: number | undefined;
  /** Memory of its process (resident set), bytes. */
  readonly memoryBytes?: number | undefined;
  /** How late its last timer came, milliseconds. */
  readonly lagMs: number;
}

/** A worker that has a lease, or whose lease has ended and whose runs nobody has taken yet. */
export interface WorkerRecord {
  readonly worker: string;
  /** Epoch milliseconds by the store's clock. */
  readonly seenAt: number;
  /** Epoch milliseconds by the store's clock; in the past for a worker that was lost. */
  readonly leaseEndsAt: number;
  /** What it last said of itself; `null` when it has said nothing yet. */
  readonly report: WorkerReport | null;
}
