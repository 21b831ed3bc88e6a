import { isNodeError } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';

import { conditionSchema, fieldConditionSchema, holds, itemHolds } from './condition.js';
import { operators } from './operators.js';

function asks(left: unknown, operator: string, right?: unknown, ignoreCase?: boolean): boolean {
  return holds(conditionSchema.parse({ left, operator, right, ignoreCase }));
}

describe('comparisons', () => {
  it.each<readonly [unknown, string, unknown]>([
    [1, 'equals', 1],
    [{ a: [1] }, 'equals', { a: [1] }],
    [null, 'equals', undefined],
    [1, 'notEquals', '1'],
    ['a', 'isOneOf', ['b', 'a']],
    ['a', 'isNotOneOf', []],
    [0, 'exists', undefined],
    ['', 'exists', undefined],
    [null, 'notExists', undefined],
    ['', 'isEmpty', undefined],
    [[], 'isEmpty', undefined],
    [{}, 'isEmpty', undefined],
    [undefined, 'isEmpty', undefined],
    [0, 'isNotEmpty', undefined],
    [new Date(0), 'isNotEmpty', undefined],
    [{ a: 1 }, 'isNotEmpty', undefined],
    [true, 'isTrue', undefined],
    [false, 'isFalse', undefined],
    ['abc', 'contains', 'b'],
    [[1, { a: 1 }], 'contains', { a: 1 }],
    ['abc', 'notContains', 'd'],
    ['abc', 'startsWith', 'ab'],
    ['abc', 'endsWith', 'bc'],
    ['abc', 'matches', 'a*'],
    ['abc', 'notMatches', 'b*'],
    [2, 'greaterThan', 1],
    ['10', 'greaterThan', '9'],
    [10n, 'greaterThan', 9],
    [2, 'atLeast', 2],
    [1, 'lessThan', 2],
    [2, 'atMost', 2],
    ['2026-01-01', 'isBefore', '2026-01-02'],
    [new Date(2), 'isAfter', new Date(1)],
    ['abc', 'hasLength', 3],
    [[1, 2], 'isLongerThan', 1],
    [[1, 2], 'isShorterThan', 3],
  ])('%o %s %o holds', (left, operator, right) => {
    expect(asks(left, operator, right)).toBe(true);
  });

  it.each<readonly [unknown, string, unknown]>([
    [1, 'equals', '1'],
    [1, 'notEquals', 1],
    ['a', 'isOneOf', ['A']],
    [undefined, 'exists', undefined],
    [1, 'isEmpty', undefined],
    [1, 'isTrue', undefined],
    ['true', 'isTrue', undefined],
    [0, 'isFalse', undefined],
    ['abc', 'contains', 'B'],
    ['abc', 'startsWith', 'b'],
    ['abc', 'endsWith', 'b'],
    [1, 'greaterThan', 1],
    [1, 'atLeast', 2],
    [1, 'lessThan', 1],
    [2, 'atMost', 1],
    ['2026-01-01', 'isAfter', '2026-01-01'],
    ['2026-01-01', 'isBefore', '2026-01-01'],
    ['abc', 'hasLength', 2],
  ])('%o %s %o does not hold', (left, operator, right) => {
    expect(asks(left, operator, right)).toBe(false);
  });

  it('holds for a missing left side only where the operator says so', () => {
    const right: Partial<Record<string, unknown>> = {
      isOneOf: [1],
      isNotOneOf: [1],
      contains: 'x',
      notContains: 'x',
      startsWith: 'x',
      endsWith: 'x',
      matches: 'x',
      notMatches: 'x',
    };

    const holding = operators.filter((each) => asks(undefined, each, right[each] ?? 1));

    const expected = [
      'notEquals',
      'isNotOneOf',
      'notExists',
      'isEmpty',
      'notContains',
      'notMatches',
    ];
    expect(holding).toEqual(expected);
  });

  it.each(['equals', 'contains', 'startsWith', 'endsWith', 'matches'])(
    'compares text without regard to case when asked: %s',
    (operator) => {
      expect(asks('ABC', operator, 'abc', true)).toBe(true);
      expect(asks('ABC', operator, 'abc', false)).toBe(false);
    },
  );

  it('ignores case in lists', () => {
    expect(asks('A', 'isOneOf', ['a'], true)).toBe(true);
    expect(asks(['A'], 'contains', 'a', true)).toBe(true);
  });

  it.each<readonly [unknown, string, unknown, string]>([
    ['abc', 'greaterThan', 1, 'a number on its left side; it got text'],
    [1, 'lessThan', 'abc', 'a number on its right side; it got text'],
    ['soon', 'isBefore', '2026-01-01', 'a date on its left side; it got text'],
    ['2026-01-01', 'isAfter', null, 'a date on its right side; it got nothing'],
    [1, 'contains', 'a', 'text on its left side; it got number'],
    ['a', 'startsWith', 1, 'text on its right side; it got number'],
    ['a', 'isOneOf', 'abc', 'a list to look in on its right side; it got text'],
    [{}, 'hasLength', 1, 'text or a list on its left side; it got object'],
    ['a', 'hasLength', 'x', 'a number on its right side; it got text'],
    ['a', 'matches', 'x'.repeat(1_001), 'at most 1000'],
  ])('refuses %o %s %o', (left, operator, right, message) => {
    let thrown: unknown;
    try {
      asks(left, operator, right);
    } catch (error) {
      thrown = error;
    }

    expect(isNodeError(thrown) && [thrown.category, thrown.message]).toEqual([
      'validation',
      expect.stringContaining(message),
    ]);
  });
});

describe('groups', () => {
  const yes = { left: 1, operator: 'equals', right: 1 };
  const no = { left: 1, operator: 'equals', right: 2 };

  it.each<readonly [unknown, boolean]>([
    [true, true],
    [false, false],
    [{ all: [yes, true] }, true],
    [{ all: [yes, no] }, false],
    [{ all: [] }, true],
    [{ any: [no, yes] }, true],
    [{ any: [no, false] }, false],
    [{ any: [] }, false],
    [{ all: [yes, { any: [no, yes] }] }, true],
    [{ any: [no, { all: [yes, no] }] }, false],
  ])('%j gives %s', (condition, expected) => {
    expect(holds(conditionSchema.parse(condition))).toBe(expected);
  });

  it.each<readonly [unknown]>([
    ['true'],
    [1],
    [null],
    [{}],
    [{ all: yes }],
    [{ all: [yes], any: [no] }],
    [{ left: 1, operator: 'is' }],
    [{ all: [{ all: [{ all: [yes] }] }] }],
  ])('refuses %j', (condition) => {
    expect(conditionSchema.safeParse(condition).success).toBe(false);
  });
});

describe('conditions on items', () => {
  it.each<readonly [unknown, unknown, boolean]>([
    [{ field: 'a.b', operator: 'equals', value: 1 }, { a: { b: 1 } }, true],
    [{ field: 'a[1]', operator: 'equals', value: 2 }, { a: [1, 2] }, true],
    [{ field: 'a.1', operator: 'equals', value: 2 }, { a: [1, 2] }, true],
    [{ operator: 'equals', value: 1 }, 1, true],
    [{ field: 'constructor', operator: 'exists' }, {}, false],
    [{ field: 'length', operator: 'exists' }, 'text', false],
    [{ field: '__proto__', operator: 'exists' }, {}, false],
    [{ field: 'a.x', operator: 'exists' }, { a: [1] }, false],
  ])('%j on %j gives %s', (condition, item, expected) => {
    expect(itemHolds(fieldConditionSchema.parse(condition), item)).toBe(expected);
  });
});
