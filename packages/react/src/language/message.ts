/** Messages: what every text on the screen comes from, one catalogue per language and instance. */

import type { English } from './en/messages.js';
import type { Message } from './message-text.js';

export type { Message, PluralMessage } from './message-text.js';

export type MessageKey = keyof English;

export type Messages = Readonly<Record<MessageKey, Message>>;

/**
 * The host's own wording of some messages, and of its node types: `nodes.<type>.title`, `nodes.<type>.description`,
 * `nodes.<type>.fields.<field>`, `category.<name>`.
 */
export type MessageOverrides = Readonly<Partial<Record<MessageKey, Message>>> & {
  readonly [key: `nodes.${string}` | `category.${string}`]: Message | undefined;
};

/** Texts put into messages; numbers are written as the language writes them. */
export type MessageValues = Readonly<Record<string, string | number>>;

export interface Language {
  /** BCP 47, for example `fr` or `ar-EG`: dates, numbers and plurals go by it. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly messages: Messages;
}
