/** Rules of a `Clock`: when timers fire. */

import { check, checkEqual } from './assert.js';
import { type ClockSubject, passUntil, tickOf } from './clock-subject.js';
import type { Rule } from './contract-rules.js';

const dayMs = 86_400_000;

export const timerRules: readonly Rule<ClockSubject>[] = [
  {
    rule: 'CL3',
    title: 'fires a timer, and not before its time',
    async run(subject) {
      const { clock, roundingMs = 0 } = subject;
      for (const ticks of [1, 2.5, 7]) {
        const delayMs = Math.ceil(ticks * tickOf(subject));
        const setAt = clock.now();
        let waitedMs = -1;
        clock.setTimer(delayMs, () => {
          waitedMs = clock.now() - setAt;
        });
        check(await passUntil(subject, () => waitedMs >= 0), `${delayMs} ms: it never fired`);
        const isInTime = waitedMs >= delayMs - roundingMs;
        check(isInTime, `a timer of ${delayMs} ms fired after ${waitedMs} ms`);
      }
    },
  },
  {
    rule: 'CL4',
    title: 'fires a timer once',
    async run(subject) {
      let fired = 0;
      subject.clock.setTimer(tickOf(subject), () => (fired += 1));
      await passUntil(subject, () => fired > 0);
      await subject.advance(20 * tickOf(subject));
      checkEqual(fired, 1, 'how often the timer fired');
    },
  },
  {
    rule: 'CL5',
    title: 'fires a timer of no or negative delay soon, but never before `setTimer` has returned',
    async run(subject) {
      for (const delayMs of [0, -1, -dayMs]) {
        let hasFired = false;
        subject.clock.setTimer(delayMs, () => (hasFired = true));
        check(!hasFired, `a timer of ${delayMs} ms fired before setTimer returned`);
        check(await passUntil(subject, () => hasFired), `a timer of ${delayMs} ms never fired`);
      }
    },
  },
  {
    rule: 'CL6',
    title: 'fires timers in the order of their times, those of one time in the order they were set',
    async run(subject) {
      const tick = tickOf(subject);
      const fired: string[] = [];
      const set = (name: string, ticks: number): void => {
        subject.clock.setTimer(ticks * tick, () => fired.push(name));
      };
      set('late', 6);
      set('early', 1);
      set('middle', 3);
      set('middle too', 3);
      await passUntil(subject, () => fired.length === 4);
      checkEqual(fired, ['early', 'middle', 'middle too', 'late'], 'the order of the timers');
    },
  },
  {
    rule: 'CL7',
    title: 'takes delays of any length',
    async run(subject) {
      const { clock, advance } = subject;
      const fired: number[] = [];
      const delays = [2 ** 31, 2 ** 32 + 1, 60 * dayMs];
      const timers = delays.map((delay) => clock.setTimer(delay, () => fired.push(delay)));
      await advance(3 * tickOf(subject));
      checkEqual(fired, [], 'timers of weeks that fired at once');
      if (subject.isRealTime === true) {
        for (const timer of timers) timer.cancel();
        return;
      }
      for (const days of [24, 1, 34, 2]) await advance(days * dayMs);
      checkEqual(fired, delays, 'timers of weeks that fired after 61 days');
    },
  },
  {
    rule: 'CL8',
    title: 'fires timers that are set while another fires',
    async run(subject) {
      const { clock } = subject;
      const tick = tickOf(subject);
      const fired: string[] = [];
      clock.setTimer(tick, () => {
        clock.setTimer(0, () => fired.push('soon'));
        clock.setTimer(2 * tick, () => fired.push('later'));
      });
      await passUntil(subject, () => fired.length === 2);
      checkEqual(fired, ['soon', 'later'], 'timers that were set by a timer');
    },
  },
  {
    rule: 'CL9',
    title: 'fires background timers like others while something else is going on',
    async run(subject) {
      let hasFired = false;
      const options = { background: true };
      subject.clock.setTimer(2 * tickOf(subject), () => (hasFired = true), options);
      check(await passUntil(subject, () => hasFired), 'a background timer never fired');
    },
  },
];
