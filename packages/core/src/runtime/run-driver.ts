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
 */

import type { Plan } from '../graph/plan.js';
import { advance, initialState } from '../kernel/advance.js';
import type { Effect, StartChildEffect, StartEffect } from '../kernel/effect.js';
import { fold } from '../kernel/fold.js';
import { outstandingEffects } from '../kernel/outstanding.js';
import type { RunState } from '../kernel/run-state.js';
import type { StepRef } from '../kernel/scope-state.js';
import { stepPath } from '../kernel/step-path.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { RunError } from '../model/run-error.js';
import type { KernelEvent, RunEvent } from '../model/run-event.js';
import type {
  CommitOutcome,
  InboxMessage,
  NewRun,
  RunChange,
  RunNext,
  RunRecord,
} from '../ports/store.js';
import { announce } from './announce.js';
import type { AttemptRun } from './attempt.js';
import { Attempts } from './attempts.js';
import type { Committer } from './committer.js';
import { waitsOf } from './parked-waits.js';
import { PendingChange } from './pending-change.js';
import { attemptFact, factOf, finalFact, messageToParent } from './run-facts.js';
import { runnableOf } from './run-attempt.js';
import { RunTimers } from './run-timers.js';
import type { Services } from './services.js';
import { StartQueue } from './start-queue.js';
import type { TraceSpan } from './telemetry.js';

/** What a driver needs of the engine around it. */
export interface DriverHost {
  readonly services: Services;
  readonly committer: Committer;
  /** Makes the child run of a step: finds its workflow and names it. Never rejects. */
  newChild(request: ChildRequest): MaybePromise<NewRun | RunError>;
  /** The run is no longer held here. */
  released(driver: RunDriver, ending: Ending): void;
}

export interface ChildRequest {
  readonly parent: RunRecord;
  readonly step: string;
  readonly workflowId: string;
  readonly hash: string | undefined;
  readonly input: unknown;
  readonly traceparent: string | undefined;
}

/** How a driver's hold on its run came to an end. */
export type Ending =
  | { readonly kind: 'finished'; readonly state: RunState }
  | { readonly kind: 'parked'; readonly wakeAt: number | null }
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly thrown: unknown };

/** A run that is due this soon is kept rather than let go and claimed again. */
const holdMs = 1_000;
/** A run whose node types this engine lacks is let go for this long. */
const missingTypeDelayMs = 10_000;

const hold: RunNext = { kind: 'hold' };

type Mode = 'driving' | 'draining' | 'over';

export class RunDriver {
  readonly record: RunRecord;
  readonly state: RunState;
  readonly #plan: Plan;
  readonly #host: DriverHost;
  readonly #services: Services;
  readonly #run: AttemptRun;
  readonly #attempts: Attempts;
  readonly #timers: RunTimers;
  readonly #pending = new PendingChange();
  #mode: Mode = 'driving';
  #seq: number;
  #isCommitting = false;
  #isPumping = false;
  readonly #starts = new StartQueue();
  /** Child runs whose workflow is being looked up. */
  #openings = 0;
  /** Ids of messages taken in but not yet committed as consumed. */
  #taken: Set<string> | undefined = undefined;
  #lacksNodeType = false;
  #span: TraceSpan | undefined = undefined;

