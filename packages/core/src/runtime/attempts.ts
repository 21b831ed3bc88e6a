/** The attempts of one run that are under way: their time limits, and how they are stopped. */

import type { StartEffect } from '../kernel/effect.js';
import type { StepRef } from '../kernel/scope-state.js';
import { stepPath } from '../kernel/step-path.js';
import { isFlowgraftError } from '../model/error.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import { toRunError } from '../model/to-run-error.js';
import type { StoreTransaction } from '../ports/run-change.js';
import { Attempt, type AttemptRun } from './attempt.js';
import type { Outcome } from './outcome.js';
import { runAttempt, type AttemptScene, type Runnable } from './run-attempt.js';
import { stopped } from './run-facts.js';
import type { Services } from './services.js';
import type { TraceSpan } from './telemetry.js';

/** Takes in how an attempt ended. `isLater`: not in the call that began it. */
export type OnSettled = (
  attempt: Attempt,
  outcome: Outcome | typeof stopped,
  isLater: boolean,
) => void;

/** Begins a transaction of the store's. @throws {FlowgraftError} `PORT_MISSING` when it has none. */
export type BeginTransaction = () => Promise<StoreTransaction>;

export interface AttemptsParts extends AttemptScene {
  readonly run: AttemptRun;
  readonly services: Services;
  readonly beginTransaction: BeginTransaction;
}

export class Attempts {
  readonly #parts: AttemptsParts;
  readonly #services: Services;
  readonly #onSettled: OnSettled;
  readonly #onBroken: (thrown: unknown) => void;
  readonly #inFlight = new Map<string, Attempt>();

  /** @param onBroken - The store failed under an attempt: that is not the step's failure. */
  constructor(parts: AttemptsParts, onSettled: OnSettled, onBroken: (thrown: unknown) => void) {
    this.#parts = parts;
    this.#services = parts.services;
    this.#onSettled = onSettled;
    this.#onBroken = onBroken;
  }

  get size(): number {
    return this.#inFlight.size;
  }

