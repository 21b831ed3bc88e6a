/** One text of a catalogue. */

/** A text with `{name}` for values; one per plural category where it depends on `count`. */
export type Message = string | PluralMessage;

/** By the categories of `Intl.PluralRules`; `other` serves those that are missing. */
export interface PluralMessage {
  readonly zero?: string | undefined;
  readonly one?: string | undefined;
  readonly two?: string | undefined;
  readonly few?: string | undefined;
  readonly many?: string | undefined;
  readonly other: string;
}
