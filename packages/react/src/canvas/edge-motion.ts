/**
 * Shows that something went along an edge: a class on its line for a second, for few lines at a time. Drawing movement is the
 * most expensive thing on a canvas, so nothing of it goes through React, and one timer serves all.
 */

/** Lines that move at the same time. */
const most = 20;
const lastsMs = 1_000;
const movingClass = 'fg-edge__line--moving';

export class EdgeMotion {
  /** Until when each line moves, by the clock of `now`; those that began first come first. */
  readonly #until = new Map<Element, number>();
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined = undefined;

  /** @param now - Milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Lets a line move, as long as something went along it within the last second, and there is room. @param lastAt - Epoch milliseconds. */
  show(line: Element, lastAt: number): void {
    const until = lastAt + lastsMs;
    const isLate = until <= this.#now();
    if (isLate || (!this.#until.has(line) && this.#until.size >= most)) return;
    this.#until.delete(line);
    this.#until.set(line, until);
    line.classList.add(movingClass);
    this.#timer ??= setTimeout(() => this.#sweep(), lastsMs / 4);
  }

  /** The line is no longer there. */
  forget(line: Element): void {
    if (this.#until.delete(line)) line.classList.remove(movingClass);
  }

  /** How many lines move. */
  get size(): number {
    return this.#until.size;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const line of this.#until.keys()) this.forget(line);
  }

  #sweep(): void {
    this.#timer = undefined;
    const now = this.#now();
    for (const [line, until] of this.#until) if (until <= now) this.forget(line);
    if (this.#until.size > 0) this.#timer = setTimeout(() => this.#sweep(), lastsMs / 4);
  }
}
