/** Steps that wait: for a time, a signal, their next attempt, or a decision. */

import type {
  SignalReceived,
  StepRetrying,
  StepUnknown,
  StepWaiting,
  TimerFired,
  Wake,
} from '../model/run-event.js';
import { askFor, type RunState, type WaitingStep } from './run-state.js';
import { Phase, type StepRef } from './scope-state.js';
import { cancelNode, forgetRunning } from './settle-node.js';
import { stepPath } from './step-path.js';

/** A step asked to wait; a signal that has come already ends the wait at once. */
export function beginWait(
  state: RunState,
  ref: StepRef,
  { step, attempt, wait }: StepWaiting,
): void {
  const waiting = park(state, ref, { attempt, wait, purpose: 'wait' });
  if (waiting === undefined) return;
  const index = state.signals?.findIndex(({ name }) => name === wait.signal) ?? -1;
  const signal = index < 0 ? undefined : state.signals?.splice(index, 1)[0];
  if (signal !== undefined) goOn(state, step, { ...waiting, wake: wakeBy(signal) });
}

/** An attempt failed and the next one has a time. */
export function awaitRetry(state: RunState, ref: StepRef, { attempt, wakeAt }: StepRetrying): void {
  park(state, ref, { attempt, wait: { wakeAt }, purpose: 'retry' });
}

/** Nobody knows whether the step did its work: it waits for a decision. */
export function awaitDecision(state: RunState, ref: StepRef, { attempt }: StepUnknown): void {
  park(state, ref, { attempt, wait: { about: { kind: 'unknown' } }, purpose: 'unknown' });
}

/** A timer of a waiting step has come due; one that comes early, or for a step without one, is passed over. */
export function timerFired(state: RunState, { step, at }: TimerFired): void {
  const waiting = state.waiting?.get(step);
  if (waiting?.wait.wakeAt === undefined || at < waiting.wait.wakeAt) return;
  if (waiting.purpose === 'wait') goOn(state, step, { ...waiting, wake: { kind: 'timer' } });
  else goOn(state, step, { ...waiting, attempt: waiting.attempt + 1 });
}

/** A signal goes to the step that has waited for its name longest, or is kept for one to come. */
export function signalReceived(state: RunState, signal: SignalReceived): void {
  for (const [path, waiting] of state.waiting ?? []) {
    if (waiting.purpose === 'wait' && waiting.wait.signal === signal.name) {
      goOn(state, path, { ...waiting, wake: wakeBy(signal) });
      return;
    }
  }
  keepSignal(state, signal);
}

/** Keeps a signal for a step to come: one that was stored before its run failed is there when that is resumed. */
export function keepSignal(state: RunState, signal: SignalReceived): void {
  (state.signals ??= []).push(signal);
}

/** Gives kept signals to steps that wait for them. */
export function offerSignals(state: RunState): void {
  const kept = state.signals ?? [];
  state.signals = undefined;
  for (const signal of kept) signalReceived(state, signal);
}

function wakeBy({ id, name, payload }: SignalReceived): Wake {
  return { kind: 'signal', id, name, payload };
}

/** Goes on with a waiting step: makes the attempt, with what woke the step. */
export function goOn(state: RunState, path: string, { ref, attempt, wake }: WaitingStep): void {
  state.waiting?.delete(path);
  if (!ref.undo) ref.scope.phase[ref.node.index] = Phase.running;
  (state.running ??= new Map()).set(path, { ref, attempt, wake, started: false });
  askFor(state, { kind: 'start', ref, attempt, wake, interrupted: false });
}

/** @returns `undefined` when the step's scope is closing: then it is cancelled. Compensations wait even so. */
function park(
  state: RunState,
  ref: StepRef,
  asked: Omit<WaitingStep, 'ref' | 'wake'>,
): WaitingStep | undefined {
  const { scope, node, undo } = ref;
  if (scope.closing !== undefined && !undo) {
    cancelNode(state, ref);
    return undefined;
  }
  const before = forgetRunning(state, ref)?.wake;
  // A new wait has not been woken yet.
  const waiting = { ref, ...asked, wake: asked.purpose === 'wait' ? undefined : before };
  if (!undo) scope.phase[node.index] = Phase.waiting;
  (state.waiting ??= new Map()).set(stepPath(ref), waiting);
  return waiting;
}
