import { describe, expect, it } from 'vitest';

import { nearestName } from '../nearest-name.js';
import { formatCount, formatDuration, plural, shellWord } from './format.js';
import { jsonText } from './json-text.js';
import { clip, fit, printable, textWidth } from './text-width.js';

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_000, '1.0 s'],
    [59_949, '59.9 s'],
    [59_950, '1 min 00 s'],
    [125_000, '2 min 05 s'],
    [11_520_000, '3 h 12 min'],
    [353_000_000, '4 d 2 h'],
  ])('%i ms is %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

it.each([
  [1, '1 step'],
  [0, '0 steps'],
  [1_234_567, '1,234,567 steps'],
])('counts %i as %s', (count, text) => {
  expect(plural(count, 'step')).toBe(text);
  expect(formatCount(count)).toBe(text.split(' ')[0]);
});

it.each([
  ['a-b_c/d.ts', 'a-b_c/d.ts'],
  ['a b', "'a b'"],
  ["it's", String.raw`'it'\''s'`],
  ['', "''"],
  ['$(rm)', "'$(rm)'"],
])('quotes %j for a shell as %s', (text, word) => {
  expect(shellWord(text)).toBe(word);
});

it('writes values as JSON that JSON has no form for', () => {
  const value = {
    big: 2n,
    map: new Map([['a', 1]]),
    set: new Set([1]),
    bytes: new Uint8Array([1, 2]),
  };

  expect(jsonText(value)).toBe('{"big":"2","map":[["a",1]],"set":[1],"bytes":"AQI="}');
  expect(jsonText(undefined)).toBe('null');
});

describe('text in columns', () => {
  it.each([
    ['abc', 3],
    ['日本', 4],
    ['é', 1],
    ['👩‍👩‍👧', 2],
    ['', 0],
  ])('%j takes %i', (text, columns) => {
    expect(textWidth(text)).toBe(columns);
    expect(textWidth(fit(text, 10))).toBe(10);
  });

  it('is cut where it does not fit, never inside a character', () => {
    expect(clip('abcdef', 6)).toBe('abcdef');
    expect(clip('abcdef', 4)).toBe('abc…');
    expect(clip('日本語', 4)).toBe('日…');
    expect(clip('abc', 0)).toBe('');
  });

  it('loses what would move the cursor', () => {
    expect(printable('a\u001B[2Jb\nc\u0007')).toBe('a [2Jb c');
  });
});

it.each([
  ['rum', 'run'],
  ['RESUME', 'resume'],
  ['sohw', 'show'],
  ['publish', undefined],
])('%s is taken for %s', (given, name) => {
  expect(nearestName(given, ['run', 'runs', 'resume', 'show'])).toBe(name);
});
