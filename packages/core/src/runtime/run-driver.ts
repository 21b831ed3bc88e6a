/**
 * Drives one held run: takes events into the kernel, performs the effects, and commits the facts.
 *
 * Modes of a driver, and what may happen in each:
 *
 * - `driving`: attempts start, outcomes are taken in, changes are committed.
 * - `draining`: the engine closes; nothing starts, outcomes are still taken in, then the run is let go.
 * - `over`: the run has ended, was let go, or was lost; whatever still comes is passed over.
 *
 * Invariants (DR…):
 *
 * - **DR1** At most one commit of a run is under way.
 * - **DR2** Under `strict` durability a step starts only when every fact before it is committed; steps declared
 *   pure may start earlier, because nothing of them is seen before a later commit.
 * - **DR3** A step that may not run twice starts only after its `step.started` is committed.
 * - **DR4** Nothing is told to listeners, children or parents before it is committed.
 * - **DR5** The outcome of a transactional step is committed in that step's transaction, alone or with what else waits.
 * - **DR6** A run whose last worker was lost starts nothing before the journal says that this one goes on with it.
 */

import type { Plan } from '../graph/plan.js';
import { advance, initialState } from '../kernel/advance.js';
import type { Effect, StartChildEffect, StartEffect } from '../kernel/effect.js';
import { fold } from '../kernel/fold.js';
import { outstandingEffects } from '../kernel/outstanding.js';
import type { RunState } from '../kernel/run-state.js';
import type { StepRef } from '../kernel/scope-state.js';
import { stepPath } from '../kernel/step-path.js';
import { isPromise } from '../model/maybe-promise.js';
import type { RunError } from '../model/run-error.js';
import type { KernelEvent, RunEvent } from '../model/run-event.js';
import type { CommitOutcome, RunChange, RunNext } from '../ports/run-change.js';
import type { InboxMessage, NewRun, RunRecord } from '../ports/stored-run.js';
import { announce } from './announce.js';
import type { AttemptRun } from './attempt.js';
import { Attempts, type BeginTransaction } from './attempts.js';
import { ChildOpenings, type NewChild } from './child-openings.js';
import type { Committer } from './committer.js';
import type { Ending } from './ending.js';
import { waitsOf } from './parked-waits.js';
import { PendingChange } from './pending-change.js';
import { attemptFact, factOf, finalFact, messageToParent } from './run-facts.js';
import type { Recovery } from './recovery.js';
import { missingType, runnableOf } from './run-attempt.js';
import { RunTimers } from './run-timers.js';
import type { Services } from './services.js';
import { mayStartEarly, StartQueue } from './start-queue.js';
import { TakenMail } from './taken-mail.js';
import { startRunSpan, type TraceSpan } from './telemetry.js';
import { TransactionalOutcomes, type TransactionalOutcome } from './transactional-outcomes.js';

/** What a driver needs of the engine around it. */
export interface DriverHost {
  readonly services: Services;
  readonly committer: Committer;
  readonly worker: string;
  readonly newChild: NewChild;
  readonly beginTransaction: BeginTransaction;
  /** False when the run may have been taken since `provenAt`; `goOn` is called when it turns out that it was not. */
  mayStart(driver: RunDriver): boolean;
  /** The run has got further than where its last worker was lost. */
  recovered(driver: RunDriver): void;
  /** The run is no longer held here. */
  released(driver: RunDriver, ending: Ending): void;
}

/** A run that is due this soon is kept rather than let go and claimed again. */
const holdMs = 1_000;

const hold: RunNext = { kind: 'hold' };

type Mode = 'driving' | 'draining' | 'over';

export class RunDriver {
  readonly record: RunRecord;
  readonly state: RunState;
  /** When the call was made that last proved that the run is held here, by the engine's clock. */
  provenAt: number;
  readonly #plan: Plan;
  readonly #host: DriverHost;
  readonly #services: Services;
  readonly #run: AttemptRun;
  readonly #attempts: Attempts;
  readonly #timers: RunTimers;
  readonly #pending = new PendingChange();
  #mode: Mode = 'driving';
  #seq: number;
  #hasBegun = false;
  #isCommitting = false;
  /** The commit under way ends this driver's hold. */
  #isLettingGo = false;
  #isPumping = false;
  readonly #starts = new StartQueue();
  readonly #openings: ChildOpenings;
  readonly #transactional = new TransactionalOutcomes();
  readonly #taken = new TakenMail();
  /** `noted`: not before the next commit. `trial`: the run goes on where its last worker was lost. */
  #recovering: 'no' | 'noted' | 'trial' = 'no';
  #span: TraceSpan | undefined = undefined;

