/** Lets go of a queue and its worker, also when Redis does not answer. */

import type { Clock } from '@flowgraft/core';
import type { BullmqQueue, BullmqWorker } from './client.js';
import type { HintSender } from './hint-sender.js';
import type { QueueTrouble } from './queue-trouble.js';

export interface QueueConnections {
  readonly queue: BullmqQueue;
  readonly worker: BullmqWorker | null;
  readonly sender: HintSender;
  readonly trouble: QueueTrouble;
  readonly clock: Clock;
}

/** How long each part may keep a store from closing. */
const patienceMs = 2_000;

/** Sends what there is to send, as far as Redis answers. Never rejects. */
export async function closeQueue(parts: QueueConnections): Promise<void> {
  const { queue, worker, sender, trouble, clock } = parts;
  if (worker !== null) {
    // Jobs that were taken are seen through: BullMQ would give them to others only after half a minute.
    if (!trouble.isFailing) await within(clock, worker.pause());
    trouble.mute();
    // By force: all else waits for a connection that may never come.
    await within(clock, worker.close(true));
  }
  // What the worker gave back, and what the engine has just let go of.
  if (!trouble.isFailing) await within(clock, sender.idle());
  trouble.mute();
  // A client of the host's is closed at once, being left as it is; so only a client of BullMQ's own is cut off.
  if (!(await within(clock, queue.close()))) await within(clock, queue.disconnect());
}

/** @returns false when it took too long. What fails is over, too: there is nothing left to let go of. */
async function within(clock: Clock, work: Promise<unknown>): Promise<boolean> {
  let cancel = (): void => undefined;
  const tooLong = new Promise<boolean>((resolve) => {
    const timer = clock.setTimer(patienceMs, () => resolve(false));
    cancel = () => timer.cancel();
  });
  const over = (): boolean => true;
  const isOver = await Promise.race([work.then(over, over), tooLong]);
  cancel();
  return isOver;
}
