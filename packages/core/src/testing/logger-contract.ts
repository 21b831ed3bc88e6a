/** The rules that every `Logger` keeps, as cases that run under any test runner. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { Logger, LogLevel } from '../ports/logger.js';
import { check, checkEqual } from './assert.js';
import type { ContractCase } from './contract-case.js';
import { casesOf, type Rule } from './contract-rules.js';
import { cyclicFields, fieldsThatThrow, fieldsWithoutJson } from './odd-fields.js';

/** A logger for one case. */
export interface LoggerSubject {
  readonly logger: Logger;
  /**
   * All that was written so far, as text, in any format that shows messages and texts of fields as they are. Absent
   * when nobody can look: cases then ask no more than that logging does not throw.
   */
  readonly written?: (() => MaybePromise<string>) | undefined;
  /** Called when the case is over. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Opens a logger that has written nothing and leaves out no level. */
export type OpenLogger = () => MaybePromise<LoggerSubject>;

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

const rules: readonly Rule<LoggerSubject>[] = [
  {
    rule: 'LG1',
    title: 'writes each message, of every level, with and without fields, in order',
    async run(subject) {
      for (const level of levels) {
        subject.logger.log(level, `bare-${level}`);
        subject.logger.log(level, `full-${level}`, { level, field: `field-of-${level}` });
      }
      const words = levels.flatMap((each) => [`bare-${each}`, `full-${each}`]);
      const text = await subject.written?.();
      if (text === undefined) return;
      const found = words.filter((word) => text.includes(word));
      checkEqual(found, words, 'the messages that were written');
      found.sort((a, b) => text.indexOf(a) - text.indexOf(b));
      checkEqual(found, words, 'the order of the messages');
    },
  },
  {
    rule: 'LG2',
    title: 'writes fields that hold themselves',
    run: (subject) => writesWhole(subject, cyclicFields()),
  },
  {
    rule: 'LG3',
    title: 'writes values that JSON has no form for',
    run: (subject) => writesWhole(subject, fieldsWithoutJson()),
  },
  {
    rule: 'LG4',
    title: 'writes fields that throw when they are read',
    run: (subject) => writesWhole(subject, fieldsThatThrow()),
  },
  {
    rule: 'LG5',
    title: 'takes messages of any text, and fills nothing into them',
    async run(subject) {
      for (const message of ['', 'a\nb', 'nul \0', 'half \uD800', 'long '.repeat(20_000)]) {
        logs(subject, message, { n: 1 });
      }
      logs(subject, 'done: 50%s %d %o {} {n}', { n: 1 });
      await showsMessage(subject, 'done: 50%s %d %o {} {n}');
    },
  },
  {
    rule: 'LG6',
    title: 'does not change the fields',
    async run(subject) {
      const make = (): Record<string, unknown> => ({ a: { deep: [1, { b: 'x' }] }, password: 'p' });
      const fields = make();
      logs(subject, 'open', fields);
      await subject.written?.();
      checkEqual(fields, make(), 'the fields after they were logged');
      const deep = Object.freeze([1]);
      logs(subject, 'frozen', Object.freeze({ deep: Object.freeze({ deep }) }));
    },
  },
  {
    rule: 'LG7',
    title: 'does not keep the fields: what becomes of them later is not written',
    async run(subject) {
      const fields = { word: 'first-word', deep: { word: 'second-word' } };
      logs(subject, 'kept', fields);
      fields.word = 'changed-word';
      fields.deep.word = 'changed-word';
      await Promise.resolve();
      const text = await subject.written?.();
      if (text === undefined) return;
      check(!text.includes('changed-word'), 'a change after logging was written');
      for (const word of ['first-word', 'second-word']) {
        check(text.includes(word), `${word}, a field, was not written`);
      }
    },
  },
  {
    rule: 'LG8',
    title: 'writes the message whatever the fields are called',
    async run(subject) {
      const names = ['message', 'msg', 'level', 'time', 'name', 'err', 'error', 'toString'];
      const fields = Object.fromEntries(names.map((name) => [name, 'from-field']));
      logs(subject, 'the-message', fields);
      logs(
        subject,
        'the-other',
        JSON.parse('{"__proto__":"x","constructor":"y"}') as typeof fields,
      );
      logs(subject, 'the-last', Object.assign(Object.create(null) as typeof fields, fields));
      for (const message of ['the-message', 'the-other', 'the-last']) {
        await showsMessage(subject, message);
      }
    },
  },
];

/** Logs each of them by itself: none may throw, and none may take its message along. */
async function writesWhole(
  subject: LoggerSubject,
  odd: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<void> {
  for (const [name, fields] of Object.entries(odd)) {
    logs(subject, `odd-${name}`, fields);
    await showsMessage(subject, `odd-${name}`);
  }
}

function logs(
  { logger }: LoggerSubject,
  message: string,
  fields: Readonly<Record<string, unknown>>,
): void {
  try {
    logger.log('info', message, fields);
  } catch (error) {
    check(false, `logging ${JSON.stringify(message.slice(0, 50))} threw ${String(error)}`);
  }
}

async function showsMessage({ written }: LoggerSubject, message: string): Promise<void> {
  const text = await written?.();
  const isShown = text === undefined || text.includes(message);
  check(isShown, `the message ${JSON.stringify(message)} was not written`);
}

/**
 * The cases that a `Logger` must pass: what it writes (LG1, LG5, LG8), fields that are odd (LG2 to LG4), fields that
 * belong to the caller (LG6, LG7).
 *
 * @param open - Opens a logger for each case.
 * @returns Cases whose `run` rejects with a `ContractViolation` when the rule is broken.
 *
 * @example
 * ```ts
 * for (const { rule, title, run } of loggerContract(() => ({ logger: myLogger() }))) {
 *   it(`${rule} ${title}`, run);
 * }
 * ```
 */
export function loggerContract(open: OpenLogger): readonly ContractCase[] {
  return casesOf(rules, open);
}
