/** What a driver has to write next. */

import type { RunEvent } from '../model/run-event.js';
import type { RunChange, RunNext } from '../ports/run-change.js';
import type { Message, NewRun, RunRecord } from '../ports/stored-run.js';

const none: readonly never[] = [];

export class PendingChange {
  #events: RunEvent[] | undefined = undefined;
  #consumed: string[] | undefined = undefined;
  #children: NewRun[] | undefined = undefined;
  #messages: Message[] | undefined = undefined;
  /** A fact is waiting that others may act on only after its commit. */
  isUrgent = false;

  /** @param isUrgent - False for what is recomputed after a crash, and so need not be written for itself. */
  addEvent(event: RunEvent, isUrgent: boolean): void {
    // An array that is made with its first element has no spare room, and most changes have one event.
    if (this.#events === undefined) this.#events = [event];
    else this.#events.push(event);
    if (isUrgent) this.isUrgent = true;
  }

  addConsumed(id: string): void {
    (this.#consumed ??= []).push(id);
    this.isUrgent = true;
  }

  addChild(child: NewRun): void {
    (this.#children ??= []).push(child);
  }

  addMessage(message: Message): void {
    (this.#messages ??= []).push(message);
  }

  /** Hands out what has gathered, as a change of the run, and starts anew. */
  take({ tenant, runId, epoch }: RunRecord, seq: number, next: RunNext): RunChange {
    const change = {
      tenant,
      runId,
      epoch,
      seq,
      events: this.#events ?? none,
      consumed: this.#consumed ?? none,
      children: this.#children ?? none,
      messages: this.#messages ?? none,
      next,
    };
    this.#events = undefined;
    this.#consumed = undefined;
    this.#children = undefined;
    this.#messages = undefined;
    this.isUrgent = false;
    return change;
  }
}
