/** A value that can be watched: what every part of the editor keeps its state in. */

export interface ReadableStore<Value> {
  /** The same object until the value changes. */
  get(): Value;
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

export class ValueStore<Value> implements ReadableStore<Value> {
  #value: Value;
  readonly #listeners = new Set<() => void>();

  constructor(initial: Value) {
    this.#value = initial;
  }

  /** Bound, so that it can be handed on as it is. */
  readonly get = (): Value => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    // A copy: a listener may take itself or others away.
    for (const listener of new Set(this.#listeners)) listener();
  }

  update(change: (value: Value) => Value): void {
    this.set(change(this.#value));
  }
}
