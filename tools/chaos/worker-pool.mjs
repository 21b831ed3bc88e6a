// The worker processes: killed, stopped and continued at will, and started again when they are gone.
// oxlint-disable typescript/prefer-readonly -- JavaScript has no readonly members
import { fork } from 'node:child_process';
import { openSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answerOf } from './answer-of.mjs';

/** How a worker ends that could not open its store. */
const notOpened = 3;
const againMs = 100;
const lookMs = 10;

export class WorkerPool {
  /** `{ life, at }` of each worker that was killed. */
  kills = [];
  /** `{ life, from, to }`: when a worker slept. */
  suspensions = [];
  /** `{ life, at, code, signal }` of workers that ended unasked. */
  deaths = [];
  #program;
  #task;
  #random;
  #slots;
  #errors;
  #isStopping = false;
  /** A worker that no longer listens would outlive us. */
  #killAll = () => {
    for (const { child } of this.#slots) child.kill('SIGKILL');
  };

  /**
   * Starts `size` workers.
   *
   * @param task - What a worker is told, besides the name of its life.
   */
  constructor({ program, size, task, random }) {
    this.#program = program;
    this.#task = task;
    this.#random = random;
    this.#errors = openSync(join(task.folder, 'stderr'), 'a');
    this.#slots = Array.from({ length: size }, (_, slot) => ({ slot, lives: 0 }));
    for (const slot of this.#slots) this.#start(slot);
    process.once('exit', this.#killAll);
  }

  /** How many processes there were. */
  get lives() {
    return this.#slots.reduce((sum, { lives }) => sum + lives, 0);
  }

  /** Ends a worker at once, whatever it does. */
  async kill() {
    const slot = await this.#pick();
    slot.isKilled = true;
    slot.isReady = false;
    slot.child.kill('SIGKILL');
    this.kills.push({ life: slot.life, at: Date.now() });
  }

  /** Stops a worker for so long, in the middle of whatever it does, and lets it go on. */
  async suspend(ms) {
    await this.#sleep(await this.#pick(), ms);
  }

  /**
   * As `suspend`, of that worker.
   *
   * @param beforeItWakes - Called when it has slept so long, and also where it is gone or sleeps already.
   * @returns whether it slept.
   */
  async suspendLife(life, ms, beforeItWakes) {
    const isIt = (slot) => slot.life === life && slot.isReady && !slot.isSuspended;
    const slot = this.#slots.find(isIt);
    if (slot === undefined) beforeItWakes();
    else await this.#sleep(slot, ms, beforeItWakes);
    return slot !== undefined;
  }

  async #sleep(slot, ms, beforeItWakes = () => undefined) {
    const { child, life } = slot;
    slot.isSuspended = true;
    child.kill('SIGSTOP');
    const from = Date.now();
    await pause(ms);
    beforeItWakes();
    this.suspensions.push({ life, from, to: Date.now() });
    child.kill('SIGCONT');
    if (slot.child === child) slot.isSuspended = false;
  }

  /**
   * Has a worker start a run.
   *
   * @returns whether the run is known to be there; not so when the worker was lost or the store away.
   * @throws {Error} when the engine refuses what it must not refuse.
   */
  async start(id, document) {
    const slot = await this.#pick();
    const { child } = slot;
    child.send({ id, document }, () => undefined);
    const answer = await answerOf(child, id);
    if (answer?.kind === 'started') return true;
    if (answer === undefined || answer.code === 'STORE_FAILED') return false;
    throw new Error(`${slot.life} could not start ${id}: ${answer.code} ${answer.message}`);
  }

  async stop() {
    this.#isStopping = true;
    await Promise.all(
      this.#slots.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const exit = once(child, 'exit');
        child.kill('SIGKILL');
        await exit;
      }),
    );
    process.off('exit', this.#killAll);
  }

  /** A worker that is up, chosen by chance; waits for one. */
  async #pick() {
    for (;;) {
      const up = this.#slots.filter(({ isReady, isSuspended }) => isReady && !isSuspended);
      if (up.length > 0) return this.#random.pick(up);
      await pause(lookMs);
    }
  }

  #start(slot) {
    slot.life = `w${slot.slot}-${slot.lives}`;
    slot.lives += 1;
    slot.isReady = false;
    slot.isKilled = false;
    slot.isSuspended = false;
    const child = fork(this.#program, [], {
      stdio: ['ignore', this.#errors, this.#errors, 'ipc'],
      // In a group of its own: a shell that ends sends SIGHUP to groups in which somebody sleeps.
      detached: true,
    });
    slot.child = child;
    child.send({ ...this.#task, life: slot.life }, () => undefined);
    child.on('error', () => undefined);
    child.on('message', ({ kind }) => {
      if (kind === 'ready') slot.isReady = true;
    });
    child.on('exit', (code, signal) => void this.#ended(slot, code, signal));
  }

  async #ended(slot, code, signal) {
    slot.isReady = false;
    if (this.#isStopping) return;
    if (!slot.isKilled && code !== notOpened) {
      this.deaths.push({ life: slot.life, at: Date.now(), code, signal });
    }
    if (!slot.isKilled) await pause(againMs);
    if (!this.#isStopping) this.#start(slot);
  }
}
