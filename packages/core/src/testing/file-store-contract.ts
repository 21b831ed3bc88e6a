/** The rules that every `FileStore` keeps, as cases that run under any test runner. */

import type { ContractCase } from './contract-case.js';
import { casesOf } from './contract-rules.js';
import { contentRules } from './file-store-contract-contents.js';
import { refusalRules } from './file-store-contract-refusals.js';
import { replacementRules } from './file-store-contract-replacement.js';
import type { OpenFileStore } from './file-store-subject.js';

/**
 * The cases that a `FileStore` must pass: contents (FS1 to FS5), refused paths (FS6 to FS10), failures and limits
 * (FS11, FS12), replacement at once (FS13 to FS15), signals (FS16, FS17).
 *
 * @param open - Opens an empty file store for each case. It must take files of 512 KiB.
 * @returns Cases whose `run` rejects with a `ContractViolation` when the rule is broken, and with the store's
 *   own error when it fails where it should not.
 *
 * @example
 * ```ts
 * for (const { rule, title, run } of fileStoreContract(() => ({ files: myFiles() }))) {
 *   it(`${rule} ${title}`, run);
 * }
 * ```
 */
export function fileStoreContract(open: OpenFileStore): readonly ContractCase[] {
  return casesOf([...contentRules, ...refusalRules, ...replacementRules], open);
}
