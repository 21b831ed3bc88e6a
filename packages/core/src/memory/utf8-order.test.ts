import { describe, expect, it } from 'vitest';

import { compareUtf8 } from './utf8-order.js';

const bytesOf = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');

describe('compareUtf8', () => {
  it('orders as the UTF-8 bytes are ordered', () => {
    const parts = ['', 'a', 'A', '%', 'é', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\uffff'];
    const pieces = [...parts, '𐀀', '🧵', '\u{10ffff}'];
    const texts = pieces.flatMap((first) => pieces.map((second) => first + second));

    const byBytes = texts.toSorted((a, b) => (bytesOf(a) < bytesOf(b) ? -1 : 1));

    expect(texts.toSorted(compareUtf8).map(bytesOf)).toEqual(byBytes.map(bytesOf));
  });

  it('finds equal texts equal', () => {
    expect(compareUtf8('🧵é', '🧵é')).toBe(0);
  });
});
