/** Counts the passes of a loop by the steps that begin and end in them. */

/**
 * Events tell of steps, not of passes: a pass counts as done while none of its steps is under way. Between two
 * steps of one pass that is early by a moment, so the count never goes back.
 */
export class PassCounter {
  readonly #begun = new Set<string>();
  /** Steps under way, by pass. */
  readonly #open = new Map<string, Set<string>>();
  #done = 0;

  /** Passes that are done. */
  get done(): number {
    return this.#done;
  }

  /** Passes with a step under way. */
  get active(): number {
    return this.#open.size;
  }

  change(pass: string, step: string, isOver: boolean): void {
    this.#begun.add(pass);
    const open = this.#open.get(pass) ?? new Set<string>();
    if (isOver) open.delete(step);
    else open.add(step);
    if (open.size === 0) this.#open.delete(pass);
    else this.#open.set(pass, open);
    this.#count();
  }

  /** Nothing is under way any more. */
  stopAll(): void {
    this.#open.clear();
    this.#count();
  }

  #count(): void {
    this.#done = Math.max(this.#done, this.#begun.size - this.#open.size);
  }
}
