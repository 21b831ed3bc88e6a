/** Choices that a node type looks up for its fields: channels of a workspace, tables of a database. */

import type { JsonValue } from '../model/document.js';
import type { MaybePromise } from '../model/maybe-promise.js';
import type { HttpClient, NodeLogger, SecretAccess } from './node-context.js';

/** One choice. */
export interface FieldOption {
  /** What the field takes when it is chosen. */
  readonly value: JsonValue;
  /** What people see. */
  readonly label: string;
  readonly description?: string | undefined;
}

/** Some choices, and where the next ones begin. */
export interface OptionsPage {
  /** At most 1,000. */
  readonly options: readonly FieldOption[];
  /** For the next page; `null` on the last one. */
  readonly cursor: string | null;
}

/** What a loader is asked. */
export interface OptionsQuery {
  /** The node's input as far as it is filled in: nothing is checked, and bindings stand as in the document. */
  readonly input: Readonly<Record<string, unknown>>;
  /** What the person has typed; `undefined` when nothing. */
  readonly search: string | undefined;
  /** The cursor of the page before; `undefined` for the first page. */
  readonly cursor: string | undefined;
}

/** What a loader works with. */
export interface OptionsContext {
  readonly tenant: string;
  /** Aborted when nobody waits for the choices any more, or when they take too long. */
  readonly signal: AbortSignal;
  readonly http: HttpClient;
  readonly secrets: SecretAccess;
  readonly log: NodeLogger;
}

/** What a loader gives: all choices, or one page of them. */
export type LoadedOptions =
  | readonly FieldOption[]
  | { readonly options: readonly FieldOption[]; readonly cursor?: string | null | undefined };

/** Looks up the choices of a field. What it throws reaches the caller as `OPTIONS_FAILED`. */
export type OptionLoader = (
  query: OptionsQuery,
  ctx: OptionsContext,
) => MaybePromise<LoadedOptions>;
