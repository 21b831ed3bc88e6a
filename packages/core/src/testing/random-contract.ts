/** The rules that every `Random` keeps, as cases that run under any test runner. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { Random } from '../ports/random.js';
import { check, checkEqual } from './assert.js';
import type { ContractCase } from './contract-case.js';
import { casesOf, type Rule } from './contract-rules.js';

/** A source of chance for one case. */
export interface RandomSubject {
  readonly random: Random;
  /** Called when the case is over. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Opens a source of chance. */
export type OpenRandom = () => MaybePromise<RandomSubject>;

/** Draws per case: a sound source fails a case of spread less than once in 10^12 runs. */
const draws = 10_000;
const idBytes = 16;

const rules: readonly Rule<RandomSubject>[] = [
  {
    rule: 'RN1',
    title: 'gives numbers >= 0 and < 1',
    async run({ random }) {
      for (let draw = 0; draw < draws; draw += 1) {
        const number = random.next();
        check(number >= 0 && number < 1, `next: expected 0 <= number < 1, found ${String(number)}`);
      }
    },
  },
  {
    rule: 'RN2',
    title: 'does not give the same number again and again',
    async run({ random }) {
      const seen = new Set(Array.from({ length: draws }, () => random.next()));
      check(seen.size > draws * 0.99, `next: ${draws} draws gave ${seen.size} numbers`);
    },
  },
  {
    rule: 'RN3',
    title: 'spreads its numbers over the whole range',
    async run({ random }) {
      const counts = Array.from({ length: 10 }, () => 0);
      for (let draw = 0; draw < draws; draw += 1) {
        const tenth = Math.floor(random.next() * 10);
        counts[tenth] = (counts[tenth] ?? 0) + 1;
      }
      const isEven = counts.slice(0, 10).every((count) => count > 700 && count < 1_300);
      check(isEven, `next: draws by tenths of the range are ${counts.join(', ')}`);
    },
  },
  {
    rule: 'RN4',
    title: 'gives as many bytes as asked, also none and more than 65,536',
    async run({ random }) {
      for (const length of [0, 1, 7, idBytes, 1_000, 65_537]) {
        const bytes = random.bytes(length);
        check(bytes instanceof Uint8Array, `bytes(${length}): expected a Uint8Array`);
        checkEqual(bytes.length, length, `the length of bytes(${length})`);
      }
    },
  },
  {
    rule: 'RN5',
    title: 'never gives the same identifier twice',
    async run({ random }) {
      const ids = Array.from({ length: draws }, () => random.bytes(idBytes).join());
      checkEqual(new Set(ids).size, draws, `different values of ${draws} identifiers`);
    },
  },
  {
    rule: 'RN6',
    title: 'sets each bit of the bytes as often as not',
    async run({ random }) {
      for (const [bit, count] of bitCounts(random).entries()) {
        const isEven = count > draws * 0.45 && count < draws * 0.55;
        check(isEven, `bytes: bit ${bit} of ${idBytes} bytes is set ${count} times of ${draws}`);
      }
    },
  },
  {
    rule: 'RN7',
    title: 'gives bytes that belong to the caller',
    async run({ random }) {
      const first = random.bytes(idBytes);
      const copy = [...first];
      random.bytes(idBytes).fill(0);
      checkEqual([...first], copy, 'bytes given before, after later ones were drawn and changed');
    },
  },
];

function bitCounts(random: Random): readonly number[] {
  const counts = Array.from({ length: idBytes * 8 }, () => 0);
  for (let draw = 0; draw < draws; draw += 1) {
    const bytes = random.bytes(idBytes);
    for (let bit = 0; bit < counts.length; bit += 1) {
      const isSet = ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
      counts[bit] = (counts[bit] ?? 0) + isSet;
    }
  }
  return counts;
}

/**
 * The cases that a `Random` must pass: numbers (RN1 to RN3), bytes (RN4 to RN7). They find a source that is broken;
 * they cannot tell one that is hard to guess from one that is not.
 *
 * @param open - Opens a source of chance for each case; a seeded one may begin with the same seed each time.
 * @returns Cases whose `run` rejects with a `ContractViolation` when the rule is broken.
 *
 * @example
 * ```ts
 * for (const { rule, title, run } of randomContract(() => ({ random: myRandom() }))) {
 *   it(`${rule} ${title}`, run);
 * }
 * ```
 */
export function randomContract(open: OpenRandom): readonly ContractCase[] {
  return casesOf(rules, open);
}