  constructor(host: DriverHost, record: RunRecord, plan: Plan, provenAt: number) {
    const { tenant, runId, workflowId } = record;
    this.#host = host;
    this.#services = host.services;
    this.record = record;
    this.provenAt = provenAt;
    this.#plan = plan;
    this.#run = { tenant, runId, workflowId };
    this.#seq = record.seq;
    const startedAt = record.startedAt ?? record.createdAt;
    this.state = initialState(plan, { id: runId, tenant, workflowId, startedAt });
    const { services, beginTransaction } = host;
    const isHeld = (): boolean => host.mayStart(this);
    const around = { run: this.#run, state: this.state, services, beginTransaction, isHeld };
    const broke = (thrown: unknown): void => this.#fail(thrown);
    this.#attempts = new Attempts(
      around,
      (attempt, outcome, isLater) => {
        if (this.#mode === 'over') return;
        if (!this.#transactional.add(attempt, outcome)) this.#settled(attempt, outcome);
        if (isLater) this.#pump();
      },
      broke,
    );
    this.#openings = new ChildOpenings(
      host.newChild,
      (step, child, isLater) => {
        if (this.#mode === 'over') return;
        this.#childMade(step, child);
        if (isLater) this.#pump();
      },
      broke,
    );
    this.#timers = new RunTimers(this.state, host.services.clock);
  }

  /** Brings the run's state back from its journal and goes on. */
  begin(journal: readonly RunEvent[], inbox: readonly InboxMessage[], recovery: Recovery): void {
    if (this.#isOver()) return;
    this.#hasBegun = true;
    this.#span = startRunSpan(this.#services.telemetry, this.record);
    if (recovery.kind === 'recover') this.#recovering = 'noted';
    try {
      if (journal.length === 0) {
        this.#startRun();
      } else {
        this.#fold(journal, recovery);
      }
      if (this.#recovering === 'noted') this.#noteRecovery();
      if (inbox.length > 0) this.#takeAll(inbox);
    } catch (thrown) {
      this.#fail(thrown);
      return;
    }
    this.#pump();
  }

  /** The input is in the run's record already: the first steps need not wait for this fact to be written. */
  #startRun(): void {
    const { input } = this.record;
    const at = this.#now();
    const { events } = this.#services;
    if (events.hears('run.started')) events.emit('run.started', { ...this.#run, at, input });
    this.#record({ type: 'run.started', at, input }, false);
  }

  #fold(journal: readonly RunEvent[], recovery: Recovery): void {
    fold(this.state, journal);
    if (recovery.kind === 'deadLetter') {
      const { error } = recovery;
      this.#record({ type: 'run.deadLettered', at: this.#now(), error }, true);
      return;
    }
    // What stops a step may stop others, which then must not start: stops come last.
    const effects = outstandingEffects(this.state);
    for (const effect of effects) if (effect.kind !== 'cancelStep') this.#perform(effect);
    for (const effect of effects) if (effect.kind === 'cancelStep') this.#perform(effect);
  }

  #noteRecovery(): void {
    const { crashes } = this.record;
    const { worker } = this.#host;
    this.#pending.addEvent({ type: 'run.recovered', at: this.#now(), worker, crashes }, true);
  }

  /** Takes in messages that have come for the run, and goes on. */
  receive(inbox: readonly InboxMessage[]): void {
    // What comes before it begins, or while it is being let go, stays in its inbox: a commit tells of it.
    if (this.#mode === 'over' || this.#isLettingGo || !this.#hasBegun) return;
    this.#takeAll(inbox);
    this.#pump();
  }

  /** The lease holds after all: starts what was put off. */
  goOn(): void {
    if (this.#mode !== 'over' && this.#hasBegun) this.#pump();
  }

  /** Starts nothing more and lets the run go when what is under way has ended. */
  drain(): void {
    if (this.#mode !== 'driving') return;
    this.#mode = 'draining';
    this.#starts.clear();
    this.#pump();
  }

  /** Another worker holds the run, or nobody: stops everything and writes nothing. */
  lose(reason: string): void {
    if (this.#mode === 'over') return;
    this.#attempts.leaveAll(reason);
    this.#end({ kind: 'lost' });
  }

  #now(): number {
    return this.#services.clock.now();
  }

  #settled(...[attempt, outcome]: TransactionalOutcome): void {
    const fact = attemptFact(attempt, outcome, this.#now(), this.#services.random);
    const isPure = attempt.ref.node.effect === 'pure' && fact.type === 'step.completed';
    this.#record(fact, !isPure, attempt.ref);
  }

  #record(event: KernelEvent, isUrgent: boolean, known?: StepRef): void {
    this.#pending.addEvent(event, isUrgent);
    const effects = advance(this.state, event, known);
    for (let i = 0; i < effects.length; i++) this.#perform(effects[i] as Effect);
  }

  #perform(effect: Effect): void {
    switch (effect.kind) {
      case 'start':
        return this.#admit(effect);
      case 'cancelStep':
        return this.#stop(effect.ref);
      case 'startChild':
        return this.#startChild(effect);
      case 'cancelChild': {
        const { tenant, runId } = this.#run;
        const { childId, reason } = effect;
        const body = { kind: 'cancel', reason } as const;
        return this.#pending.addMessage({ id: `cancel:${runId}`, tenant, runId: childId, body });
      }
      case 'finish':
        return this.#pending.addEvent(finalFact(effect, this.#now()), true);
    }
  }

  #admit(effect: StartEffect): void {
    if (this.#mode !== 'driving') return;
    if (this.#recovering === 'noted') this.#starts.block(effect);
    else if (mayStartEarly(effect, this.#plan)) this.#starts.add(effect);
    else if (this.#pending.isUrgent) this.#starts.block(effect);
    else if (this.#isCommitting) this.#starts.join(effect);
    else this.#starts.add(effect);
  }

  #stop(ref: StepRef): void {
    const step = stepPath(ref);
    // What has completed and waits for its commit is not stopped any more.
    if (this.#attempts.stop(ref) || this.#transactional.has(step)) return;
    this.#starts.drop(ref, step);
    this.#record({ type: 'step.cancelled', at: this.#now(), step, attempt: 1 }, true);
  }

  #startChild({ ref, workflowId, hash, input }: StartChildEffect): void {
    const step = stepPath(ref);
    const traceparent = this.#span?.traceparent;
    this.#openings.open({ parent: this.record, step, workflowId, hash, input, traceparent });
  }

  #childMade(step: string, child: NewRun | RunError): void {
    const at = this.#now();
    if ('category' in child) {
      this.#record(
        { type: 'step.failed', at, step, attempt: 1, startedAt: at, error: child },
        true,
      );
      return;
    }
    this.#pending.addChild(child);
    this.#record({ type: 'child.started', at, step, childId: child.runId }, true);
  }

  #takeAll(inbox: readonly InboxMessage[]): void {
    for (const message of inbox) {
      if (!this.#taken.take(message.id)) continue;
      this.#pending.addConsumed(message.id);
      const fact = factOf(message, this.state, this.#now());
      if (fact !== undefined) this.#record(fact, true);
    }
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (this.#turn());
    } catch (thrown) {
      this.#fail(thrown);
    }
    this.#isPumping = false;
  }

  /** One round; true when there may be more to do at once. */
  #turn(): boolean {
    if (this.#isOver()) return false;
    this.#startReady();
    if (this.#isCommitting || this.#isOver()) return false;
    const transactional = this.#transactional.take();
    if (transactional !== undefined) return this.#commitTransactional(transactional);
    if (this.#isIdle()) return this.#fireDueTimers() || this.#commitIdle();
    const isWanted = this.#pending.isUrgent && this.#plan.durability !== 'exit';
    if (isWanted || this.#starts.hasBlocked) return this.#commit(hold);
    this.#armTimer();
    return false;
  }

  #isOver(): boolean {
    return this.#mode === 'over';
  }

  #startReady(): void {
    const { concurrency } = this.#plan;
    while (this.#attempts.size < concurrency) {
      if (this.#starts.hasReady && !this.#host.mayStart(this)) return;
      const effect = this.#starts.take();
      if (effect === undefined) return;
      this.#start(effect);
    }
  }

  #start(effect: StartEffect): void {
    const { ref } = effect;
    const runnable = runnableOf(ref.node, ref.undo);
    const step = stepPath(ref);
    if (runnable === undefined) {
      const [at, error] = [
        this.#now(),
        missingType((ref.undo ? ref.node.compensate : undefined) ?? ref.node, step),
      ];
      const { attempt } = effect;
      this.#record({ type: 'step.failed', at, step, attempt, startedAt: at, error }, true);
      return;
    }
    const isOnce = ref.node.effect === 'atMostOnce' && !ref.undo;
    if (isOnce && !this.#mayBegin(effect, step)) return;
    this.#attempts.start(effect, runnable, step, this.#span);
  }

  /** A step that may not run twice: its beginning is committed first, and a second beginning asks (DR3). */
  #mayBegin(effect: StartEffect, step: string): boolean {
    const { attempt, interrupted } = effect;
    const at = this.#now();
    if (interrupted) {
      this.#record({ type: 'step.unknown', at, step, attempt }, true);
      return false;
    }
    if (this.#starts.takeBegun(step)) return true;
    this.#starts.markBegun(step);
    this.#record({ type: 'step.started', at, step, attempt }, true);
    this.#starts.block(effect);
    return false;
  }

  /** Nothing is under way and nothing may start: only a commit, a timer or a message moves the run. */
  #isIdle(): boolean {
    return this.#attempts.size === 0 && this.#openings.size === 0 && this.#starts.isEmpty;
  }

  #commitIdle(): boolean {
    const { state } = this;
    if (state.status !== 'running') {
      const { status, output, error } = state;
      const message = messageToParent(this.record, state, this.#seq);
      if (message !== undefined) this.#pending.addMessage(message);
      return this.#commit({ kind: 'finish', status, output, error });
    }
    const mayHold = this.#mode === 'driving';
    const wakeAt = this.#timers.nextAt();
    if (mayHold && wakeAt !== null && wakeAt - this.#now() <= holdMs) {
      if (this.#pending.isUrgent) return this.#commit(hold);
      this.#armTimer();
      return false;
    }
    return this.#commit(this.#park(mayHold ? wakeAt : this.#now()));
  }

  #park(wakeAt: number | null): RunNext {
    const { waiting, children } = this.state;
    const isWaiting = (waiting?.size ?? 0) + (children?.size ?? 0) > 0;
    const status = isWaiting ? 'waiting' : 'queued';
    return { kind: 'park', status, wakeAt, waits: waitsOf(this.state) };
  }

  /** @returns true when a timer was due: then there is something to do. */
  #fireDueTimers(): boolean {
    if (this.#mode !== 'driving' || this.state.status !== 'running') return false;
    const due = this.#timers.due();
    for (const fact of due) this.#record(fact, true);
    return due.length > 0;
  }

  /** While something is under way, waits of other steps must not be forgotten. */
  #armTimer(): void {
    if (this.#mode !== 'driving' || this.state.status !== 'running') return;
    this.#timers.arm(() => {
      if (this.#mode !== 'driving' || this.#isLettingGo) return;
      this.#fireDueTimers();
      this.#pump();
    });
  }

  #commitTransactional(settled: TransactionalOutcome): boolean {
    const [attempt] = settled;
    const { transaction } = attempt;
    this.#settled(...settled);
    if (transaction === undefined) return true;
    return this.#commit(hold, (change) => transaction.commit(change));
  }

  /** @returns true when the commit is done already and the loop may go on. */
  #commit(next: RunNext, write?: (change: RunChange) => Promise<CommitOutcome>): boolean {
    const change = this.#pending.take(this.record, this.#seq, next);
    this.#starts.commitBegins();
    const { committer } = this.#host;
    const outcome =
      write === undefined ? committer.commit(change) : committer.commitWith(change, write);
    if (!isPromise(outcome)) return this.#committed(change, outcome);
    this.#isCommitting = true;
    this.#isLettingGo = next.kind !== 'hold';
    outcome.then(
      (done) => {
        this.#isCommitting = false;
        if (this.#isOver()) return;
        this.#committed(change, done);
        this.#pump();
      },
      (thrown: unknown) => this.#fail(thrown),
    );
    return false;
  }

  #committed(change: RunChange, outcome: CommitOutcome): boolean {
    if (!outcome.ok) {
      this.lose('The lease on the run was lost');
      return false;
    }
    this.#seq += change.events.length;
    this.#starts.commitIsDone();
    if (this.#recovering !== 'no') this.#stepOutOfRecovery();
    if (this.#services.events.isHeard) announce(this.#services.events, this.#run, change.events);
    const { next } = change;
    if (next.kind === 'finish') this.#end({ kind: 'finished', state: this.state });
    else if (next.kind === 'park') this.#parked(next.wakeAt);
    else if (outcome.inbox.length > 0) this.#takeAll(outcome.inbox);
    return !this.#isOver();
  }

  #stepOutOfRecovery(): void {
    if (this.#recovering === 'trial') this.#host.recovered(this);
    this.#recovering = this.#recovering === 'noted' ? 'trial' : 'no';
  }

  #parked(wakeAt: number | null): void {
    const { events } = this.#services;
    if (events.isHeard) events.emit('run.waiting', { ...this.#run, at: this.#now(), wakeAt });
    this.#end({ kind: 'parked', wakeAt });
  }

  #fail(thrown: unknown): void {
    if (this.#isOver()) return;
    this.#attempts.leaveAll('The engine let the run go');
    this.#end({ kind: 'failed', thrown });
  }

  #end(ending: Ending): void {
    this.#mode = 'over';
    this.#transactional.rollBackAll();
    this.#timers.cancel();
    this.#span?.end(ending.kind === 'finished' ? ending.state.error : undefined);
    this.#host.released(this, ending);
  }
}
