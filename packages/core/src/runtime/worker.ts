/** A worker: takes due runs of every tenant and drives them. */

import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import { checkTexts, drainMsOf } from './check-options.js';
import type { Worker } from './engine.js';
import type { EngineCore } from './engine-core.js';
import type { CloseOptions, WorkerOptions } from './engine-options.js';
import type { Services } from './services.js';
import type { WorkerLoop } from './worker-loop.js';

const defaultConcurrency = 10;

/**
 * Starts a worker as soon as the store is open.
 *
 * @throws {TypeError} when `concurrency` is not a whole number >= 1, or a list is not one of texts.
 */
export function createWorker(
  open: () => MaybePromise<EngineCore>,
  { events }: Services,
  { concurrency = defaultConcurrency, ...scope }: WorkerOptions,
): Worker {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new TypeError(`concurrency: expected a whole number >= 1, got ${String(concurrency)}`);
  }
  for (const [name, list] of Object.entries(scope)) checkTexts(name, list);
  let core: EngineCore | undefined;
  let worker: WorkerLoop | undefined;
  let isClosed = false;
  const begin = (opened: EngineCore): void => {
    core = opened;
    if (!isClosed) worker = opened.addWorker(concurrency, scope);
  };
  const opened = open();
  const started = isPromise(opened)
    ? opened.then(begin, (thrown: unknown) => events.report(thrown, 'opening the store'))
    : begin(opened);
  return {
    get active() {
      return worker?.size ?? 0;
    },
    async close(options: CloseOptions = {}) {
      isClosed = true;
      await started;
      if (core === undefined || worker === undefined) return;
      await core.closeWorker(worker, drainMsOf(options));
    },
  };
}
