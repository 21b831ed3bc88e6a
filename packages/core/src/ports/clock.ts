/** Time, as the engine sees it. */

/** A timer that was set; `cancel` does nothing once it has fired. */
export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Epoch milliseconds (UTC). */
  now(): number;
  /**
   * Calls `callback` once after `delayMs`. Any delay is allowed: an implementation over 32-bit timers
   * must chain them. The timer must not keep a process alive by itself when `background` is true.
   */
  setTimer(
    delayMs: number,
    callback: () => void,
    options?: { readonly background?: boolean },
  ): Timer;
  /** Calls `callback` after the work that is already due (I/O, promises) had its turn. */
  defer(callback: () => void): void;
}
