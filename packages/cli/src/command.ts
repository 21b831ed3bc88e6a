/** What a command of the CLI is. */

import type { CommandIo } from './command-io.js';
import type { ExitCode } from './exit-code.js';
import type { GivenOptions, OptionTable } from './options.js';

export interface CommandCall {
  readonly io: CommandIo;
  readonly given: GivenOptions;
}

export interface Command {
  readonly name: string;
  /** What follows the name: `<workflow> [options]`. */
  readonly usage: string;
  readonly summary: string;
  /** Paragraphs of the command's own help. */
  readonly details?: readonly string[];
  /** Command lines, with what they do. */
  readonly examples?: readonly (readonly [line: string, what: string])[];
  readonly options: OptionTable;
  run(call: CommandCall): Promise<ExitCode>;
}
