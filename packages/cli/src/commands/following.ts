/** A run that a command drives, with all that it needs for that. */

import type { RunRecord, WorkflowDocument } from '@flowgraft/core';

import type { CommandIo } from '../command-io.js';
import type { GivenOptions } from '../options.js';
import type { Session } from '../session/open-session.js';
import type { LogOutlet } from './log-outlet.js';

export interface Following {
  readonly io: CommandIo;
  readonly given: GivenOptions;
  readonly session: Session;
  readonly log: LogOutlet;
  readonly document: WorkflowDocument;
  /** The run as it was before this command drove it. */
  readonly record: RunRecord;
  /** Arguments that `flowgraft resume <run>` needs to go on with it. */
  readonly resumeArgs: readonly string[];
}
