/** The host's clock, and timers that may be set for longer than the 24.8 days of a 32-bit timer. */

import type { Clock, Timer } from '../ports/clock.js';

/** The longest delay that `setTimeout` takes; a longer one would fire at once. */
const maxDelayMs = 2 ** 31 - 1;

interface HostTimers {
  readonly setImmediate?: (callback: () => void) => unknown;
}

/** Time by the JavaScript host: Node, a browser, an edge runtime. */
export function systemClock(): Clock {
  const { setImmediate } = globalThis as HostTimers;
  return {
    now: () => Date.now(),
    setTimer,
    defer: setImmediate === undefined ? (callback) => void setTimeout(callback, 0) : setImmediate,
  };
}

function setTimer(
  delayMs: number,
  callback: () => void,
  options?: { readonly background?: boolean },
): Timer {
  const dueAt = Date.now() + delayMs;
  let handle: ReturnType<typeof setTimeout>;
  const arm = (): void => {
    const left = dueAt - Date.now();
    handle = setTimeout(
      left > maxDelayMs ? arm : callback,
      Math.max(0, Math.min(left, maxDelayMs)),
    );
    if (options?.background === true) unref(handle);
  };
  arm();
  return { cancel: () => clearTimeout(handle) };
}

/** Only Node's timers keep their process alive, and only they can be told not to. */
function unref(handle: unknown): void {
  const { unref } = handle as { readonly unref?: () => void };
  if (typeof unref === 'function') unref.call(handle);
}
