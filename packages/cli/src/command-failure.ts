/** A command that cannot go on: what people read, and how the process ends. */

import type { ExitCode } from './exit-code.js';

export interface FailureOptions extends ErrorOptions {
  /** What to do about it, on a line of its own. */
  readonly hint?: string | undefined;
}

/** Thrown by commands and caught by `main`, which prints message and hint. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;

  constructor(code: ExitCode, message: string, options: FailureOptions = {}) {
    super(message, options);
    this.exitCode = code;
    this.hint = options.hint;
  }
}
