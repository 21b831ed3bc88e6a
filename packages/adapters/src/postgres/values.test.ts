import { encodeValue } from '@flowgraft/core';
import { afterAll, expect, it } from 'vitest';
import { newPool } from './schema.fixture.js';
import {
  arrayText,
  fullArrayText,
  integerArray,
  numberArrayText,
  textArray,
  wellFormed,
  wholeMs,
} from './values.js';

const pool = newPool({ max: 1 });
const texts = [
  '',
  ' ',
  'null',
  'NULL',
  '{}',
  ',',
  '"',
  '\\',
  '\\"',
  'a\nb\tc',
  'é日本🧵',
  '\u2028',
  "'",
  '$1',
];

afterAll(() => pool.end());

it('lists come back from the server as they were', async () => {
  const json = [...texts, { text: texts }, ['\u0000', '\ud800', '\u007f']].map((value) =>
    encodeValue(value),
  );
  const numbers = [1, -2, 0, 2 ** 31 - 1];
  const { rows } = await pool.query(
    'SELECT $1::text[] AS texts, $2::text[] AS same, $3::text[] AS json, $4::integer[] AS numbers, $5::bigint[] AS large',
    [
      fullArrayText(texts),
      textArray(texts),
      textArray(json),
      integerArray(numbers),
      numberArrayText([...numbers, 2 ** 53]),
    ],
  );
  const large = [...numbers, 2 ** 53].map(String);
  expect(rows).toEqual([{ texts, same: texts, json, numbers, large }]);
});

it('lists may be empty, and have gaps', async () => {
  const { rows } = await pool.query(
    'SELECT $1::text[] AS texts, $2::text[] AS gaps, $3::integer[] AS numbers, $4::text[] AS none',
    [textArray([]), textArray([null, 'a', undefined, '']), integerArray([]), fullArrayText([])],
  );
  expect(rows).toEqual([{ texts: [], gaps: [null, 'a', null, ''], numbers: [], none: [] }]);
});

it('half of a surrogate pair in a list becomes what it would become anywhere', async () => {
  const { rows } = await pool.query('SELECT $1::text[] AS texts', [textArray(['a\ud800b', '🧵'])]);
  expect(rows).toEqual([{ texts: ['a\ufffdb', '🧵'] }]);
});

it('an empty list is nothing', () => {
  expect([arrayText([]), arrayText(['a'])]).toEqual([null, '{"a"}']);
});

it('times are whole and can be counted', () => {
  expect([wholeMs(1.2), wholeMs(5), wholeMs(1e300)]).toEqual([2, 5, Number.MAX_SAFE_INTEGER]);
});

it('half of a surrogate pair becomes what the server would make of it', () => {
  expect([wellFormed('a\ud800b'), wellFormed('🧵')]).toEqual(['a\ufffdb', '🧵']);
});
