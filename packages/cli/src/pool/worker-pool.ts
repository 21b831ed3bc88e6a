/** Keeps as many worker processes as the work needs: starts, watches, replaces and stops them. */

import type { Clock, Random, Timer } from '@flowgraft/core';

import type { ForkedProcess, ProcessEnd } from '../command-io.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { PoolMember } from './pool-member.js';
import type { PoolWord } from './pool-messages.js';
import { PoolWork } from './pool-work.js';
import { restartDelayMs } from './restart-delay.js';
import type { PoolLimits } from './pool-size.js';
import type { TellNews } from './worker-news.js';

/** Times are milliseconds. */
export interface PoolOptions extends PoolLimits {
  /** Runs that one process takes at once. */
  readonly concurrency: number;
  /** How often the processes are asked how they are. */
  readonly lookMs: number;
  /** How long a process may be silent. */
  readonly unresponsiveMs: number;
  /** How long a process may take until it takes runs. */
  readonly startMs: number;
  /** How long a process may take to stop. */
  readonly drainMs: number;
}

export interface PoolParts {
  readonly fork: () => ForkedProcess;
  readonly clock: Clock;
  readonly random: Random;
  readonly tell: TellNews;
}

/** `failed`: none of its processes could ever take runs. */
export type PoolEnd =
  | { readonly kind: 'stopped'; readonly killed: number }
  | {
      readonly kind: 'failed';
      readonly exitCode: ExitCode;
      readonly message: string;
      readonly hint?: string | undefined;
    };

/** A process that served for so long did not die of what its predecessors died of. */
const stableMs = 30_000;
/** Starts in a row that fail before the first success, after which the pool gives up. */
const maxFirstFailures = 5;

/** A pool that has not looked for so many looks was not running itself. */
const awayLooks = 5;
const neverReady = 'None of the worker processes could be started';

type Failed = Extract<PoolWord, { readonly kind: 'failed' }>;

