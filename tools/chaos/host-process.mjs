// The process of the host's that starts runs in transactions: started again whenever it is gone.
// oxlint-disable typescript/prefer-readonly -- JavaScript has no readonly members
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { answerOf } from './answer-of.mjs';

export class HostProcess {
  #program;
  #task;
  #child;
  #killNow = () => this.#child?.kill('SIGKILL');
  /** One run at a time. */
  #last = Promise.resolve();

  /** @param task - What it is told to open. */
  constructor(program, task) {
    this.#program = program;
    this.#task = task;
    process.once('exit', this.#killNow);
  }

  /** Has a run started in a transaction; resolves when the process has done so, or has died. */
  start(order) {
    this.#last = this.#last.then(() => this.#order(order));
    return this.#last;
  }

  async #order(order) {
    this.#child ??= await this.#open();
    const child = this.#child;
    child.send(order, () => undefined);
    if ((await answerOf(child, order.id)) === undefined) this.#child = undefined;
  }

  async #open() {
    const child = fork(this.#program, [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    });
    child.on('error', () => undefined);
    child.send(this.#task);
    await once(child, 'message');
    return child;
  }

  stop() {
    process.off('exit', this.#killNow);
    this.#killNow();
  }
}
