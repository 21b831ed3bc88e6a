/** What every edit is made of. A command says whether it may happen and what it changes; taking it back follows from that. */

import type { Catalogue } from '@flowgraft/core';
import type { MessageKey, MessageValues } from '../language/message.js';
import type { EditorDocument } from './records.js';
import type { Transaction } from './transaction.js';

/** Why something cannot be done, in the user's words. */
export interface Refusal {
  readonly message: MessageKey;
  readonly values?: MessageValues | undefined;
}

/** What commands know besides the document. */
export interface CommandContext {
  readonly catalogue: Catalogue;
  /** A new id for a node, that the document does not have: short, from letters and digits. */
  readonly newId: (document: EditorDocument, prefix: string) => string;
}

export interface Command<Args, Result = void> {
  /** Names the edit in the history: `command.<name>` is a message. */
  readonly name: string;
  /** Why it cannot be done; `null` when it can. Always asked before `execute`. */
  check?(document: EditorDocument, args: Args, context: CommandContext): Refusal | null;
  execute(transaction: Transaction, args: Args, context: CommandContext): Result;
}
