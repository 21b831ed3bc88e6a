/** How the contracts of the small ports state their rules and turn them into cases. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { ContractCase } from './contract-case.js';

/** A rule, before it is bound to what it judges. */
export interface Rule<Subject> {
  readonly rule: string;
  readonly title: string;
  readonly run: (subject: Subject) => Promise<void>;
}

/** The part that every subject has. */
export interface Disposable {
  /** Called when the case is over, whether or not it held. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Cases that each open a subject of their own, and dispose of it. */
export function casesOf<Subject extends Disposable>(
  rules: readonly Rule<Subject>[],
  open: () => MaybePromise<Subject>,
): readonly ContractCase[] {
  return rules.map(({ rule, title, run }) => ({
    rule,
    title,
    async run() {
      const subject = await open();
      try {
        await run(subject);
      } finally {
        await subject.dispose?.();
      }
    },
  }));
}
