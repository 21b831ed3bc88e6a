import { encodeValue } from '@flowgraft/core';
import { afterAll, expect, it } from 'vitest';
import { newPool } from './schema.fixture.js';
import {
  arrayText,
  fullArrayText,
  jsonArrayText,
  numberArrayText,
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
  const { rows } = await pool.query(
    'SELECT $1::text[] AS texts, $2::text[] AS json, $3::integer[] AS numbers, $4::text[] AS none',
    [fullArrayText(texts), jsonArrayText(json), numberArrayText([1, -2, 0]), fullArrayText([])],
  );
  expect(rows).toEqual([{ texts, json, numbers: [1, -2, 0], none: [] }]);
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
