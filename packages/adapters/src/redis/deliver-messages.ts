/** Messages to runs. */

import type { DeliveryOutcome, Message } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { messageArgs } from './run-args.js';
import { scripts } from './scripts/all-scripts.js';

const messagesPerCall = 300;

export async function deliverMessages(
  connection: Connection,
  messages: readonly Message[],
): Promise<readonly DeliveryOutcome[]> {
  // All of them before the first call: what cannot be kept keeps the others back too.
  const args = messages.map(messageArgs);
  const outcomes: DeliveryOutcome[] = [];
  for (let at = 0; at < args.length; at += messagesPerCall) {
    const some = args.slice(at, at + messagesPerCall);
    const call = [String(some.length), ...some.flat()];
    const { rest } = await connection.run(scripts.deliver, 'deliver messages', call);
    outcomes.push(...(rest[0] as readonly DeliveryOutcome[]));
  }
  return outcomes;
}
