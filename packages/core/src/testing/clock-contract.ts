/** The rules that every `Clock` keeps, as cases that run under any test runner. */

import { check } from './assert.js';
import { cancelRules } from './clock-contract-cancel.js';
import { deferRules } from './clock-contract-defer.js';
import { timerRules } from './clock-contract-timers.js';
import { type ClockSubject, type OpenClock, tickOf } from './clock-subject.js';
import type { ContractCase } from './contract-case.js';
import { casesOf, type Rule } from './contract-rules.js';

const nowRules: readonly Rule<ClockSubject>[] = [
  {
    rule: 'CL1',
    title: 'never goes back',
    async run(subject) {
      let last = subject.clock.now();
      for (let reading = 0; reading < 1_000; reading += 1) {
        if (reading % 100 === 0) await subject.advance(tickOf(subject));
        const now = subject.clock.now();
        check(now >= last, `now: expected no less than ${last}, found ${now}`);
        last = now;
      }
    },
  },
  {
    rule: 'CL2',
    title: 'counts the milliseconds that pass, also while no timer is set',
    async run(subject) {
      const { clock, advance, roundingMs = 0 } = subject;
      const passed = 3 * tickOf(subject);
      const start = clock.now();
      check(Number.isFinite(start), `now: expected a finite number, found ${start}`);
      await advance(passed);
      const counted = clock.now() - start;
      const isCounted = counted >= passed - roundingMs;
      check(isCounted, `now: ${passed} ms have passed, it grew by ${counted}`);
    },
  },
];

/**
 * The cases that a `Clock` must pass: time (CL1, CL2), timers (CL3 to CL9), cancelling (CL10, CL11), deferred work
 * (CL12, CL13).
 *
 * @param open - Opens a clock for each case, with a way to let time pass.
 * @returns Cases whose `run` rejects with a `ContractViolation` when the rule is broken.
 *
 * @example
 * ```ts
 * const cases = clockContract(() => {
 *   const clock = virtualClock();
 *   return { clock, advance: (ms) => clock.advance(ms) };
 * });
 * ```
 */
export function clockContract(open: OpenClock): readonly ContractCase[] {
  return casesOf([...nowRules, ...timerRules, ...cancelRules, ...deferRules], open);
}
