import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import type { CsvTable } from '../csv/csv-options.js';
import { parseCsvText } from './parse-csv.js';

describe('data.parseCsv', () => {
  it.each(testNode(parseCsvText))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  const read = async (text: string, options: object = {}): Promise<CsvTable> => {
    const { output } = await runNode(parseCsvText, { text, ...options });
    return output as CsvTable;
  };

  it('reads quotes, line feeds inside them, Windows line ends and a byte order mark', async () => {
    const { items } = await read('\uFEFFa,b\r\n"x ""y""","1\n2"\r\n');

    expect(items).toEqual([{ a: 'x "y"', b: '1\n2' }]);
  });

  it('reads rows as lists when there are no headers', async () => {
    const options = { headers: false, delimiter: ';', detectTypes: true };

    expect(await read('1;x\n2;y\n', options)).toEqual({
      items: [
        [1, 'x'],
        [2, 'y'],
      ],
      columns: [],
      skipped: [],
    });
    expect((await read('1\n', { headers: false })).items).toEqual([['1']]);
  });

  it('takes names that are given', async () => {
    const { items, columns } = await read('1\t2\n', { headers: ['a', 'b'], delimiter: '\t' });

    expect(items).toEqual([{ a: '1', b: '2' }]);
    expect(columns).toEqual(['a', 'b']);
  });

  it('detects plain values and leaves identifiers alone', async () => {
    const text = 'a,b,c,d,e,f,g\n-1.5,007,true,,+33612345678,1e5,12345678901234567890\n';

    const { items } = await read(text, { detectTypes: true });

    const asText = { b: '007', e: '+33612345678', f: '1e5', g: '12345678901234567890' };
    expect(items).toEqual([{ a: -1.5, c: true, d: null, ...asText }]);
  });

  it('goes by the types of columns first', async () => {
    const { items } = await read('a,b,c\n1,2026-01-31,\n', {
      detectTypes: true,
      types: { a: 'text', b: 'date', c: 'text' },
    });

    expect(items).toEqual([{ a: '1', b: '2026-01-31T00:00:00.000Z', c: '' }]);
  });

  it('leaves bad rows out and says which, when asked', async () => {
    const text = 'a,b\n1,2\n3\nx,4\n5,"6\n7"\n8,9,10\n';

    const { items, skipped } = await read(text, { types: { a: 'integer' }, onRowError: 'skip' });

    expect(items).toEqual([
      { a: 1, b: '2' },
      { a: 5, b: '6\n7' },
    ]);
    expect(skipped).toEqual([
      { line: 3, message: '1 columns where 2 are expected' },
      { line: 4, message: 'column "a" holds no integer' },
      { line: 7, message: '3 columns where 2 are expected' },
    ]);
  });

  it.each([
    ['a value of a wrong type', 'a\n1\nx\n', { types: { a: 'number' } }, 'Line 3: column "a"'],
    ['a quote that is not closed', 'a\n1\n"x\n', {}, /^Line \d+: .*quote/i],
    ['a quote inside a value', 'a\nx"y"\n', {}, /^Line \d+: .*quote/i],
    ['a column without a name', 'a,\n1,2\n', {}, 'Column 2 has no name'],
    ['two columns of one name', 'a,a\n1,2\n', {}, 'Two columns are called "a"'],
    ['too many rows', 'a\n1\n2\n3\n', { maxRows: 2 }, 'more than 2 rows'],
  ])('refuses %s', async (_title, text, options, message) => {
    await expect(read(text, options)).rejects.toMatchObject({ category: 'validation' });
    await expect(read(text, options)).rejects.toThrow(message);
  });

  it('reads as many rows as allowed, with and without headers', async () => {
    const bare = { maxRows: 2, headers: false };

    expect((await read('a\n1\n2\n', { maxRows: 2 })).items).toHaveLength(2);
    expect((await read('1\n2\n', bare)).items).toHaveLength(2);
    await expect(read('1\n2\n3\n', bare)).rejects.toThrow('more than 2');
  });

  it('reads nothing from nothing', async () => {
    expect(await read('')).toEqual({ items: [], columns: [], skipped: [] });
  });

  it('trims, when asked', async () => {
    expect((await read('a , b\n 1 , 2 \n', { trim: true })).items).toEqual([{ a: '1', b: '2' }]);
  });

  it('keeps a column called __proto__ an ordinary field', async () => {
    const { items } = await read('__proto__\nx\n');

    expect(Object.getPrototypeOf(items[0])).toBe(Object.prototype);
    expect(Object.entries(items[0] as object)).toEqual([['__proto__', 'x']]);
  });
});