  constructor(host: DriverHost, record: RunRecord, plan: Plan) {
    const { tenant, runId, workflowId } = record;
    this.#host = host;
    this.#services = host.services;
    this.record = record;
    this.#plan = plan;
    this.#run = { tenant, runId, workflowId };
    this.#seq = record.seq;
    const startedAt = record.startedAt ?? record.createdAt;
    this.state = initialState(plan, { id: runId, tenant, workflowId, startedAt });
    this.#attempts = new Attempts(
      this.#run,
      this.state,
      host.services,
      (attempt, outcome, isLater) => {
        if (this.#mode === 'over') return;
        const fact = attemptFact(attempt, outcome, this.#now(), this.#services.random);
        const isPure = attempt.ref.node.effect === 'pure' && fact.type === 'step.completed';
        this.#record(fact, !isPure, attempt.ref);
        if (isLater) this.#pump();
      },
    );
    this.#timers = new RunTimers(this.state, host.services.clock);
  }

  /** Brings the run's state back from its journal and goes on. */
  begin(journal: readonly RunEvent[], inbox: readonly InboxMessage[]): void {
    if (this.#services.telemetry.isOn()) this.#span = this.#startSpan();
    try {
      if (journal.length === 0) {
        this.#startRun();
      } else {
        this.#fold(journal);
      }
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

  #fold(journal: readonly RunEvent[]): void {
    fold(this.state, journal);
    for (const effect of outstandingEffects(this.state)) this.#perform(effect);
  }

  /** Takes in messages that have come for the run, and goes on. */
  receive(inbox: readonly InboxMessage[]): void {
    if (this.#mode === 'over') return;
    this.#takeAll(inbox);
    this.#pump();
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

  #startSpan(): TraceSpan {
    const { workflowId, runId, tenant, epoch, traceparent } = this.record;
    const attributes = {
      'flowgraft.workflow.id': workflowId,
      'flowgraft.run.id': runId,
      'flowgraft.tenant': tenant,
      'flowgraft.run.epoch': epoch,
    };
    return this.#services.telemetry.start(`run ${workflowId}`, attributes, traceparent);
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
    if (!this.#pending.isUrgent || this.#mayStartEarly(effect.ref)) this.#starts.add(effect);
    else this.#starts.block(effect);
  }

  /** Under `pipelined` and `exit`, steps that may run again do not wait for the commit before them (DR2). */
  #mayStartEarly({ node, undo }: StepRef): boolean {
    if (undo) return false;
    return (
      node.effect === 'pure' || (this.#plan.durability !== 'strict' && node.effect === 'idempotent')
    );
  }

  #stop(ref: StepRef): void {
    if (this.#attempts.stop(ref)) return;
    const step = stepPath(ref);
    this.#starts.drop(ref, step);
    this.#record({ type: 'step.cancelled', at: this.#now(), step, attempt: 1 }, true);
  }

  #startChild({ ref, workflowId, hash, input }: StartChildEffect): void {
    const step = stepPath(ref);
    const traceparent = this.#span?.traceparent;
    const request = { parent: this.record, step, workflowId, hash, input, traceparent };
    const child = this.#host.newChild(request);
    if (!isPromise(child)) {
      this.#childMade(step, child);
      return;
    }
    this.#openings += 1;
    void child.then((made) => {
      this.#openings -= 1;
      if (this.#mode === 'over') return;
      this.#childMade(step, made);
      this.#pump();
    });
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
    const taken = (this.#taken ??= new Set());
    for (const message of inbox) {
      if (taken.has(message.id)) continue;
      taken.add(message.id);
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
      const effect = this.#starts.take();
      if (effect === undefined) return;
      this.#start(effect);
    }
  }

  #start(effect: StartEffect): void {
    const { ref } = effect;
    const runnable = runnableOf(ref.node, ref.undo);
    if (runnable === undefined) {
      this.#lacksNodeType = true;
      return;
    }
    const step = stepPath(ref);
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
    return this.#attempts.size === 0 && this.#openings === 0 && this.#starts.isEmpty;
  }

  #commitIdle(): boolean {
    const { state } = this;
    if (state.status !== 'running') {
      const { status, output, error } = state;
      const message = messageToParent(this.record, state, this.#seq);
      if (message !== undefined) this.#pending.addMessage(message);
      return this.#commit({ kind: 'finish', status, output, error });
    }
    const mayHold = this.#mode === 'driving' && !this.#lacksNodeType;
    const wakeAt = this.#timers.nextAt();
    if (mayHold && wakeAt !== null && wakeAt - this.#now() <= holdMs) {
      if (this.#pending.isUrgent) return this.#commit(hold);
      this.#armTimer();
      return false;
    }
    return this.#commit(this.#park(mayHold ? wakeAt : this.#now() + this.#pauseMs()));
  }

  #pauseMs(): number {
    return this.#lacksNodeType ? missingTypeDelayMs : 0;
  }

  #park(wakeAt: number | null): RunNext {
    const { waiting, children } = this.state;
    const isWaiting = (waiting?.size ?? 0) + (children?.size ?? 0) > 0;
    const status = isWaiting ? 'waiting' : 'queued';
    return { kind: 'park', status, wakeAt, waits: waitsOf(this.state) };
  }

  /** @returns true when a timer was due: then there is something to do. */
  #fireDueTimers(): boolean {
    if (this.#mode !== 'driving') return false;
    const due = this.#timers.due();
    for (const fact of due) this.#record(fact, true);
    return due.length > 0;
  }

  /** While something is under way, waits of other steps must not be forgotten. */
  #armTimer(): void {
    if (this.#mode !== 'driving') return;
    this.#timers.arm(() => {
      if (this.#mode !== 'driving') return;
      this.#fireDueTimers();
      this.#pump();
    });
  }

  /** @returns true when the commit is done already and the loop may go on. */
  #commit(next: RunNext): boolean {
    const change = this.#pending.take(this.record, this.#seq, next);
    this.#starts.commitBegins();
    const outcome = this.#host.committer.commit(change);
    if (!isPromise(outcome)) return this.#committed(change, outcome);
    this.#isCommitting = true;
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
    if (change.consumed.length > 0) this.#forgetTaken(change.consumed);
    this.#starts.commitIsDone();
    if (this.#services.events.isHeard) announce(this.#services.events, this.#run, change.events);
    const { next } = change;
    if (next.kind === 'finish') this.#end({ kind: 'finished', state: this.state });
    else if (next.kind === 'park') this.#parked(next.wakeAt);
    else if (outcome.inbox.length > 0) this.#takeAll(outcome.inbox);
    return !this.#isOver();
  }

  #forgetTaken(consumed: readonly string[]): void {
    for (const id of consumed) this.#taken?.delete(id);
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
    this.#timers.cancel();
    this.#span?.end(ending.kind === 'finished' ? ending.state.error : undefined);
    this.#host.released(this, ending);
  }
}
