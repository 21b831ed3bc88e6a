/** The transaction that a node's work shares with its checkpoint. */

import { FlowgraftError } from '@flowgraft/core';
import type { PostgresClient } from './client.js';

/**
 * The connection on which a node with `effect: 'transactional'` does its work: what it writes there is committed
 * together with the outcome of the step, or not at all. It must not commit or roll back there itself.
 *
 * @param context - What the node's `run` was given.
 * @throws {FlowgraftError} `PORT_MISSING` when the node is not transactional, or the engine's store not `postgres`.
 */
export function transactionOf(context: { readonly tx?: unknown }): PostgresClient {
  const client = context.tx as Partial<PostgresClient> | null | undefined;
  if (typeof client?.query === 'function') return client as PostgresClient;
  throw new FlowgraftError(
    'PORT_MISSING',
    "This step has no transaction: its node type needs effect: 'transactional', and the engine a store with transactions, such as postgres()",
    { port: 'tx' },
  );
}
