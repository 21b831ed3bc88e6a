import { describe, expect, it } from 'vitest';

import { matchesWildcard } from './wildcard.js';

describe('matchesWildcard', () => {
  it.each([
    ['', ''],
    ['', '*'],
    ['abc', 'abc'],
    ['abc', 'a?c'],
    ['abc', '*'],
    ['abc', 'a*'],
    ['abc', '*c'],
    ['abc', '*b*'],
    ['abcabc', 'a*abc'],
    ['aXbXc', 'a*X*c'],
    ['a.b', 'a.b'],
    ['order-17.csv', 'order-*.csv'],
    ['abc', '***'],
  ])('%j fits %j', (text, pattern) => {
    expect(matchesWildcard(text, pattern)).toBe(true);
  });

  it.each([
    ['a', ''],
    ['', '?'],
    ['abc', 'ab'],
    ['abc', 'a?'],
    ['abc', 'b*'],
    ['abc', '*b'],
    ['axb', 'a.b'],
    ['abc', 'a*d'],
    ['ABC', 'abc'],
  ])('%j does not fit %j', (text, pattern) => {
    expect(matchesWildcard(text, pattern)).toBe(false);
  });

  it('says what a plain definition says, for every short text and pattern', () => {
    const fits = (text: string, pattern: string): boolean => {
      if (pattern === '') return text === '';
      const rest = pattern.slice(1);
      if (pattern.startsWith('*')) {
        return fits(text, rest) || (text !== '' && fits(text.slice(1), pattern));
      }
      return (
        text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && fits(text.slice(1), rest)
      );
    };
    const words = (letters: readonly string[], length: number): string[] =>
      length === 0
        ? ['']
        : words(letters, length - 1).flatMap((word) => [
            word,
            ...letters.map((each) => word + each),
          ]);
    const patterns = new Set(words(['a', '*', '?'], 4));

    const wrong = words(['a', 'b'], 4).flatMap((text) =>
      [...patterns].filter((pattern) => matchesWildcard(text, pattern) !== fits(text, pattern)),
    );

    expect(wrong).toEqual([]);
  });

  it('stays quick on patterns that make backtracking explode', () => {
    const pattern = `${'*a'.repeat(400)}*b`;

    expect(matchesWildcard('a'.repeat(20_000), pattern)).toBe(false);
  });
});
