import { describe, expect, it } from 'vitest';
import { readDocument } from '../editor/read-document.js';
import { branchingWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { outlineKey, typedRow, type OutlinePress } from './outline-keys.js';
import { bodyKey, keysAround, nodeKey, outlineRows, type OutlineRow } from './outline-model.js';

const branching = readDocument(branchingWorkflow);
const nested = readDocument(nestedWorkflow);
const names = (rows: readonly OutlineRow[]): string[] =>
  rows.map((row) => `${'  '.repeat(row.level - 1)}${row.key}`);

function press(key: string, more: Partial<OutlinePress> = {}): OutlinePress {
  return { key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more };
}

describe('outlineRows', () => {
  it('puts nodes in the order of flow, a branch to its end before the next', () => {
    expect(names(outlineRows(branching, new Map()))).toEqual([
      'node form',
      'node large',
      'node ask',
      'node alarm',
      'node confirm',
      'node end',
    ]);
  });

  it('shows where an opened node leads to', () => {
    const rows = outlineRows(branching, new Map([[nodeKey('large'), true]]));
    expect(names(rows).slice(1, 4)).toEqual([
      'node large',
      '  edge large.true>ask.in',
      '  edge large.false>confirm.in',
    ]);
    expect(rows[2]).toMatchObject({ position: 1, siblings: 2, parent: 'node large' });
  });

  it('has what is in containers inside of them, and hides it in a closed one', () => {
    const open = names(outlineRows(nested, new Map()));
    expect(open).toContain('        node both');
    const closed = names(outlineRows(nested, new Map([[bodyKey('each', 'body'), false]])));
    expect(closed.some((name) => name.includes('node both'))).toBe(false);
    expect(keysAround(nested, 'both')).toEqual([
      'body attempt/body',
      'node attempt',
      'body each/body',
      'node each',
    ]);
  });
});

describe('outlineKey', () => {
  const rows = outlineRows(branching, new Map([[nodeKey('large'), true]]));

  it('walks, opens and closes, mirrored where lines begin at the right', () => {
    expect(outlineKey(rows, 0, press('ArrowDown'), false)).toEqual({
      do: 'go',
      to: 'node large',
      extend: false,
    });
    expect(outlineKey(rows, 0, press('ArrowRight'), false)).toEqual({
      do: 'expand',
      keys: ['node form'],
    });
    expect(outlineKey(rows, 1, press('ArrowRight'), false)).toEqual({
      do: 'go',
      to: 'edge large.true>ask.in',
    });
    expect(outlineKey(rows, 2, press('ArrowLeft'), false)).toEqual({ do: 'go', to: 'node large' });
    expect(outlineKey(rows, 1, press('ArrowRight'), true)).toEqual({
      do: 'collapse',
      keys: ['node large'],
    });
    expect(outlineKey(rows, 0, press('End'), false)).toMatchObject({ to: 'node end' });
  });

  it('follows a connection to its node', () => {
    expect(outlineKey(rows, 2, press('ArrowRight'), false)).toEqual({ do: 'go', to: 'node ask' });
  });

  it('leaves shortcuts with Control to the editor', () => {
    expect(outlineKey(rows, 0, press('z', { ctrlKey: true }), false)).toBeNull();
    expect(outlineKey(rows, 0, press('F10', { shiftKey: true }), false)).toEqual({ do: 'menu' });
  });
});

it('finds rows by what is typed, one after another by the same letter', () => {
  const rows = outlineRows(branching, new Map());
  const nameOf = (row: OutlineRow): string => (row.kind === 'node' ? row.node.id : '');
  expect(typedRow(rows, 0, { typed: 'a', nameOf })?.key).toBe('node ask');
  expect(typedRow(rows, 2, { typed: 'aa', nameOf })?.key).toBe('node alarm');
  expect(typedRow(rows, 0, { typed: 'al', nameOf })?.key).toBe('node alarm');
});
