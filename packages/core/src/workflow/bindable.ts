/** What may stand where a node's input, a result or an option wants a value of some type. */

import type { Bound, NotBound } from './bound.js';
import type { OpaqueData } from './opaque-data.js';

declare const secretMark: unique symbol;

/** A secret of the host's secret source, made by `w.secret`. It fits only where a text of any kind is due. */
export interface Secret {
  readonly [secretMark]: true;
}

/**
 * Anything that gives a `T`: a reference or an expression of that type, a literal, or an object or array
 * that mixes them at any depth. A reference to lists that are `readonly` fits where they need not be: every
 * attempt gets its own, from the schema that parsed them.
 */
export type Bindable<T> = unknown extends T ? AnyBindable : Bound<DeepReadonly<T>> | LiteralOf<T>;

type DeepReadonly<T> = T extends OpaqueData
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

type LiteralOf<T> = T extends string
  ? T | SecretFor<T>
  : T extends number | boolean | null | undefined
    ? T
    : T extends OpaqueData
      ? never
      : T extends readonly unknown[]
        ? { readonly [Index in keyof T]: Bindable<T[Index]> }
        : T extends object
          ? { readonly [Key in keyof T]: Bindable<T[Key]> } & NotBound
          : never;

type SecretFor<T extends string> = string extends T ? Secret : never;

/** A value for a place that takes anything. */
export type AnyBindable =
  | Bound<unknown>
  | Secret
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly AnyBindable[]
  | { readonly [key: string]: AnyBindable };

/** A result: like `AnyBindable`, without secrets, which never leave an attempt. */
export type ResultBinding =
  | Bound<unknown>
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly ResultBinding[]
  | { readonly [key: string]: ResultBinding };

/** What a body may return: a binding, or nothing for "whatever its last node gave". */
export type BodyResult = ResultBinding | void;

/** The type of the data that a binding will have become: `Ref<number>` reads `number`. */
export type ValueOf<Binding> = [ResultBinding] extends [Binding] ? unknown : ValueOfEach<Binding>;

type ValueOfEach<Binding> =
  Binding extends Bound<infer T>
    ? T
    : Binding extends OpaqueData | null | undefined
      ? Binding
      : { -readonly [Key in keyof Binding]: ValueOf<Binding[Key]> };

/** The type of a body's result; unknown when it returns nothing. */
export type ResultOf<Result> = [Result] extends [void | undefined]
  ? unknown
  : ValueOf<Exclude<Result, void>>;

/** The type of a value that starts with `Binding` and changes: `0` as a start means any number. */
export type StateOf<Binding> = [ResultBinding] extends [Binding] ? unknown : StateOfEach<Binding>;

type StateOfEach<Binding> =
  Binding extends Bound<infer T>
    ? T
    : Binding extends string
      ? string
      : Binding extends number
        ? number
        : Binding extends boolean
          ? boolean
          : Binding extends OpaqueData | null | undefined
            ? Binding
            : { -readonly [Key in keyof Binding]: StateOf<Binding[Key]> };
