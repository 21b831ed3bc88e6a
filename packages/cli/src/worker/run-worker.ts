/** A worker in this process: from an engine to its end. */

import type { Engine, Worker } from '@flowgraft/core';

import type { WorkerScope, WorkerSettings } from './worker-settings.js';

export interface RunningWorker {
  /** Runs that it holds. */
  readonly held: number;
  /** Runs that are due and that it would take, counted up to `limit`; `null` when its engine cannot say. */
  backlog(limit: number): Promise<number | null>;
  /** Takes no more runs, lets those that are held come to a stop, and lets go of the store. */
  stop(): Promise<void>;
}

/** An engine of another version may not know `backlog`. */
type CountingEngine = Engine & {
  readonly backlog?: (scope: WorkerScope, limit: number) => Promise<number>;
};

/**
 * Starts a worker once its store is open.
 *
 * @param onTrouble - Told of what goes wrong and is tried again.
 * @throws {FlowgraftError} what opening the store throws; the engine is closed then.
 */
export async function runWorker(
  engine: CountingEngine,
  { concurrency, scope, drainMs }: WorkerSettings,
  onTrouble: (message: string) => void,
): Promise<RunningWorker> {
  const repeated = createRepeatFilter();
  engine.on('error', ({ error, during }) => {
    const message = `${during}: ${error.message}`;
    if (!repeated(message)) onTrouble(message);
  });
  let worker: Worker;
  try {
    await engine.capabilities();
    worker = engine.worker({ concurrency, ...scope });
  } catch (thrown) {
    await engine.close({ drainMs: 0 });
    throw thrown;
  }
  return {
    get held() {
      return worker.active;
    },
    async backlog(limit) {
      if (typeof engine.backlog !== 'function') return null;
      try {
        return await engine.backlog(scope, limit);
      } catch (thrown) {
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        if (!repeated(reason)) onTrouble(`counting due runs: ${reason}`);
        return null;
      }
    },
    stop: () => engine.close({ drainMs }),
  };
}

/** A store that is down says so again and again. */
const quietMs = 10_000;

/** @returns what says whether the same was said a moment ago. */
function createRepeatFilter(): (message: string) => boolean {
  let last = { message: '', at: -Infinity };
  return (message) => {
    const at = performance.now();
    const isRepeated = message === last.message && at - last.at < quietMs;
    if (!isRepeated) last = { message, at };
    return isRepeated;
  };
}
