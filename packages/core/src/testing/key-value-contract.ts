/** The rules that every `KeyValue` keeps (KV1 to KV4 of the port), as cases that run under any test runner. */

import type { ContractCase } from './contract-case.js';
import { casesOf } from './contract-rules.js';
import { counterRules } from './key-value-contract-counters.js';
import { keyRules } from './key-value-contract-keys.js';
import { listRules } from './key-value-contract-lists.js';
import { timeRules } from './key-value-contract-time.js';
import { valueRules } from './key-value-contract-values.js';
import { versionRules } from './key-value-contract-versions.js';
import { writeRules } from './key-value-contract-writes.js';
import type { OpenKeyValue } from './key-value-subject.js';

/**
 * The cases that a `KeyValue` must pass: writes and counters (KV1), versions (KV2), values that end (KV3), tenants
 * and keys (KV4), values (KV5), lists (KV6).
 *
 * @param open - Opens an empty `KeyValue` for each case, with its clock and a way to let time pass on it.
 * @returns Cases whose `run` rejects with a `ContractViolation` when the rule is broken, and with the store's
 *   own error when it fails where it should not.
 *
 * @example
 * ```ts
 * for (const { rule, title, run } of keyValueContract(() => myKeyValue())) {
 *   it(`${rule} ${title}`, run);
 * }
 * ```
 */
export function keyValueContract(open: OpenKeyValue): readonly ContractCase[] {
  const rules = [
    ...writeRules,
    ...counterRules,
    ...versionRules,
    ...timeRules,
    ...keyRules,
    ...valueRules,
    ...listRules,
  ];
  return casesOf(rules, open);
}
