/** What a host gives `bullmq`. */

import type { Backend } from '@flowgraft/core';
import type { BullmqModule, BullmqProcessor, BullmqQueue, BullmqWorker } from './client.js';

interface CommonOptions<Tx> {
  /** The backend that keeps the runs; BullMQ only tells workers to look there. */
  readonly backend: Backend<Tx>;
  /** Name of the queue; `flowgraft-hints` when absent. One per store: products that share a Redis take different names. */
  readonly queueName?: string | undefined;
}

export interface BullmqConnectionOptions<Tx = never> extends CommonOptions<Tx> {
  /**
   * What BullMQ takes as `connection`: options, or a client of the host's, which the host closes. BullMQ asks for
   * `maxRetriesPerRequest: null` on a client.
   */
  readonly connection: object;
  /** What BullMQ's keys begin with; `bull` when absent. */
  readonly prefix?: string | undefined;
  /** The host's own `import * as module from 'bullmq'`; loaded when absent. */
  readonly module?: BullmqModule | undefined;
}

/** For a host that builds queues and workers itself. Each opened store makes one of each and closes them. */
export interface BullmqFactoryOptions<Tx = never> extends CommonOptions<Tx> {
  readonly createQueue: (queueName: string) => BullmqQueue;
  /** The worker must be made with `autorun: false`; it starts once its engine takes runs. */
  readonly createWorker: (queueName: string, processor: BullmqProcessor) => BullmqWorker;
}

export type BullmqOptions<Tx = never> = BullmqConnectionOptions<Tx> | BullmqFactoryOptions<Tx>;

export const defaultQueueName = 'flowgraft-hints';

/** @throws {TypeError} when an option is wrong. */
export function checkOptions(options: BullmqOptions<never>): void {
  const { backend, queueName = defaultQueueName } = options;
  if (typeof (backend as Partial<Backend> | undefined)?.open !== 'function') {
    throw new TypeError(`bullmq: backend must be a backend, got ${describe(backend)}`);
  }
  if (typeof queueName !== 'string' || queueName === '' || queueName.includes(':')) {
    throw new TypeError(
      `bullmq: queueName must be a text without ":" that is not empty, got ${describe(queueName)}`,
    );
  }
  if ('connection' in options) {
    checkConnection(options);
    return;
  }
  for (const name of ['createQueue', 'createWorker'] as const) {
    if (typeof options[name] !== 'function') {
      throw new TypeError(
        `bullmq: give connection, or createQueue and createWorker; ${name} is ${describe(options[name])}`,
      );
    }
  }
}

function checkConnection({ connection, prefix }: BullmqConnectionOptions<never>): void {
  if (typeof connection !== 'object' || (connection as object | null) === null) {
    throw new TypeError(
      `bullmq: connection must be options or a client, got ${describe(connection)}`,
    );
  }
  if (prefix !== undefined && (typeof prefix !== 'string' || prefix === '')) {
    throw new TypeError(`bullmq: prefix must be a text that is not empty, got ${describe(prefix)}`);
  }
  // BullMQ would refuse such a client, but only when the first worker is made.
  const { options } = connection as {
    readonly options?: { readonly maxRetriesPerRequest?: unknown };
  };
  const retries = options?.maxRetriesPerRequest;
  if (typeof retries === 'number' && retries > 0) {
    throw new TypeError(
      `bullmq: the client given as connection must be made with maxRetriesPerRequest: null, it has ${retries}`,
    );
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
