/** Holds what a store answered against what a plain model of it would have: fences, leases, mail, children. */

import type { RunEvent } from '../../model/run-event.js';
import type { ClaimedRun } from '../../ports/claim.js';
import type { RunChange } from '../../ports/run-change.js';
import type { MessageBody } from '../../ports/stored-run.js';
import type { HistoryEntry, StoreCall, Trouble } from './history.js';
import { LimitsJudge } from './judge-limits.js';
import { StoreModel, type ModelRun } from './store-model.js';
import type { Accuse } from './violation.js';

/** Judges every call of the store in order. @returns the model as it stands at the end. */
export function judgeStore(history: readonly HistoryEntry[], accuse: Accuse): StoreModel {
  const judge = new StoreJudge(accuse);
  for (const [index, entry] of history.entries()) {
    if (entry.kind === 'call') judge.take(entry, index);
    else if (entry.kind === 'trouble') judge.note(entry);
  }
  return judge.model;
}

class StoreJudge {
  readonly model = new StoreModel();
  readonly #accuse: Accuse;
  /** By process, until when something excuses it. */
  readonly #excused = new Map<string, number>();
  readonly #limits: LimitsJudge;
  /** Runs with the epochs under which a write was refused. */
  readonly #refusals = new Set<string>();
  #index = 0;

  constructor(accuse: Accuse) {
    this.#accuse = accuse;
    this.#limits = new LimitsJudge(this.model, (message) => this.#say('limits', message));
  }

  note({ process, what, until }: Trouble): void {
    const end = what === 'died' ? Infinity : until;
    this.#excused.set(process, Math.max(end, this.#excused.get(process) ?? 0));
  }

  take(call: StoreCall, index: number): void {
    this.#index = index;
    this.model.sweep(call.at);
    switch (call.operation) {
      case 'create':
        return this.#create(call);
      case 'claim':
        return this.#claim(call);
      case 'commit':
        return this.#commitAll(call);
      case 'deliver':
        return this.#deliver(call);
      case 'heartbeat':
        return this.#heartbeat(call);
      case 'drop':
        return this.#drop(call);
      case 'release':
        for (const run of this.model.runs.values()) {
          if (run.holder === call.args[0]) this.model.letGo(run, call.at);
        }
        return;
      case 'setLimits':
        this.#limits.set(call.args[0]);
    }
  }

