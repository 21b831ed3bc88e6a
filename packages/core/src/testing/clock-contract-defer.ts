/** Rules of a `Clock`: deferred work. */

import { check, checkEqual } from './assert.js';
import type { ClockSubject } from './clock-subject.js';
import type { Rule } from './contract-rules.js';

/** Turns in which deferred work must have been done. */
const patience = 100;

export const deferRules: readonly Rule<ClockSubject>[] = [
  {
    rule: 'CL12',
    title: 'defers to after the promises that are due, and those that follow from them',
    async run(subject) {
      const order: string[] = [];
      subject.clock.defer(() => order.push('deferred'));
      order.push('the rest of the caller');
      void followPromises(20).then(() => order.push('promises'));
      await turnsUntil(subject, () => order.length === 3);
      checkEqual(order, ['the rest of the caller', 'promises', 'deferred'], 'the order');
    },
  },
  {
    rule: 'CL13',
    title: 'does all deferred work once, also the same twice, without waiting for time to pass',
    async run(subject) {
      let same = 0;
      let nested = 0;
      const count = (): void => {
        same += 1;
      };
      subject.clock.defer(count);
      subject.clock.defer(count);
      subject.clock.defer(() => subject.clock.defer(() => (nested += 1)));
      const isDone = await turnsUntil(subject, () => same >= 2 && nested >= 1);
      check(isDone, `deferred work was left: ${same} of 2, ${nested} of 1 that was deferred by it`);
      for (let turn = 0; turn < 3; turn += 1) await subject.advance(0);
      checkEqual([same, nested], [2, 1], 'how often deferred work was done');
    },
  },
];

async function followPromises(hops: number): Promise<void> {
  for (let hop = 0; hop < hops; hop += 1) await Promise.resolve();
}

async function turnsUntil({ advance }: ClockSubject, isSo: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < patience && !isSo(); turn += 1) await advance(0);
  return isSo();
}
