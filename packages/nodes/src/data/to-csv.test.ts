import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { parseCsvText } from './parse-csv.js';
import { toCsvText } from './to-csv.js';

describe('data.toCsv', () => {
  it.each(testNode(toCsvText))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  const write = async (items: readonly unknown[], options: object = {}): Promise<string> => {
    const { output } = await runNode(toCsvText, { items, ...options });
    return (output as { text: string }).text;
  };

  it('takes the columns from every item', async () => {
    expect(await write([{ a: 1 }, { b: true, a: null }])).toBe('a,b\n1,\n,true\n');
  });

  it('writes dates, objects and lists in their text form', async () => {
    const items = [{ d: new Date(0), o: { x: 1 }, l: [1, 2] }];

    expect(await write(items)).toBe('d,o,l\n1970-01-01T00:00:00.000Z,"{""x"":1}","[1,2]"\n');
  });

  it('writes lists of cells, with headers only when they are named', async () => {
    expect(await write([[1, 'x;y']], { delimiter: ';' })).toBe('1;"x;y"\n');
    expect(await write([[1, 2]], { columns: ['a', 'b'] })).toBe('a,b\n1,2\n');
    expect(await write([{ a: 1 }], { headers: false })).toBe('1\n');
  });

  it('starts with a byte order mark and ends rows as asked', async () => {
    expect(await write([{ a: 1 }], { bom: true, lineEnd: '\r\n' })).toBe('\uFEFFa\r\n1\r\n');
  });

  it.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\uFF1D1', '=', '-'])(
    'disarms the formula %j, also in headers',
    async (formula) => {
      const text = await write([{ [formula]: formula }], { escapeFormulas: true });

      const { output } = await runNode(parseCsvText, { text });
      const disarmed = `'${formula}`;
      expect(output).toMatchObject({ columns: [disarmed], items: [{ [disarmed]: disarmed }] });
    },
  );

  it.each([-5, '-5', '+33', '-1.5e3', 'a=1', ' =1'])('leaves %j alone', async (value) => {
    expect(await write([{ a: value }], { escapeFormulas: true })).toBe(`a\n${value}\n`);
  });

  it('changes nothing unless asked', async () => {
    expect(await write([{ a: '=1+1' }])).toBe('a\n=1+1\n');
  });

  it('reads back what it wrote', async () => {
    const items = [
      { a: 'x,"y"\n', b: '' },
      { a: ' z ', b: '\r' },
    ];

    const { output } = await runNode(parseCsvText, { text: await write(items) });

    expect(output).toMatchObject({ items });
  });

  it.each([
    ['a number', [1], 'Item 1 is number'],
    ['a list among objects', [{ a: 1 }, [1]], 'Item 2 is list'],
    ['a value without a text form', [{ a: { n: 1n } }], 'no text form'],
  ])('refuses %s', async (_title, items, message) => {
    await expect(write(items)).rejects.toThrow(message);
  });
});
