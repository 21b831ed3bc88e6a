/** From what happened in the shell to facts of the journal. */

import type { FinishEffect } from '../kernel/effect.js';
import type { RunState } from '../kernel/run-state.js';
import { canResume } from '../kernel/resume.js';
import { retryDelayMs } from '../model/retry-policy.js';
import type { RunError } from '../model/run-error.js';
import type { KernelEvent, RunEvent } from '../model/run-event.js';
import type { Random } from '../ports/random.js';
import type { InboxMessage, Message, RunRecord } from '../ports/stored-run.js';
import type { Attempt } from './attempt.js';
import type { Outcome } from './outcome.js';

/** The fact that a message becomes; `undefined` when it no longer means anything. */
export function factOf(
  { id, body }: InboxMessage,
  state: RunState,
  at: number,
): KernelEvent | undefined {
  switch (body.kind) {
    case 'signal':
      return { type: 'signal.received', at, id, name: body.name, payload: body.payload };
    case 'cancel':
      return { type: 'cancel.requested', at, reason: body.reason };
    case 'child':
      return {
        type: 'child.ended',
        at,
        step: body.step,
        childId: body.childId,
        outcome: body.outcome,
      };
    case 'resolve':
      return { type: 'step.resolved', at, step: body.step, resolution: body.resolution };
    case 'resume':
      return canResume(state) ? { type: 'run.resumed', at } : undefined;
  }
}

/** An attempt that was stopped and did not complete in spite of it. */
export const stopped = { kind: 'stopped' } as const;

/** The fact that an attempt's end becomes; a failure may be another attempt's beginning. */
export function attemptFact(
  work: Attempt,
  outcome: Outcome | typeof stopped,
  at: number,
  random: Random,
): KernelEvent {
  const { step, startedAt, attempt } = work;
  const base = { at, step, attempt };
  switch (outcome.kind) {
    case 'completed': {
      const { port, output, outputs } = outcome.result;
      const type = 'step.completed';
      const fact = { type, at, step, attempt, startedAt, port, output } as const;
      return outputs === undefined ? fact : { ...fact, outputs };
    }
    case 'waiting':
      return { type: 'step.waiting', ...base, startedAt, wait: outcome.wait };
    case 'stopped':
      return { type: 'step.cancelled', ...base };
    case 'failed':
      return failureFact(work, outcome.error, at, random.next());
  }
}

function failureFact(work: Attempt, error: RunError, at: number, random: number): KernelEvent {
  const { step, attempt, startedAt, ref, isStopped } = work;
  const { node, undo } = ref;
  const policy = undo && node.compensate !== undefined ? node.compensate.retry : node.retry;
  const { category, retryable, retryAfterMs } = error;
  const delayMs = isStopped
    ? undefined
    : retryDelayMs(policy, { attempt, category, retryable, retryAfterMs, random });
  if (delayMs === undefined) return { type: 'step.failed', at, step, attempt, startedAt, error };
  return { type: 'step.retrying', at, step, attempt, startedAt, error, wakeAt: at + delayMs };
}

const noReason: RunError = { category: 'unknown', message: 'The run ended without a reason' };

/** The last fact of a run. */
export function finalFact(
  { status, output, error = noReason }: FinishEffect,
  at: number,
): RunEvent {
  if (status === 'completed') return { type: 'run.completed', at, output };
  if (status === 'failed') return { type: 'run.failed', at, error };
  return { type: 'run.cancelled', at, reason: error.message };
}

/** Tells the parent run how this one ended; a resumed child may tell it more than once. */
export function messageToParent(
  { parent, runId, tenant }: RunRecord,
  { status, output, error = noReason }: RunState,
  seq: number,
): Message | undefined {
  if (parent === undefined || parent === null) return undefined;
  const outcome =
    status === 'completed'
      ? ({ status, output } as const)
      : ({ status: status === 'failed' ? status : 'cancelled', error } as const);
  return {
    id: `child:${runId}:${seq}`,
    tenant,
    runId: parent.runId,
    body: { kind: 'child', step: parent.step, childId: runId, outcome },
  };
}
