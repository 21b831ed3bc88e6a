/** Rules of a `Clock`: cancelling timers. */

import { checkEqual } from './assert.js';
import { type ClockSubject, passUntil, tickOf } from './clock-subject.js';
import type { Rule } from './contract-rules.js';

export const cancelRules: readonly Rule<ClockSubject>[] = [
  {
    rule: 'CL10',
    title: 'never fires what was cancelled, and fires all else',
    async run(subject) {
      const { clock } = subject;
      const tick = tickOf(subject);
      const fired: string[] = [];
      const set = (name: string, ticks: number): { cancel(): void } =>
        clock.setTimer(ticks * tick, () => fired.push(name));
      set('kept', 2);
      const cancelled = [set('at once', 0), set('first', 2), set('far', 10 ** 9)];
      set('kept too', 2);
      for (const timer of cancelled) timer.cancel();
      for (const timer of cancelled) timer.cancel();
      const byAnother = set('by another', 4);
      clock.setTimer(tick, () => byAnother.cancel());
      await passUntil(subject, () => fired.length === 2);
      await subject.advance(5 * tick);
      checkEqual(fired.toSorted(), ['kept', 'kept too'], 'the timers that fired');
    },
  },
  {
    rule: 'CL11',
    title: 'does nothing when a timer is cancelled that has fired or is just firing',
    async run(subject) {
      const { clock } = subject;
      const tick = tickOf(subject);
      const fired: string[] = [];
      const done = clock.setTimer(tick, () => {
        done.cancel();
        fired.push('done');
      });
      await passUntil(subject, () => fired.length === 1);
      clock.setTimer(tick, () => fired.push('next'));
      done.cancel();
      await passUntil(subject, () => fired.length === 2);
      checkEqual(fired, ['done', 'next'], 'the timers that fired');
    },
  },
];
