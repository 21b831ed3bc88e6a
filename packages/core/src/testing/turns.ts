/** Lets work that is due have its turn, without waiting for any length of time. */

import { systemClock } from '../runtime/system-clock.js';

/** Resolves after the promises and I/O that are due now have had their turn. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    systemClock().defer(resolve);
  });
}

/** Waits until `promise` settles, at most `turns` turns of the event loop. */
export async function settlesWithin(promise: Promise<unknown>, turns: number): Promise<boolean> {
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
  };
  promise.then(settle, settle);
  for (let turn = 0; turn < turns && !isSettled; turn += 1) await nextTurn();
  return isSettled;
}
