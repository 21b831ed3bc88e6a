/** What goes into a batch of changes, and what comes of it. */

import type { CommitOutcome, Hint } from '@flowgraft/core';
import type { Row } from './connection.js';

/** How a batch of changes is sent, and to whom. */
export interface Sending {
  /** Workers that may hold the runs. */
  readonly workers: readonly string[];
  /** Name of the transaction that this is part of; `null` for a call of its own. */
  readonly step: string | null;
  readonly origin: string;
  readonly send: (text: string, values: unknown[]) => Promise<Row[]>;
}

/** What became of changes, and whom to tell of it once it is committed. */
export interface Committed {
  readonly outcomes: readonly CommitOutcome[];
  readonly hints: readonly Hint[];
}
