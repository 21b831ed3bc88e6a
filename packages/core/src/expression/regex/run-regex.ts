/**
 * Runs a regular expression in time linear in the text: all ways through the pattern advance
 * together, one character at a time, in the order of their priority.
 *
 * @see R. Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009 (Pike's machine).
 */

import { type Evaluation, charge } from '../evaluation.js';
import type { Instruction, Regex } from './regex.js';

/** Start and end of the match and of each group, -1 where a group took no part. */
export type Captures = readonly number[];

interface Thread {
  readonly at: number;
  readonly captures: Captures;
}

interface Machine {
  readonly evaluation: Evaluation;
  readonly regex: Regex;
  readonly text: string;
  /** For each instruction, the position at which it was last reached, plus one. */
  readonly reached: Int32Array;
}

/** The first match that starts at `from` or later, as JavaScript's `exec` would find it. */
export function runRegex(
  evaluation: Evaluation,
  regex: Regex,
  text: string,
  from: number,
): Captures | undefined {
  const { program, slots } = regex;
  const machine = { evaluation, regex, text, reached: new Int32Array(program.length) };
  charge(evaluation, 10 + program.length / 16);
  let threads: Thread[] = [];
  let found: number[] | undefined;
  for (let position = from; position <= text.length; position++) {
    if (found === undefined) {
      const captures = Array.from({ length: slots }, () => -1);
      captures[0] = position;
      follow(machine, threads, { at: 0, captures }, position);
    } else if (threads.length === 0) return found;
    const next: Thread[] = [];
    charge(evaluation, (1 + threads.length) * 2);
    for (const { at, captures } of threads) {
      const { accepts } = program[at] as Instruction;
      if (accepts === undefined) {
        found = captures.slice();
        found[1] = position;
        break;
      }
      if (position < text.length && accepts(text.charCodeAt(position)))
        follow(machine, next, { at: at + 1, captures }, position + 1);
    }
    threads = next;
  }
  return found;
}

/** Adds the threads that `start` leads to without taking a character, best first. */
function follow(machine: Machine, threads: Thread[], start: Thread, position: number): void {
  const { evaluation, regex, reached } = machine;
  const open = [start];
  let steps = 0;
  for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
    const { at, captures } = thread;
    if (reached[at] === position + 1) continue;
    reached[at] = position + 1;
    steps += 2;
    const { op, first, second } = regex.program[at] as Instruction;
    if (op === 'char' || op === 'match') {
      threads.push(thread);
    } else if (op === 'split') {
      open.push({ at: at + second, captures }, { at: at + first, captures });
    } else if (op === 'save' || op === 'clear') {
      steps += captures.length / 4;
      const copy = captures.slice();
      if (op === 'save') copy[first] = position;
      else copy.fill(-1, first, second);
      open.push({ at: at + 1, captures: copy });
    } else if (holds(machine, op, position)) {
      open.push({ at: at + 1, captures });
    }
  }
  charge(evaluation, steps);
}

function holds({ regex, text }: Machine, op: Instruction['op'], position: number): boolean {
  if (op === '\\b' || op === '\\B')
    return (isWord(text, position - 1) !== isWord(text, position)) === (op === '\\b');
  // An empty text stands for what is before the first character and behind the last one.
  const beside = text.charAt(op === '^' ? position - 1 : position);
  return beside === '' || (regex.flags.includes('m') && '\n\r\u2028\u2029'.includes(beside));
}

function isWord(text: string, position: number): boolean {
  return /\w/.test(text.charAt(position));
}
