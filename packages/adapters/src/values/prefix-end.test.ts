import { describe, expect, it } from 'vitest';

import { prefixEnd } from './prefix-end.js';

const bytesOf = (text: string): Buffer => Buffer.from(text);
const samples = [
  '',
  'a',
  'b',
  '%',
  'é',
  '\u07ff',
  '\u0800',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '🧵',
  '\u{10ffff}',
];

describe('prefixEnd', () => {
  it('is above each text with the prefix, and not above any other', () => {
    const texts = samples.flatMap((a) => samples.flatMap((b) => samples.map((c) => a + b + c)));
    for (const prefix of samples.flatMap((a) => samples.map((b) => a + b))) {
      const end = prefixEnd(prefix);
      const between = texts.filter(
        (text) =>
          Buffer.compare(bytesOf(text), bytesOf(prefix)) >= 0 &&
          (end === null || Buffer.compare(bytesOf(text), bytesOf(end)) < 0),
      );

      expect(between).toEqual(texts.filter((text) => text.startsWith(prefix)));
    }
  });

  it.each([
    ['', null],
    ['\u{10ffff}', null],
    ['a', 'b'],
    ['a\u{10ffff}', 'b'],
    ['\ud7ff', '\ue000'],
    ['\uffff', '\u{10000}'],
  ])('of %j is %j', (prefix, end) => {
    expect(prefixEnd(prefix)).toBe(end);
  });
});
