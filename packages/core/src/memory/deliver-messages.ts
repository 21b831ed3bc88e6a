/** Messages to runs: kept once per id, and a reason to be claimed. */

import { isFinal } from '../model/run.js';
import type { DeliveryOutcome, Message } from '../ports/stored-run.js';
import { findRun, hint, type MemoryData } from './memory-data.js';
import { clearOutcome, type RunEntry } from './run-entry.js';

/** Stores one message. An id that was stored before is a duplicate also when the run has ended since. */
export function deliverMessage(data: MemoryData, now: number, message: Message): DeliveryOutcome {
  const entry = findRun(data, message.tenant, message.runId);
  if (entry === null) return 'notFound';
  if (entry.seen?.has(message.id) === true) return 'duplicate';
  const isResume = message.body.kind === 'resume';
  if (isResume ? entry.status !== 'failed' : isFinal(entry.status)) return 'refused';
  if (isResume) requeue(data, entry, now);
  const { id, tenant, runId, body } = message;
  (entry.inbox ??= []).push({ id, tenant, runId, body, sentAt: now });
  (entry.seen ??= new Set()).add(id);
  if (entry.holder === null && entry.dueAt > now) data.due.schedule(entry, now, now);
  hint(data, entry);
  return 'accepted';
}

function requeue(data: MemoryData, entry: RunEntry, now: number): void {
  data.ended.remove(entry);
  clearOutcome(entry);
  entry.status = 'queued';
  entry.wakeAt = now;
}
