/** Messages to runs. */

import { encodeValue, type DeliveryOutcome, type Message, type RunStatus } from '@flowgraft/core';
import type { Connection } from './connection.js';

const finalStatuses: readonly RunStatus[] = ['completed', 'failed', 'cancelled'];

/** Stores one message. An id that was stored before is a duplicate also when the run has ended since. */
export function deliverMessage(
  connection: Connection,
  message: Message,
  now: number,
): DeliveryOutcome {
  const { statements } = connection;
  const { tenant, runId, id, body } = message;
  const run = statements.addressee.get(runId, tenant) as Addressee | undefined;
  if (run === undefined) return 'notFound';
  const isResume = body.kind === 'resume';
  if (isResume ? run.status !== 'failed' : finalStatuses.includes(run.status)) {
    return statements.isKnown.get(run.ordinal, id) === undefined ? 'refused' : 'duplicate';
  }
  const stored = statements.insertMessage.get(run.ordinal, id, now, encodeValue(body));
  if (stored === undefined) return 'duplicate';
  if (isResume) {
    statements.requeue.run(now, run.ordinal);
    statements.setOutcome.run(null, null, run.ordinal);
  }
  statements.addMail.run(now, now, run.ordinal);
  connection.hint(tenant, runId);
  return 'accepted';
}

interface Addressee {
  readonly ordinal: number;
  readonly status: RunStatus;
}