export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #parts: PoolParts;
  readonly #members = new Set<PoolMember>();
  readonly #restarts = new Set<Timer>();
  readonly #work: PoolWork;
  readonly ended: Promise<PoolEnd>;
  #resolve: (end: PoolEnd) => void = () => undefined;
  #state: 'running' | 'stopping' | 'stopped' = 'running';
  #timer: Timer | null = null;
  #lookedAt: number;
  #count = 0;
  #asked = 0;
  #killed = 0;
  /** Starts that have failed; `null` once one has succeeded. */
  #firstFailures: number | null = 0;
  #failure: Extract<PoolEnd, { readonly kind: 'failed' }> | null = null;

  constructor(options: PoolOptions, parts: PoolParts) {
    this.#options = options;
    this.#parts = parts;
    this.#work = new PoolWork(options);
    this.#lookedAt = parts.clock.now();
    this.ended = new Promise((resolve) => (this.#resolve = resolve));
    for (let at = 0; at < options.min; at += 1) this.#start(0);
    this.#arm();
  }

  /** Lets every process come to a stop; `ended` resolves when the last has. */
  stop(): void {
    if (this.#state !== 'running') return;
    this.#state = 'stopping';
    this.#parts.tell({ event: 'stopping', held: this.#held() });
    this.#cancelRestarts(Infinity);
    const now = this.#parts.clock.now();
    for (const member of this.#members) member.drain(now);
    this.#endWhenEmpty();
  }

  /** Ends every process now. */
  kill(): void {
    for (const member of this.#members) member.kill();
  }

  /** Processes that serve, or are about to. */
  get #size(): number {
    return this.#restarts.size + this.#active().length;
  }

  #active(): PoolMember[] {
    return [...this.#members].filter(({ isDraining }) => !isDraining);
  }

  #held(): number {
    return this.#active().reduce((sum, { held }) => sum + held, 0);
  }

  #start(failures: number): void {
    this.#count += 1;
    const { clock, fork, tell } = this.#parts;
    const member: PoolMember = new PoolMember({
      number: this.#count,
      process: fork(),
      failures,
      now: clock.now(),
      onWord: (word) => this.#heard(member, word),
      onEnd: (end) => this.#gone(member, end),
    });
    this.#members.add(member);
    if (member.pid !== undefined)
      tell({ event: 'worker.started', worker: member.number, pid: member.pid });
  }

  #heard(member: PoolMember, word: PoolWord): void {
    const { clock, tell } = this.#parts;
    const now = clock.now();
    member.heard(now);
    switch (word.kind) {
      case 'ready':
        this.#firstFailures = null;
        this.#failure = null;
        member.ready(now);
        tell({ event: 'worker.ready', worker: member.number, pid: member.pid ?? 0 });
        break;
      case 'pong':
        member.held = word.held;
        break;
      case 'backlog':
        this.#work.backlogIs(word.due, now);
        break;
      case 'trouble':
        tell({ event: 'worker.trouble', worker: member.number, message: word.message });
        break;
      case 'failed':
        this.#failed(member, word);
        break;
    }
  }

  /** Before anything has ever worked, a wrong setting is no reason to try again. */
  #failed(member: PoolMember, { message, hint, exitCode: code }: Failed): void {
    if (this.#firstFailures !== null) {
      this.#failure = { kind: 'failed', exitCode: code, message, hint };
      if (code === exitCode.usage) this.#firstFailures = maxFirstFailures;
    } else {
      this.#parts.tell({ event: 'worker.trouble', worker: member.number, message });
    }
  }

  #gone(member: PoolMember, end: ProcessEnd): void {
    this.#members.delete(member);
    const reason = member.reasonOf(end);
    if (reason === 'late') this.#killed += 1;
    const restartMs = member.isDraining ? null : this.#replace(member);
    const { number: worker, pid = null } = member;
    this.#parts.tell({ event: 'worker.ended', worker, pid, reason, ...end, restartMs });
    this.#endWhenEmpty();
  }

  /** @returns the milliseconds until a new process takes its place; `null` when none does. */
  #replace(member: PoolMember): number | null {
    if (this.#firstFailures !== null) this.#firstFailures += 1;
    if ((this.#firstFailures ?? 0) >= maxFirstFailures) {
      this.#failure ??= { kind: 'failed', exitCode: exitCode.refused, message: neverReady };
      this.stop();
      return null;
    }
    const { clock, random } = this.#parts;
    const failures = member.failuresAfter(clock.now(), stableMs);
    const delayMs = restartDelayMs(failures, random.next());
    const timer = clock.setTimer(delayMs, () => {
      this.#restarts.delete(timer);
      this.#start(failures);
    });
    this.#restarts.add(timer);
    return delayMs;
  }

  #look(): void {
    const { clock, tell } = this.#parts;
    const now = clock.now();
    const active = this.#active();
    if (now < this.#lookedAt || now - this.#lookedAt > awayLooks * this.#options.lookMs) {
      // This process was stopped or asleep, or its clock was set: the others are not to blame for silence.
      for (const member of active) member.heard(now);
      this.#work.forget();
    }
    this.#lookedAt = now;
    for (const member of this.#members) member.check(now, this.#options);
    const serving = active.filter(({ isServing }) => isServing);
    this.#askAll(serving);
    if (this.#state === 'running' && serving.length > 0) {
      const [from, held] = [this.#size, this.#held()];
      const to = this.#work.sizeFor(now, { size: from, serving: serving.length, held });
      if (to !== from) {
        tell({ event: 'pool.resized', from, to, held, backlog: this.#work.backlog(now) });
        this.#resize(from, to);
      }
    }
    this.#arm();
  }

  /** One of them says how much is due, each in turn: one that is stuck does not keep the pool from knowing. */
  #askAll(serving: readonly PoolMember[]): void {
    this.#asked += 1;
    const backlogUpTo = this.#work.backlogUpTo;
    for (const [at, member] of serving.entries()) {
      const isAsked = at === this.#asked % serving.length;
      member.ask(isAsked ? { kind: 'ping', backlogUpTo } : { kind: 'ping' });
    }
  }

  #resize(from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#start(0);
    const tooMany = from - to - this.#cancelRestarts(from - to);
    const now = this.#parts.clock.now();
    const idlest = this.#active().toSorted((a, b) => a.held - b.held || b.number - a.number);
    for (const member of idlest.slice(0, Math.max(0, tooMany))) member.drain(now);
  }

  /** @returns how many there were, at most `count`. */
  #cancelRestarts(count: number): number {
    const timers = [...this.#restarts].slice(0, Math.max(0, count));
    for (const timer of timers) {
      timer.cancel();
      this.#restarts.delete(timer);
    }
    return timers.length;
  }

  #arm(): void {
    this.#timer = this.#parts.clock.setTimer(this.#options.lookMs, () => this.#look());
  }

  #endWhenEmpty(): void {
    if (this.#state !== 'stopping' || this.#members.size > 0) return;
    this.#state = 'stopped';
    this.#timer?.cancel();
    this.#parts.tell({ event: 'stopped', killed: this.#killed });
    this.#resolve(this.#failure ?? { kind: 'stopped', killed: this.#killed });
  }
}
