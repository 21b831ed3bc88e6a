/** The rules that every store keeps (ST1 to ST12 of the port), as cases that run under any test runner. */

import type { ContractCase } from './contract-case.js';
import { claimRules } from './store-contract-claim.js';
import { commitRules } from './store-contract-commit.js';
import { createRules } from './store-contract-create.js';
import { fairnessRules } from './store-contract-fairness.js';
import { isolationRules } from './store-contract-isolation.js';
import { leaseRules } from './store-contract-leases.js';
import { limitSettingRules } from './store-contract-limit-settings.js';
import { limitRules } from './store-contract-limits.js';
import { listRules } from './store-contract-lists.js';
import { messageRules } from './store-contract-messages.js';
import { purgeRules } from './store-contract-purge.js';
import { queueLimitRules } from './store-contract-queue-limits.js';
import { type OpenSubject, StoreScene } from './store-contract-scene.js';
import { scopeRules } from './store-contract-scope.js';
import { transactionRules } from './store-contract-transactions.js';
import { valueRules } from './store-contract-values.js';
import { waitRules } from './store-contract-waits.js';
import { workerRules } from './store-contract-workers.js';

const rules = [
  ...createRules,
  ...claimRules,
  ...leaseRules,
  ...commitRules,
  ...messageRules,
  ...isolationRules,
  ...valueRules,
  ...listRules,
  ...waitRules,
  ...scopeRules,
  ...fairnessRules,
  ...limitRules,
  ...limitSettingRules,
  ...queueLimitRules,
  ...workerRules,
  ...purgeRules,
  ...transactionRules,
];

/**
 * The cases that a store must pass. Each opens a backend of its own with `open`, and closes it.
 *
 * @param open - Opens an empty backend. A store that asks `BackendHost.clock` for the time needs no more; one
 *   that goes by a clock of its own gives that clock, and a way to let time pass on it.
 * @returns Cases whose `run` rejects with a `ContractViolation` when the rule is broken, and with the store's
 *   own error when it throws.
 *
 * @example
 * ```ts
 * describe('my store', () => {
 *   for (const { rule, title, run } of storeContract(() => ({ backend: myBackend() }))) {
 *     it(`${rule} ${title}`, run);
 *   }
 * });
 * ```
 */
export function storeContract(open: OpenSubject): readonly ContractCase[] {
  return rules.map(({ rule, title, run }) => ({
    rule,
    title,
    async run() {
      const scene = await StoreScene.begin(await open());
      try {
        await run(scene);
      } finally {
        await scene.end();
      }
    },
  }));
}
