/** The types of values that a workflow computes while it runs, as its author writes them down before. */

import type { OpaqueData } from './opaque-data.js';

declare const boundType: unique symbol;

/** A value of type `T` that will exist when the workflow runs: a reference, an expression or a template. */
export interface Bound<T> {
  /** Types only; there is no such property. */
  readonly [boundType]: T;
}

/** Keeps object literals apart from `Bound`, whose fields would otherwise make it look like one. */
export interface NotBound {
  readonly [boundType]?: never;
}

/** `any` would switch the checks off from here on. */
type Known<T> = 0 extends 1 & T ? unknown : T;

/**
 * A reference to data of type `T`. Its properties are references to the data's: `fetched.total`,
 * `order.items[0].sku`. A part that may be missing gives `undefined`, as with `?.`.
 *
 * It stands for data that is not there yet, so it cannot be computed with; that is what `w.expr` and
 * `w.template` are for.
 */
export type Ref<T> = Bound<Known<T>> & RefFields<Known<T>>;

type RefFields<T> = FieldsAt<T, FieldKey<NonNullable<T>>> &
  IndexFields<T, IndexKey<NonNullable<T>>>;

type FieldsAt<T, Key extends PropertyKey> = { readonly [K in Key]: Ref<FieldOf<T, K>> };
type IndexFields<T, Key extends PropertyKey> = [Key] extends [never] ? unknown : FieldsAt<T, Key>;

/** The keys under which a reference to a `T` has references, without those of index signatures. */
export type FieldKey<T> = T extends OpaqueData
  ? never
  : T extends readonly unknown[]
    ? ListKey<T>
    : T extends object
      ? NamedKey<T>
      : never;

type NamedKey<T> = keyof {
  [K in keyof T as string extends K ? never : number extends K ? never : K]: never;
} &
  (string | number);

/** `string` or `number` where a `T` has any key of that kind. */
export type IndexKey<T> = T extends OpaqueData | readonly unknown[]
  ? never
  : T extends object
    ? string extends keyof T
      ? string
      : number extends keyof T
        ? number
        : never
    : never;

// Single indexes, not `number`: an index signature would read `Ref | undefined` under `noUncheckedIndexedAccess`,
// although the reference is always there. `w.at` takes any index.
type ListKey<T extends readonly unknown[]> = number extends T['length']
  ? 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 'length'
  : (keyof T & `${number}`) | 'length';

/** What reading `K` of a `T` gives, for each member of a union, as `?.` would. */
export type FieldOf<T, K> = T extends OpaqueData | null | undefined
  ? undefined
  : T extends readonly unknown[]
    ? ItemOf<T, K>
    : K extends NamedKey<T>
      ? T[K & keyof T]
      : K extends keyof T
        ? T[K] | undefined
        : undefined;

type ItemOf<T extends readonly unknown[], K> = K extends 'length'
  ? number
  : number extends T['length']
    ? T[number] | undefined
    : K extends keyof T
      ? T[K]
      : T[number] | undefined;
