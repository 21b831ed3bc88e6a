/** The journal: the facts that can happen to a run. A run's state is a fold of them. */

import type { RunError } from './run-error.js';

interface Fact<Type extends string> {
  readonly type: Type;
  /** Epoch milliseconds (UTC). */
  readonly at: number;
}

interface StepFact<Type extends string> extends Fact<Type> {
  /** The step's path: `fetch`, `each[3]/fetch`, `poll@2` (second pass of a back-edge). */
  readonly step: string;
}

/** The first fact of every journal. */
export interface RunStarted extends Fact<'run.started'> {
  readonly input: unknown;
}

/** Only for steps that may not run twice: written before the attempt, so that a crash in flight can be seen. */
export interface StepStarted extends StepFact<'step.started'> {
  readonly attempt: number;
}

export interface StepCompleted extends StepFact<'step.completed'> {
  readonly attempt: number;
  readonly startedAt: number;
  /** The output port taken; with several, the first, and `outputs` holds them all. */
  readonly port: string;
  readonly output: unknown;
  readonly outputs?: { readonly [port: string]: unknown } | undefined;
}

/** The last attempt failed; what follows is decided by the node's `error` edges and `onError`. */
export interface StepFailed extends StepFact<'step.failed'> {
  readonly attempt: number;
  readonly startedAt: number;
  readonly error: RunError;
}

/** An attempt failed and the step is tried again at `wakeAt`. */
export interface StepRetrying extends StepFact<'step.retrying'> {
  readonly attempt: number;
  readonly startedAt: number;
  readonly error: RunError;
  readonly wakeAt: number;
}

/** A step waits for a time, a signal, or whichever comes first. */
export interface StepWaiting extends StepFact<'step.waiting'> {
  readonly attempt: number;
  readonly startedAt: number;
  readonly wait: WaitSpec;
}

/** What a step waits for; at least one of `wakeAt` and `signal` is given. */
export interface WaitSpec {
  /** Epoch milliseconds. */
  readonly wakeAt?: number | undefined;
  /** The name of the signal. */
  readonly signal?: string | undefined;
  /** Shown to people and to `listWaits`: what is asked of whom. Plain data. */
  readonly about?: WaitAbout | undefined;
}

export interface WaitAbout {
  readonly kind: string;
  readonly title?: string | undefined;
  readonly assignees?: readonly string[] | undefined;
  /** JSON Schema of the payload that is asked for. */
  readonly form?: unknown;
  readonly dueAt?: number | undefined;
}

/** Why a waiting step goes on. */
export type Wake =
  | { readonly kind: 'timer' }
  | {
      readonly kind: 'signal';
      readonly id: string;
      readonly name: string;
      readonly payload: unknown;
    };

/** A crash left it open whether a step that may not run twice did its work; a person or a resolver decides. */
export interface StepUnknown extends StepFact<'step.unknown'> {
  readonly attempt: number;
}

/** The decision about an unknown step. */
export interface StepResolved extends StepFact<'step.resolved'> {
  readonly resolution: StepResolution;
}

export type StepResolution =
  | { readonly action: 'complete'; readonly output: unknown; readonly port?: string | undefined }
  | { readonly action: 'fail'; readonly message: string }
  | { readonly action: 'retry' };

export type TimerFired = StepFact<'timer.fired'>;

export interface SignalReceived extends Fact<'signal.received'> {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
}

/** A child run was started for a step; written in the commit that creates it. */
export interface ChildStarted extends StepFact<'child.started'> {
  readonly childId: string;
}

export interface ChildEnded extends StepFact<'child.ended'> {
  readonly childId: string;
  readonly outcome: ChildOutcome;
}

export type ChildOutcome =
  | { readonly status: 'completed'; readonly output: unknown }
  | { readonly status: 'failed' | 'cancelled'; readonly error: RunError };

export interface CancelRequested extends Fact<'cancel.requested'> {
  readonly reason?: string | undefined;
}

/** An attempt was stopped because its run or its scope is ending. */
export interface StepCancelled extends StepFact<'step.cancelled'> {
  readonly attempt: number;
}

/** The run took longer than its settings allow. */
export interface RunTimedOut extends Fact<'run.timedOut'> {
  readonly timeoutMs: number;
}

/** Its worker was lost, and another goes on with it: written before it starts anything. */
export interface RunRecovered extends Fact<'run.recovered'> {
  /** Who goes on with it. */
  readonly worker: string;
  /** How often the run's worker has been lost by now. */
  readonly crashes: number;
}

/** It was set aside because its workers died of it, time after time, before it got any further. */
export interface RunDeadLettered extends Fact<'run.deadLettered'> {
  readonly error: RunError;
}

/** A failed run goes on: its failed and cancelled steps start again. */
export type RunResumed = Fact<'run.resumed'>;

export interface RunCompleted extends Fact<'run.completed'> {
  readonly output: unknown;
}

export interface RunFailed extends Fact<'run.failed'> {
  readonly error: RunError;
}

export interface RunCancelled extends Fact<'run.cancelled'> {
  readonly reason?: string | undefined;
}

/** Facts that come from outside the kernel and move it. */
export type KernelEvent =
  | RunStarted
  | StepStarted
  | StepCompleted
  | StepFailed
  | StepRetrying
  | StepWaiting
  | StepUnknown
  | StepResolved
  | StepCancelled
  | TimerFired
  | SignalReceived
  | ChildStarted
  | ChildEnded
  | CancelRequested
  | RunTimedOut
  | RunDeadLettered
  | RunResumed;

/** Every entry of a journal. Those that are not for the kernel state what it concluded, or who drives the run. */
export type RunEvent = KernelEvent | RunRecovered | RunCompleted | RunFailed | RunCancelled;

export type RunEventType = RunEvent['type'];
