import { describe } from 'vitest';

import type { Random } from '../ports/random.js';
import { systemRandom } from '../runtime/system-random.js';
import { keepsContract, type PlantedDefect, proveContract } from './contract-defects.fixture.js';
import { type OpenRandom, randomContract } from './random-contract.js';
import { seededRandom } from './seeded-random.js';

function defect(
  rule: string,
  fault: string,
  plant: (sound: Random) => Partial<Random>,
): PlantedDefect<OpenRandom> {
  const open: OpenRandom = () => {
    const sound = seededRandom(7);
    return { random: { ...sound, ...plant(sound) } };
  };
  return { rule, fault, open };
}

const changed =
  (change: (number: number) => number) =>
  (sound: Random): Partial<Random> => ({ next: () => change(sound.next()) });

const defects: readonly PlantedDefect<OpenRandom>[] = [
  defect(
    'RN1',
    'gives 1',
    changed((n) => (n > 0.999 ? 1 : n)),
  ),
  defect(
    'RN1',
    'gives numbers below 0',
    changed((n) => (n < 0.001 ? -n : n)),
  ),
  defect(
    'RN1',
    'gives NaN',
    changed((n) => (n < 0.001 ? Number.NaN : n)),
  ),
  defect(
    'RN2',
    'knows 1,000 numbers',
    changed((n) => Math.floor(n * 1_000) / 1_000),
  ),
  defect(
    'RN3',
    'stays in the lower half',
    changed((n) => n / 2),
  ),
  defect(
    'RN3',
    'leans to small numbers',
    changed((n) => n * n),
  ),
  defect('RN4', 'gives 16 bytes at least', (sound) => ({
    bytes: (length) => sound.bytes(Math.max(16, length)),
  })),
  defect('RN4', 'gives a list of numbers', (sound) => ({
    bytes: (length) => (length === 1 ? ([...sound.bytes(1)] as never) : sound.bytes(length)),
  })),
  defect('RN5', 'begins anew after 5,000 identifiers', () => {
    let drawn = 0;
    let source = seededRandom(1);
    const bytes = (length: number): Uint8Array => {
      if (drawn++ % 5_000 === 0) source = seededRandom(1);
      return source.bytes(length);
    };
    return { bytes };
  }),
  defect('RN6', 'gives letters instead of bytes', (sound) => ({
    bytes: (length) => sound.bytes(length).map((byte) => 97 + (byte % 26)),
  })),
  defect('RN6', 'never sets the highest bit', (sound) => ({
    bytes: (length) => sound.bytes(length).map((byte) => byte & 0x7f),
  })),
  defect('RN7', 'fills one buffer again and again', (sound) => {
    const buffer = new Uint8Array(100_000);
    return {
      bytes(length) {
        buffer.set(sound.bytes(length));
        return buffer.subarray(0, length);
      },
    };
  }),
];

describe('the random contract', () => {
  proveContract(randomContract, {
    sound: () => ({ random: seededRandom(7) }),
    defects,
  });
});
describe('seededRandom', () => {
  keepsContract(randomContract(() => ({ random: seededRandom(1) })));
});
describe('systemRandom', () => {
  keepsContract(randomContract(() => ({ random: systemRandom() })));
});
