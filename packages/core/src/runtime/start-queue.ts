/** Attempts of one run that are to begin: at once, or after the commit of what led to them. */

import type { Plan } from '../graph/plan.js';
import type { StartEffect } from '../kernel/effect.js';
import type { StepRef } from '../kernel/scope-state.js';
import { stepPath } from '../kernel/step-path.js';

export class StartQueue {
  /** Read from `#next` on. */
  #ready: StartEffect[] = [];
  #next = 0;
  /** Wait for the next commit. */
  #blocked: StartEffect[] | undefined = undefined;
  /** Wait for the commit that is under way. */
  #committing: StartEffect[] | undefined = undefined;
  /** Steps whose `step.started` is written, and that may begin once it is committed. */
  #begun: Set<string> | undefined = undefined;

  get isEmpty(): boolean {
    const isWaiting = this.#blocked !== undefined || this.#committing !== undefined;
    return this.#next === this.#ready.length && !isWaiting;
  }

  get hasReady(): boolean {
    return this.#next < this.#ready.length;
  }

  get hasBlocked(): boolean {
    return this.#blocked !== undefined;
  }

  add(effect: StartEffect): void {
    this.#ready.push(effect);
  }

  /** Lets `effect` wait for the next commit. */
  block(effect: StartEffect): void {
    if (this.#blocked === undefined) this.#blocked = [effect];
    else this.#blocked.push(effect);
  }

  /** Lets `effect` wait for the commit that is under way. */
  join(effect: StartEffect): void {
    (this.#committing ??= []).push(effect);
  }

  /** The next attempt that may begin, taken out; `undefined` when there is none. */
  take(): StartEffect | undefined {
    if (this.#next < this.#ready.length) return this.#ready[this.#next++];
    // Keeps the room that the list has; setting its length would throw it away.
    while (this.#ready.length > 0) this.#ready.pop();
    this.#next = 0;
    return undefined;
  }

  /** A commit begins: what is blocked now may begin when it is done, what is blocked later is not part of it. */
  commitBegins(): void {
    this.#committing = this.#blocked;
    this.#blocked = undefined;
  }

  commitIsDone(): void {
    if (this.#committing === undefined) return;
    for (const effect of this.#committing) this.#ready.push(effect);
    this.#committing = undefined;
  }

  /** @returns true when the beginning of `step` was written, and so it may begin; it is forgotten. */
  takeBegun(step: string): boolean {
    return this.#begun?.delete(step) === true;
  }

  /** Remembers that the beginning of `step` is being written. */
  markBegun(step: string): void {
    (this.#begun ??= new Set()).add(step);
  }

  /** Takes out whatever was to begin of a step that is stopped. */
  drop({ scope, node }: StepRef, step: string): void {
    const isOther = ({ ref }: StartEffect): boolean => ref.scope !== scope || ref.node !== node;
    this.#ready = this.#ready.slice(this.#next).filter(isOther);
    this.#next = 0;
    this.#blocked = keep(this.#blocked, isOther);
    this.#committing = keep(this.#committing, isOther);
    this.#begun?.delete(step);
  }

  /** Drops whatever was to begin, but for steps whose beginning is written: left alone, they would be unknown. */
  clear(): void {
    const isBegun = ({ ref }: StartEffect): boolean => this.#begun?.has(stepPath(ref)) === true;
    this.#ready = this.#ready.slice(this.#next).filter(isBegun);
    this.#next = 0;
    this.#blocked = keep(this.#blocked, isBegun);
    this.#committing = keep(this.#committing, isBegun);
  }
}

function keep(
  effects: StartEffect[] | undefined,
  isKept: (effect: StartEffect) => boolean,
): StartEffect[] | undefined {
  const kept = effects?.filter(isKept) ?? [];
  return kept.length > 0 ? kept : undefined;
}

/** Under `pipelined` and `exit`, steps that may run again do not wait for the commit before them (DR2). */
export function mayStartEarly({ ref }: StartEffect, { durability }: Plan): boolean {
  if (ref.undo) return false;
  const { effect } = ref.node;
  return effect === 'pure' || (durability !== 'strict' && effect === 'idempotent');
}
