/** Messages to runs. */

import { encodeValue, type DeliveryOutcome, type Message } from '@flowgraft/core';
import type { Database } from './database.js';
import { wellFormed } from './values.js';

export async function deliverMessages(
  database: Database,
  messages: readonly Message[],
): Promise<readonly DeliveryOutcome[]> {
  const json = JSON.stringify(messages.map(messageJson));
  if (messages.length === 0) return [];
  const text = `SELECT to_json(${database.table('deliver_messages')}($1, $2::json))::text AS outcomes`;
  const [row] = await database.run('deliver messages', text, [database.origin, json]);
  const outcomes = JSON.parse(row?.['outcomes'] ?? '[]') as DeliveryOutcome[];
  const accepted = messages.filter((_, index) => outcomes[index] === 'accepted');
  database.tell(accepted.map(({ tenant, runId }) => ({ tenant, runId, hasEnded: false })));
  return outcomes;
}

/** A message as the database's function takes it. */
export function messageJson(
  { id, tenant, runId, body }: Message,
  index: number,
): Readonly<Record<string, unknown>> {
  return {
    i: index + 1,
    tenant: wellFormed(tenant),
    run_id: wellFormed(runId),
    id: wellFormed(id),
    body: encodeValue(body),
    is_resume: body.kind === 'resume',
  };
}
