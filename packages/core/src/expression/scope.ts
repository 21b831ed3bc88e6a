/** What an expression can see: plain data, or readers that supply it on demand. */

/** Marks a `ScopeReader`; registered, so that two copies of the package agree. */
export const scopeReader: unique symbol = Symbol.for('@flowgraft/core.scopeReader') as never;

/** Supplies the root names of a scope (`nodes`, `input`, `item` …) without building an object. */
export interface ScopeReader {
  readonly [scopeReader]: true;
  /** The value of a root, `undefined` when there is none. May return a `LazyRecord`. */
  get(name: string): unknown;
  /** Asked only when `get` returned `undefined`. */
  has(name: string): boolean;
}

/**
 * The root names that an expression can use, as a record of plain data or as a reader.
 *
 * Of objects in it, only own data properties are ever read: no prototype, no getter, no method.
 */
export type Scope = Readonly<Record<string, unknown>> | ScopeReader;

/** Looks entries up on demand. */
export interface LazyEntries {
  /** The entry's value (plain data or another `LazyRecord`), `undefined` when there is none. */
  get(key: string): unknown;
  /** Every key that `get` knows, in a stable order. */
  keys(): readonly string[];
}

/**
 * A record whose entries are looked up when an expression reads them.
 *
 * `record.key`, `record[key]`, `key in record` and the `Object.keys` family ask it directly. Where
 * it would become a value itself, it is turned into a plain object first, so it never leaks.
 */
export class LazyRecord {
  readonly #entries: LazyEntries;

  constructor(entries: LazyEntries) {
    this.#entries = entries;
  }

  /** @internal */
  static entriesOf(record: LazyRecord): LazyEntries {
    return record.#entries;
  }
}
