/** When a held run wants to be woken, by its waiting steps or by its own time limit. */

import type { RunState } from '../kernel/run-state.js';
import type { KernelEvent } from '../model/run-event.js';
import type { Clock, Timer } from '../ports/clock.js';
import { earliestWake } from './parked-waits.js';

export class RunTimers {
  readonly #state: RunState;
  readonly #clock: Clock;
  #timer: Timer | undefined = undefined;
  #armedFor: number | undefined = undefined;

  constructor(state: RunState, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** Epoch milliseconds, or `null` when only a message can wake it. */
  nextAt(): number | null {
    const earliest = earliestWake(this.#state);
    const limit = this.#limitAt();
    if (limit === undefined) return earliest;
    return earliest === null ? limit : Math.min(earliest, limit);
  }

  /** The facts of all timers that have come due; the time limit goes before everything else. */
  due(): readonly KernelEvent[] {
    const next = this.nextAt();
    if (next === null) return none;
    const at = this.#clock.now();
    if (next > at) return none;
    const limit = this.#limitAt();
    if (limit !== undefined && limit <= at) {
      return [{ type: 'run.timedOut', at, timeoutMs: this.#state.plan.timeoutMs ?? 0 }];
    }
    const facts: KernelEvent[] = [];
    for (const [step, { wait }] of this.#state.waiting ?? []) {
      if (wait.wakeAt !== undefined && wait.wakeAt <= at)
        facts.push({ type: 'timer.fired', at, step });
    }
    return facts;
  }

  /** Calls `wake` when the next timer is due; at most one timer is set. */
  arm(wake: () => void): void {
    const next = this.nextAt();
    if (next === this.#armedFor) return;
    this.cancel();
    if (next === null) return;
    this.#armedFor = next;
    this.#timer = this.#clock.setTimer(Math.max(0, next - this.#clock.now()), () => {
      this.#armedFor = undefined;
      wake();
    });
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#armedFor = undefined;
  }

  #limitAt(): number | undefined {
    const { plan, root, status, startedAt } = this.#state;
    if (plan.timeoutMs === undefined || root.closing !== undefined) return undefined;
    return status === 'running' ? startedAt + plan.timeoutMs : undefined;
  }
}

const none: readonly KernelEvent[] = [];
