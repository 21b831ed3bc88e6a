/** When something is done later: timers, and pauses of the browser. Tests put virtual time in its place. */

export interface Scheduler {
  /** Calls back once, after that many milliseconds. @returns what takes it back. */
  after(ms: number, callback: () => void): () => void;
  /** Calls back once, when there is nothing more urgent to do. @returns what takes it back. */
  whenIdle(callback: () => void): () => void;
}

/** Longer than this nobody waits for a pause, in milliseconds. */
const longestWait = 1_000;

interface IdleHost {
  requestIdleCallback?: (callback: () => void, options: { timeout: number }) => number;
  cancelIdleCallback?: (handle: number) => void;
}

/** By the timers of this page or process; where there are no idle callbacks, a short timer serves. */
export const systemScheduler: Scheduler = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  whenIdle(callback) {
    const host = globalThis as IdleHost;
    if (host.requestIdleCallback === undefined) return systemScheduler.after(50, callback);
    const handle = host.requestIdleCallback(callback, { timeout: longestWait });
    return () => host.cancelIdleCallback?.(handle);
  },
};
