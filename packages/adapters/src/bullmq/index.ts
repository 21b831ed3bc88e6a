/**
 * Wakes workers through BullMQ, over any store.
 *
 * @module
 */

export { bullmq } from './bullmq-backend.js';
export type {
  BullmqJob,
  BullmqJobOptions,
  BullmqModule,
  BullmqProcessor,
  BullmqQueue,
  BullmqQueueSettings,
  BullmqWorker,
  BullmqWorkerSettings,
  HintJobData,
} from './client.js';
export type { BullmqConnectionOptions, BullmqFactoryOptions, BullmqOptions } from './options.js';