  #say(rule: Parameters<Accuse>[0], message: string): void {
    this.#accuse(rule, message, this.#index);
  }

  #create({ args: [runs, options], result, at, process }: Call<'create'>): void {
    const claim = options?.claim;
    if (claim !== undefined) this.model.renew(process, claim.worker, claim.leaseMs, at);
    for (const [index, asked] of runs.entries()) {
      const outcome = result[index];
      this.#limits.refused(asked, outcome);
      if (outcome === undefined || !('record' in outcome)) continue;
      const isHeld = claim !== undefined && outcome.record.worker === claim.worker;
      if (outcome.created && !isHeld) this.#limits.queued(asked);
      const { run, isNew } = this.model.create(asked, at);
      if (outcome.created !== isNew || outcome.record.runId !== run.runId) {
        const found = outcome.created ? 'created it' : `gave ${outcome.record.runId}`;
        this.#say(
          'nothing-forgotten',
          `${run.runId} was ${isNew ? 'new' : 'there'}, and create ${found}`,
        );
      }
      if (!isNew || !isHeld) continue;
      this.#limits.taken(run);
      this.model.take(run, claim.worker);
    }
  }

  #claim({ args: [{ worker, leaseMs }], result, at, process }: Call<'claim'>): void {
    this.model.renew(process, worker, leaseMs, at);
    for (const claimed of result.runs) {
      const run = this.model.runs.get(claimed.record.runId);
      if (run === undefined) {
        this.#say('nothing-forgotten', `${claimed.record.runId} was claimed and never created`);
        continue;
      }
      this.#mayTake(run, at);
      this.#limits.taken(run);
      this.model.take(run, worker);
      this.#compare(run, claimed);
    }
  }

  #mayTake(run: ModelRun, at: number): void {
    if (run.isFinal) this.#say('one-end', `${run.runId} was claimed after its end`);
    if (run.holder === undefined) {
      const isDue = (run.wakeAt !== null && run.wakeAt <= at) || run.inbox.length > 0;
      if (!isDue) this.#say('one-holder', `${run.runId} was claimed though nothing was due`);
      return;
    }
    const { lapsed } = run;
    if (lapsed === undefined) {
      const holder = this.model.workers.get(run.holder)?.process ?? run.holder;
      this.#say('one-holder', `${run.runId} was claimed while ${holder} held it`);
    } else if ((this.#excused.get(lapsed.process) ?? 0) < lapsed.renewedAt) {
      const found = `${lapsed.process} was well, and lost ${run.runId} for want of a heartbeat`;
      this.#say('lease-kept', found);
    }
  }

  #compare(run: ModelRun, { record, journal, inbox }: ClaimedRun): void {
    if (record.epoch !== run.epoch) {
      this.#say('fence', `${run.runId} was claimed under epoch ${record.epoch}, not ${run.epoch}`);
    }
    if (journal.length !== run.journal.length || record.seq !== journal.length) {
      const found = `${journal.length} facts, not ${run.journal.length}`;
      this.#say('nothing-forgotten', `the journal of ${run.runId} had ${found}`);
    }
    const found = inbox.map(({ id }) => id).join();
    const meant = run.inbox.map(({ id }) => id).join();
    if (found !== meant)
      this.#say('mail', `the inbox of ${run.runId} held [${found}], not [${meant}]`);
  }

  #commitAll({ args: [changes], result, at }: Call<'commit'>): void {
    for (const [index, change] of changes.entries()) {
      const outcome = result[index];
      const run = this.model.runs.get(change.runId);
      const hold = `${change.runId} @${change.epoch}`;
      // At most one write of a holder is under way, so that it knows by now.
      if (this.#refusals.has(hold)) this.#say('fence', `a write was refused, and ${hold} went on`);
      if (outcome?.ok === false) this.#refusals.add(hold);
      if (outcome === undefined || run === undefined) {
        this.#say('nothing-forgotten', `a commit of ${change.runId} was not answered`);
      } else if (outcome.ok) {
        this.#commit(run, change, at);
        const unread = change.next.kind === 'hold' ? run.inbox.length : 0;
        if (outcome.inbox.length !== unread) {
          const found = `${outcome.inbox.length} messages, not ${unread}`;
          this.#say('mail', `a commit of ${run.runId} answered with ${found}`);
        }
      } else {
        this.#refused(run, change, at);
      }
    }
  }

  #refused(run: ModelRun, { epoch, seq }: RunChange, at: number): void {
    const isOwn = epoch === run.epoch && seq === run.journal.length;
    if (isOwn && run.holder !== undefined && run.lapsed === undefined) {
      this.#say('fence', `a write of the holder of ${run.runId} was refused`);
    } else if (epoch === run.epoch) {
      // Its lease had ended, and the store has let the run go.
      this.model.letGo(run, run.wakeAt ?? at);
    }
  }

  #commit(run: ModelRun, change: RunChange, at: number): void {
    const { epoch, seq, events, next } = change;
    if (run.isFinal) this.#say('one-end', `${run.runId} was written to after its end`);
    if (epoch !== run.epoch || run.holder === undefined) {
      const holder = run.holder === undefined ? 'nobody holds it' : `it is at ${run.epoch}`;
      this.#say('fence', `a write of epoch ${epoch} to ${run.runId} was accepted: ${holder}`);
    }
    if (seq !== run.journal.length) {
      this.#say(
        'fence',
        `facts from ${seq} on were added to ${run.journal.length} of ${run.runId}`,
      );
    }
    run.journal.push(...events);
    this.#consume(run, change);
    this.#children(run, change, at);
    for (const message of change.messages) this.model.deliver(message, at);
    if (next.kind === 'park') this.model.letGo(run, next.wakeAt);
    if (next.kind === 'finish') this.#finish(run, change);
  }

  #consume(run: ModelRun, { consumed, events }: RunChange): void {
    const taken: MessageBody[] = [];
    for (const id of consumed) {
      const index = run.inbox.findIndex((message) => message.id === id);
      const [message] = index < 0 ? [] : run.inbox.splice(index, 1);
      if (message === undefined) {
        this.#say('mail', `${run.runId} took message ${id}, which it did not have`);
        continue;
      }
      const { body } = message;
      taken.push(body);
      const isTold = events.some((fact) => {
        if (body.kind === 'signal') return fact.type === 'signal.received' && fact.id === id;
        if (body.kind === 'cancel') return fact.type === 'cancel.requested';
        if (body.kind === 'child')
          return fact.type === 'child.ended' && fact.childId === body.childId;
        if (body.kind === 'resolve')
          return fact.type === 'step.resolved' && fact.step === body.step;
        return fact.type === 'run.resumed' || wasUndone(run);
      });
      if (!isTold) this.#say('mail', `${run.runId} took message ${id} and wrote nothing of it`);
    }
    const resumes = events.filter(({ type }) => type === 'run.resumed').length;
    if (resumes > taken.filter(({ kind }) => kind === 'resume').length) {
      this.#say('resume', `${run.runId} was resumed, and nobody had asked for that`);
    }
    for (const fact of events) {
      if (fact.type === 'signal.received' && !consumed.includes(fact.id)) {
        this.#say('mail', `${run.runId} received signal ${fact.id} and did not take its message`);
      }
    }
  }

  #children(run: ModelRun, { children, events }: RunChange, at: number): void {
    for (const child of children) {
      const isTold = events.some(
        (fact) => fact.type === 'child.started' && fact.childId === child.runId,
      );
      if (!isTold || child.parent?.runId !== run.runId) {
        this.#say('children', `${run.runId} created ${child.runId} and wrote nothing of it`);
      }
      this.model.create(child, at);
    }
    for (const fact of events) {
      if (fact.type === 'child.started' && !this.model.runs.has(fact.childId)) {
        this.#say('children', `${run.runId} started ${fact.childId}, which does not exist`);
      }
    }
  }

  #finish(run: ModelRun, { messages, next }: RunChange): void {
    const end = run.journal.findLast(isEnd);
    if (next.kind === 'finish' && end?.type !== `run.${next.status}`) {
      const found = end?.type ?? 'no end';
      this.#say('one-end', `${run.runId} ended as ${next.status}, and its journal has ${found}`);
    }
    const { parentId } = run;
    const isTold = messages.some(
      ({ runId, body }) =>
        runId === parentId && body.kind === 'child' && body.childId === run.runId,
    );
    if (parentId !== undefined && !isTold) {
      this.#say('children', `${run.runId} ended without a message to ${parentId}`);
    }
    run.isFinal = true;
    run.hasFailed = next.kind === 'finish' && next.status === 'failed';
    this.model.letGo(run, null);
  }

  #deliver({ args: [messages], result, at }: Call<'deliver'>): void {
    for (const [index, message] of messages.entries()) {
      const meant = this.model.deliver(message, at);
      const found = result[index];
      if (found === meant) continue;
      const rule = message.body.kind === 'resume' ? 'resume' : 'mail';
      this.#say(rule, `message ${message.id} to ${message.runId} was ${found}, not ${meant}`);
    }
  }

  #heartbeat({ args: [beat], result, at, process }: Call<'heartbeat'>): void {
    const { worker, leaseMs, holding } = beat;
    const lost = new Set(result.lost);
    for (const { runId, epoch } of holding) {
      const run = this.model.runs.get(runId);
      const isHeld = run !== undefined && run.epoch === epoch && run.holder === worker;
      if (!isHeld && !lost.has(runId)) {
        this.#say('one-holder', `a heartbeat did not say that ${runId} was lost`);
      }
      if (!isHeld || !lost.has(runId)) continue;
      if (run.lapsed === undefined) {
        this.#say('one-holder', `a heartbeat said that ${runId} was lost, and it was held`);
      }
      this.model.letGo(run, run.wakeAt ?? at);
    }
    this.model.renew(process, worker, leaseMs, at);
  }

  #drop({ args: [runs, wakeAt], at }: Call<'drop'>): void {
    for (const { runId, epoch } of runs) {
      const run = this.model.runs.get(runId);
      if (run?.epoch !== epoch || run.holder === undefined) continue;
      // The store may have let it go before, from the end of its lease on.
      this.model.letGo(run, run.lapsed === undefined ? wakeAt : Math.min(wakeAt, at));
    }
  }
}

type Call<Operation> = Extract<StoreCall, { readonly operation: Operation }>;

/** A run that was undone stays as it ended. */
function wasUndone({ journal }: ModelRun): boolean {
  return journal.some((fact) => 'step' in fact && fact.step.endsWith('~undo'));
}

function isEnd({ type }: RunEvent): boolean {
  return type === 'run.completed' || type === 'run.failed' || type === 'run.cancelled';
}
