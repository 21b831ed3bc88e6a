/** A worker: takes due runs of every tenant and drives them. */

import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import { drainMsOf } from './check-options.js';
import type { ClaimLoop } from './claim-loop.js';
import type { Worker } from './engine.js';
import type { EngineCore } from './engine-core.js';
import type { CloseOptions, WorkerOptions } from './engine-options.js';
import type { Services } from './services.js';

const defaultConcurrency = 10;

/**
 * Starts a worker as soon as the store is open.
 *
 * @throws {TypeError} when `concurrency` is not a whole number >= 1.
 */
export function createWorker(
  open: () => MaybePromise<EngineCore>,
  { events }: Services,
  { concurrency = defaultConcurrency }: WorkerOptions,
): Worker {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError(`concurrency: expected a whole number >= 1, got ${String(concurrency)}`);
  }
  let core: EngineCore | undefined;
  let loop: ClaimLoop | undefined;
  let isClosed = false;
  const begin = (opened: EngineCore): void => {
    core = opened;
    if (!isClosed) loop = opened.addLoop(() => concurrency - opened.holder.size);
  };
  const opened = open();
  const started = isPromise(opened)
    ? opened.then(begin, (thrown: unknown) => events.report(thrown, 'opening the store'))
    : begin(opened);
  return {
    get active() {
      return core?.holder.size ?? 0;
    },
    async close(options: CloseOptions = {}) {
      isClosed = true;
      await started;
      if (core === undefined || loop === undefined) return;
      core.removeLoop(loop);
      await loop.close();
      await core.drain(drainMsOf(options));
    },
  };
}
