import { describe, expect, it } from 'vitest';

import { decodeText } from './decode-text.js';

describe('decodeText', () => {
  it.each([
    ['utf-8', [0xef, 0xbb, 0xbf, 0xc3, 0xa9], 'é'],
    ['utf-16le', [0xe9, 0], 'é'],
    ['windows-1252', [0x80, 0x99, 0x81, 0xe9, 0x41], '€™\u0081éA'],
    ['iso-8859-1', [0x80], '€'],
  ])('reads %s', (encoding, bytes, expected) => {
    expect(decodeText(new Uint8Array(bytes), encoding)).toBe(expected);
  });

  it('puts a mark in place of what it cannot read, or refuses it', () => {
    const bytes = new Uint8Array([0xff]);

    expect(decodeText(bytes, 'utf-8')).toBe('\uFFFD');
    expect(() => decodeText(bytes, 'utf-8', { fatal: true })).toThrow(TypeError);
    expect(() => decodeText(bytes, 'klingon')).toThrow(RangeError);
  });
});
