/** What goes into a batch of changes, and what comes of it. */

import type { CommitOutcome, Hint } from '@flowgraft/core';
import type { CalledFunctions, Statement } from './called-function.js';
import type { Row } from './connection.js';
import type { HeldOrdinals } from './held-ordinals.js';

/** How a batch of changes is sent, and to whom. */
export interface Sending {
  readonly database: {
    readonly origin: string;
    readonly functions: CalledFunctions;
    readonly held: HeldOrdinals;
  };
  /** Workers that may hold the runs. */
  readonly workers: readonly string[];
  /** Name of the transaction that this is part of; `null` for a call of its own. */
  readonly step: string | null;
  readonly send: (statement: Statement, values: unknown[]) => Promise<Row[]>;
}

/** What became of changes, and whom to tell of it once it is committed. */
export interface Committed {
  readonly outcomes: readonly CommitOutcome[];
  readonly hints: readonly Hint[];
}
