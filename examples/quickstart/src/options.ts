/** The options of the command line. */

import { parseArgs } from 'node:util';

export const usage = `pnpm quickstart [options]

  --slow            take longer over each earthquake, so that there is time to press Ctrl-C or to kill it
  --resume          go on with the run that was interrupted or killed
  --no-approve      do not approve the alert: the run then waits for another terminal
  --decide yes|no   approve or turn down the alert that another terminal's run waits for
  --dir <folder>    where database, data and report are kept; .data beside the example when absent
  --help            print this
`;

export interface QuickstartOptions {
  readonly slow: boolean;
  readonly resume: boolean;
  readonly approve: boolean;
  readonly decide: boolean | undefined;
  readonly dir: string | undefined;
  /** A file to which every search for an airport adds a line: lets a test count what was done how often. */
  readonly record: string | undefined;
  readonly help: boolean;
}

/** @throws {TypeError} when an option is unknown or has a wrong value. */
export function readOptions(args: readonly string[]): QuickstartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      slow: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      approve: { type: 'boolean', default: false },
      'no-approve': { type: 'boolean', default: false },
      decide: { type: 'string' },
      dir: { type: 'string' },
      record: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { slow, resume, decide, dir, record, help } = values;
  if (decide !== undefined && decide !== 'yes' && decide !== 'no') {
    throw new TypeError(`--decide: expected yes or no, got "${decide}"`);
  }
  return {
    slow,
    resume,
    approve: !values['no-approve'],
    decide: decide === undefined ? undefined : decide === 'yes',
    dir,
    record,
    help,
  };
}
