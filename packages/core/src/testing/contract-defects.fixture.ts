/** Proves that the cases of a contract find what they are there for. */

import { expect, it } from 'vitest';

import type { MaybePromise } from '../model/maybe-promise.js';
import type { ContractCase } from './contract-case.js';

/** A fault, and the only case of the contract that finds it. */
export interface PlantedDefect<Open> {
  readonly rule: string;
  readonly fault: string;
  readonly open: Open;
}

/** Tests that each fault makes exactly its case fail, and that no case is left without a fault. */
export function proveContract<Open extends (...args: never[]) => MaybePromise<object>>(
  contract: (open: Open) => readonly ContractCase[],
  { sound, defects }: { readonly sound: Open; readonly defects: readonly PlantedDefect<Open>[] },
): void {
  it.each(defects)('$rule finds one that $fault', async ({ rule, open }) => {
    const failures = await failuresOf(contract(open));

    expect([...failures.keys()]).toEqual([rule]);
    expect(failures.get(rule)).toBeInstanceOf(Error);
  });

  it('has no case that was not seen to fail, and no rule twice', () => {
    const rules = contract(sound).map(({ rule }) => rule);
    const found = new Set(defects.map(({ rule }) => rule));

    expect(rules.filter((rule) => !found.has(rule))).toEqual([]);
    expect(new Set(rules).size).toBe(rules.length);
  });
}

/** A test for each case. */
export function keepsContract(cases: readonly ContractCase[]): void {
  for (const { rule, title, run } of cases) {
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined());
  }
}

async function failuresOf(cases: readonly ContractCase[]): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>();
  for (const { rule, run } of cases) {
    await run().catch((error: unknown) => failures.set(rule, error));
  }
  return failures;
}