  start(
    effect: StartEffect,
    runnable: Runnable,
    step: string,
    parent: TraceSpan | undefined,
  ): void {
    const { run } = this.#parts;
    const { events } = this.#services;
    const work = new Attempt(run, this.#services, effect, step);
    if (events.hears('step.started')) {
      const { attempt } = effect;
      events.emit('step.started', { ...run, step, attempt, at: work.startedAt });
    }
    const outcome =
      parent === undefined ? this.#run(work, runnable) : this.#runTraced(parent, work, runnable);
    if (isPromise(outcome)) this.#follow(work, outcome);
    else this.#settle(work, outcome, false);
  }

  /**
   * Asks an attempt to stop, and settles it as stopped when it has not ended after the grace period.
   *
   * @returns false when the step has no attempt under way.
   */
  stop(ref: StepRef): boolean {
    const work = this.#inFlight.get(stepPath(ref));
    if (work === undefined) return false;
    if (work.isStopped) return true;
    work.isStopped = true;
    const { clock, cancelGraceMs } = this.#services;
    work.extras.graceTimer = clock.setTimer(cancelGraceMs, () => this.#giveUp(work));
    work.abort(new DOMException('The step was cancelled', 'AbortError'));
    return true;
  }

  /** Aborts everything and forgets it: whatever still comes is passed over. */
  leaveAll(reason: string): void {
    for (const work of this.#inFlight.values()) this.#leave(work, new Error(reason));
  }

  #runTraced(parent: TraceSpan, work: Attempt, runnable: Runnable): MaybePromise<Outcome> {
    const span = parent.child(`step ${work.nodeId}`, {
      'flowgraft.step': work.step,
      'flowgraft.node.type': runnable.nodeType.type,
      'flowgraft.attempt': work.attempt,
    });
    work.extras.span = span;
    return span.within(() => this.#run(work, runnable));
  }

  #run(work: Attempt, runnable: Runnable): MaybePromise<Outcome> {
    const { node, undo } = work.ref;
    return node.effect === 'transactional' && !undo
      ? this.#runInTransaction(work, runnable)
      : runAttempt(work, this.#parts, runnable);
  }

  /** The transaction stays open when the attempt completes or waits: that is committed in it. */
  async #runInTransaction(work: Attempt, runnable: Runnable): Promise<Outcome> {
    work.hasWaited = true;
    try {
      work.extras.transaction = await this.#parts.beginTransaction();
    } catch (thrown) {
      if (isFlowgraftError(thrown, 'STORE_FAILED')) throw thrown;
      return { kind: 'failed', error: toRunError(thrown) };
    }
    // Stopped while it waited for the transaction: it must not begin.
    if (work.isEnded) work.rollBack();
    if (work.isEnded || work.isStopped)
      return { kind: 'failed', error: toRunError(work.signal.reason) };
    const outcome = await runAttempt(work, this.#parts, runnable);
    // When undoing its work shows that the connection is lost, that is what the step failed of.
    if (outcome.kind === 'failed') await work.takeTransaction()?.rollback();
    return outcome.kind === 'failed' ? outcome : this.#checked(work, outcome);
  }

  /** A step that ended its transaction itself has failed: its outcome cannot be committed in it any more. */
  async #checked(work: Attempt, outcome: Outcome): Promise<Outcome> {
    try {
      await work.transaction?.check();
      return outcome;
    } catch (thrown) {
      if (isFlowgraftError(thrown, 'STORE_FAILED')) throw thrown;
      await work.takeTransaction()?.rollback();
      return { kind: 'failed', error: toRunError(thrown) };
    }
  }

  #follow(work: Attempt, outcome: Promise<Outcome>): void {
    this.#inFlight.set(work.step, work);
    this.#armTimeout(work);
    const settle = (ended: Outcome): void => {
      if (work.isEnded) return;
      this.#forget(work);
      // One that completed although it was asked to stop did its work, and may have to be undone.
      const counts = !work.isStopped || ended.kind === 'completed';
      const settled = counts ? ended : stopped;
      if (settled.kind === 'failed' || settled.kind === 'stopped') work.rollBack();
      this.#settle(work, settled, true);
    };
    outcome.then(settle, (thrown: unknown) => {
      if (work.isEnded) return;
      this.#forget(work);
      work.rollBack();
      this.#onBroken(thrown);
    });
  }

  #armTimeout(work: Attempt): void {
    const { clock } = this.#services;
    work.extras.timer = clock.setTimer(work.deadline - clock.now(), () => {
      // A heartbeat may have moved the deadline since the timer was set.
      if (clock.now() < work.deadline) this.#armTimeout(work);
      else this.#timeOut(work);
    });
  }

  #timeOut(work: Attempt): void {
    const message = `Attempt ${work.attempt} of step "${work.step}" took longer than ${work.timeoutMs} ms`;
    this.#leave(work, new DOMException(message, 'TimeoutError'));
    const error = { category: 'timeout', code: 'STEP_TIMEOUT', message } as const;
    this.#settle(work, work.isStopped ? stopped : { kind: 'failed', error }, true);
  }

  #giveUp(work: Attempt): void {
    this.#leave(work, new Error('The grace period is over'));
    this.#settle(work, stopped, true);
  }

  #leave(work: Attempt, reason: Error): void {
    this.#forget(work);
    work.abort(reason);
    work.rollBack();
  }

  #forget(work: Attempt): void {
    work.isEnded = true;
    const { timer, graceTimer } = work.extras;
    timer?.cancel();
    graceTimer?.cancel();
    if (this.#inFlight.get(work.step) === work) this.#inFlight.delete(work.step);
  }

  #settle(work: Attempt, outcome: Outcome | typeof stopped, isLater: boolean): void {
    work.traceSpan?.end(outcome.kind === 'failed' ? outcome.error : undefined);
    this.#onSettled(work, outcome, isLater);
  }
}
