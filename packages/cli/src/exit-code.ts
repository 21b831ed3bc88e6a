/** How the command ends: documented in `--help` and in docs/cli.md, and stable. */

export const exitCode = {
  ok: 0,
  /** The run failed or was cancelled. */
  failed: 1,
  /** A wrong argument, file, workflow or input: nothing was run. */
  usage: 2,
  /** The run waits for the outside: an approval, a signal, a decision. */
  waiting: 3,
  /** It could not be done: no such run, a run that has ended, a store that does not open… */
  refused: 4,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCode.ok, 'done; for run and resume: the run completed; for worker: it was stopped'],
  [exitCode.failed, 'the run failed or was cancelled'],
  [
    exitCode.usage,
    'wrong argument, or a file, workflow or input that is not valid: nothing was run',
  ],
  [exitCode.waiting, 'the run waits for a signal, an approval or a decision; it says how to go on'],
  [exitCode.refused, 'could not be done: no such run, a run that has ended, a store that fails'],
  [exitCode.interrupted, 'stopped by Ctrl-C; with --store, flowgraft resume goes on'],
];
