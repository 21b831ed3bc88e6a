/** Colours, where they can be seen. */

import type { CommandIo, TextOutput } from '../command-io.js';

type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}

const plain: Paint = (text) => text;
const sgr =
  (on: number, off: number): Paint =>
  (text) =>
    text === '' ? '' : `\u001B[${on}m${text}\u001B[${off}m`;

/**
 * Colours for one output: none when it is no terminal or `NO_COLOR` is set.
 *
 * @see https://no-color.org
 */
export function createStyle(output: TextOutput, env: CommandIo['env']): Style {
  const noColor = env['NO_COLOR'];
  const isOn = output.isTTY && (noColor === undefined || noColor === '') && env['TERM'] !== 'dumb';
  if (!isOn) {
    return { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };
  }
  return {
    bold: sgr(1, 22),
    dim: sgr(2, 22),
    red: sgr(31, 39),
    green: sgr(32, 39),
    yellow: sgr(33, 39),
    cyan: sgr(36, 39),
  };
}
