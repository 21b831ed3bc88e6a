/** The texts of `--help`. */

import type { Command } from './command.js';
import { exitCodeMeanings } from './exit-code.js';
import type { OptionTable } from './options.js';

export function mainHelp(commands: readonly Command[], version: string): string {
  const names = commands.map(({ name, usage, summary }) => [`${name} ${usage}`, summary] as const);
  return [
    `flowgraft ${version}: run, validate and inspect workflows`,
    '',
    'Usage: flowgraft <command> [options]',
    '',
    'Commands:',
    ...columns(names),
    '',
    'Exit codes:',
    ...exitCodes(),
    '',
    'flowgraft <command> --help tells more; flowgraft --version prints the version.',
    'NO_COLOR=1 switches colours off.',
    '',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const { name, usage, summary, details = [], examples = [], options } = command;
  const sections = [
    [`flowgraft ${name} ${usage}`, '', `${summary}.`],
    ...details.map((text) => ['', text]),
    ['', 'Options:', ...optionLines(options)],
    examples.length === 0 ? [] : ['', 'Examples:', ...columns(examples)],
    ['', 'Exit codes:', ...exitCodes(), ''],
  ];
  return sections.flat().join('\n');
}

function optionLines(options: OptionTable): string[] {
  return columns(
    Object.entries(options).map(([name, { short, value, multiple, help }]) => {
      const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
      const text = value === undefined ? names : `${names} ${value}`;
      return [text, multiple === true ? `${help} (repeatable)` : help] as const;
    }),
  );
}

function exitCodes(): string[] {
  return columns(exitCodeMeanings.map(([code, text]) => [String(code), text] as const));
}

const maxLeft = 44;

function columns(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.min(maxLeft, Math.max(...rows.map(([left]) => left.length)));
  return rows.flatMap(([left, right]) =>
    left.length > width
      ? [`  ${left}`, `  ${' '.repeat(width)}  ${right}`]
      : [`  ${left.padEnd(width)}  ${right}`],
  );
}
