/** The part of BullMQ that is used: its `Queue` and `Worker` have it, from version 5.71 on. */

/** What travels through the queue: which run to look at. */
export interface HintJobData {
  readonly tenant: string;
  readonly runId: string;
  readonly hasEnded: boolean;
}

export interface BullmqJobOptions {
  /** Milliseconds. */
  readonly delay?: number;
  readonly removeOnComplete: boolean;
  readonly removeOnFail: boolean;
  readonly deduplication: {
    readonly id: string;
    readonly replace: boolean;
    readonly keepLastIfActive: boolean;
  };
}

export interface BullmqJob {
  readonly name: string;
  readonly data: HintJobData;
  readonly opts: BullmqJobOptions;
}

export interface BullmqQueue {
  on(event: 'error', listener: (error: Error) => void): unknown;
  addBulk(jobs: BullmqJob[]): Promise<unknown>;
  close(): Promise<void>;
  /** Cuts the connection, whatever is under way. */
  disconnect(): Promise<void>;
}

/** A worker that was made with `autorun: false`. */
export interface BullmqWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  run(): Promise<void>;
  pause(doNotWaitActive?: boolean): Promise<void>;
  resume(): unknown;
  close(force?: boolean): Promise<void>;
}

/** What a worker calls with each job it takes; it never rejects. */
export type BullmqProcessor = (job: { readonly data: unknown }) => Promise<void>;

export interface BullmqQueueSettings {
  readonly connection: object;
  readonly prefix?: string;
}

export interface BullmqWorkerSettings extends BullmqQueueSettings {
  readonly autorun: false;
  readonly concurrency: number;
}

/** The module `bullmq`, as far as it is used. */
export interface BullmqModule {
  readonly Queue: new (name: string, settings: BullmqQueueSettings) => BullmqQueue;
  readonly Worker: new (
    name: string,
    processor: BullmqProcessor,
    settings: BullmqWorkerSettings,
  ) => BullmqWorker;
}
