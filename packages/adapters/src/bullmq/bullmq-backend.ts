/** A backend whose workers are woken through BullMQ. */

import type { Backend, BackendHost, Hint, Store } from '@flowgraft/core';
import { closeQueue } from './close-queue.js';
import { HintReceiver } from './hint-receiver.js';
import { HintSender } from './hint-sender.js';
import { hintedStore } from './hinted-store.js';
import { queueParts, type QueueParts } from './load-bullmq.js';
import { checkOptions, type BullmqOptions } from './options.js';
import { QueueTrouble } from './queue-trouble.js';

/**
 * Wakes workers through a BullMQ queue, for hosts that run BullMQ already. The runs are kept by `backend`, whichever
 * that is; the queue only carries hints. A job that is lost, doubled or late, and a Redis that is down, cost time and
 * nothing else: workers still look by themselves every `poll` of their engine.
 *
 * Each opened store has a queue of its own, and a worker once its engine takes runs; both are closed with it. A hint
 * goes to one process that takes runs and has room. So it is `backend` alone that tells other processes that a run
 * has ended, and engines that see certain runs through without a worker that these can go on.
 *
 * Opening throws what `backend` throws, and a `FlowgraftError` `DRIVER_MISSING` when BullMQ is not installed.
 *
 * @throws {TypeError} When the options are wrong.
 */
export function bullmq<Tx = never>(options: BullmqOptions<Tx>): Backend<Tx> {
  checkOptions(options);
  const { backend } = options;
  return {
    name: `${backend.name}+bullmq`,
    ...(backend.transaction !== undefined && { transaction: backend.transaction }),
    async open(host) {
      // First: when there is no BullMQ, nothing has been opened.
      const parts = await queueParts(options);
      const inner = await backend.open(host);
      try {
        return withQueue(inner, parts, host);
      } catch (thrown) {
        await inner.close();
        throw thrown;
      }
    },
  };
}

function withQueue(inner: Store, parts: QueueParts, { clock, logger }: BackendHost): Store {
  const trouble = new QueueTrouble(logger, parts.queueName);
  const queue = parts.createQueue();
  queue.on('error', (error) => trouble.failed(error, 'to take hints'));
  const sender = new HintSender({ queue, clock, trouble });
  const listeners = new Set<(hint: Hint) => void>();
  const receiver = new HintReceiver({
    createWorker: parts.createWorker,
    clock,
    trouble,
    tell(hint) {
      for (const listener of listeners) listener(hint);
    },
    giveBack: ({ tenant, runId }) => sender.send({ tenant, runId, wakeAt: null }),
  });
  return hintedStore(inner, {
    send: (wake) => sender.send(wake),
    claimBegins: () => receiver.claimBegins(),
    claimEnds: (limit, taken) => receiver.claimEnds(limit, taken),
    listeners,
    close: () => closeQueue({ queue, sender, worker: receiver.close(), trouble, clock }),
  });
}
