/** Makes queues and workers, of the host's or of the installed BullMQ. */

import { FlowgraftError } from '@flowgraft/core';
import type { BullmqModule, BullmqProcessor, BullmqQueue, BullmqWorker } from './client.js';
import { defaultQueueName, type BullmqConnectionOptions, type BullmqOptions } from './options.js';

export interface QueueParts {
  readonly queueName: string;
  readonly createQueue: () => BullmqQueue;
  readonly createWorker: (processor: BullmqProcessor) => BullmqWorker;
}

/** Jobs that one worker looks at together: they make one look at the store. */
const concurrency = 100;

/** @throws {FlowgraftError} `DRIVER_MISSING` when BullMQ is needed and not installed. */
export async function queueParts(
  options: BullmqOptions<never>,
  load: () => Promise<unknown> = loadInstalled,
): Promise<QueueParts> {
  const { queueName = defaultQueueName } = options;
  if (!('connection' in options)) {
    return {
      queueName,
      createQueue: () => options.createQueue(queueName),
      createWorker: (processor) => options.createWorker(queueName, processor),
    };
  }
  const { Queue, Worker } = options.module ?? (await installed(load));
  const settings = settingsOf(options);
  return {
    queueName,
    createQueue: () => new Queue(queueName, settings),
    createWorker: (processor) =>
      new Worker(queueName, processor, { ...settings, autorun: false, concurrency }),
  };
}

function settingsOf({ connection, prefix }: BullmqConnectionOptions<never>): {
  readonly connection: object;
  readonly prefix?: string;
} {
  return prefix === undefined ? { connection } : { connection, prefix };
}

function loadInstalled(): Promise<unknown> {
  // A name in a variable: a bundler must not insist on a package that the host need not have.
  const name: string = 'bullmq';
  return import(name);
}

async function installed(load: () => Promise<unknown>): Promise<BullmqModule> {
  try {
    return (await load()) as BullmqModule;
  } catch (cause) {
    const packages = ['bullmq'];
    const text =
      'The package bullmq cannot be loaded: npm install bullmq, or give its module as `module`';
    throw new FlowgraftError('DRIVER_MISSING', text, { packages }, { cause });
  }
}
