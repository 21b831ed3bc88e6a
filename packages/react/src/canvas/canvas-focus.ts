/** Which node has the keyboard. The canvas is one stop of the Tab key; inside of it, arrow keys lead from node to node. */

import { ValueStore } from '../store/value-store.js';

export class CanvasFocus {
  /** The node that has the keyboard, or had it last. */
  readonly current = new ValueStore<string | null>(null);
  /** A node that is to take the keyboard as soon as it is drawn. */
  readonly wanted = new ValueStore<string | null>(null);
  #element: HTMLElement | null = null;
  #isKeeping = false;

  /** Bound, to be a `ref`. */
  readonly attach = (element: HTMLElement | null): void => {
    this.#element = element;
  };

  get element(): HTMLElement | null {
    return this.#element;
  }

  /** The node with the keyboard is scrolled away or removed: the canvas keeps it, without going back there. */
  readonly keep = (): void => {
    queueMicrotask(() => {
      const element = this.#element;
      // Another node has taken it meanwhile.
      if (element?.contains(element.ownerDocument.activeElement) === true) return;
      this.#isKeeping = true;
      element?.focus({ preventScroll: true });
      this.#isKeeping = false;
    });
  };

  /** Whether the canvas as a whole was reached by keyboard just now, so that a node is to take over. */
  get isEntered(): boolean {
    return !this.#isKeeping && this.#element?.matches(':focus-visible') === true;
  }

  /**
   * The Tab key stops at the canvas as a whole, unless one of its nodes has the keyboard already.
   *
   * @param target - What has the keyboard; `null`: nothing in here.
   */
  follow(target: EventTarget | null): void {
    if (this.#element === null) return;
    const isOnNodes = target instanceof Element && target.closest('.fg-canvas__controls') === null;
    this.#element.tabIndex = isOnNodes ? -1 : 0;
  }
}
