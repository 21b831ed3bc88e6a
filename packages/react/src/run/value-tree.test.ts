import { describe, expect, it, vi } from 'vitest';

import type { ValuePage } from '../transport/transport.js';
import { ValueTree, writePath, type LoadValue } from './value-tree.js';

/** A server that sends a list of 100,000 orders, a page at a time. */
function orders() {
  const asked = vi.fn<LoadValue>(
    async ({ path = [], offset = 0, limit = 100 }): Promise<ValuePage> => {
      if (path.length > 0) {
        const part = { text: 'x'.repeat(limit * 1_000) }.text.slice(0, 25_000 - offset);
        return { kind: 'text', length: 25_000, offset, part };
      }
      const part = Array.from({ length: limit }, (_, index) => ({
        id: offset + index,
        note: { $cut: { kind: 'text', length: 25_000, preview: 'xxx' } },
      }));
      return { kind: 'array', length: 100_000, offset, part };
    },
  );
  const tree = new ValueTree(asked);
  return { tree, asked };
}

const settled = async (tree: ValueTree, count: number): Promise<void> => {
  await vi.waitFor(() => expect(tree.state.get().rows).toHaveLength(count));
};

describe('ValueTree', () => {
  it('asks for a page at a time and says how much is left', async () => {
    const { tree, asked } = orders();
    const stop = tree.open();
    await settled(tree, 102);
    expect(tree.state.get().rows[0]).toMatchObject({
      kind: 'array',
      length: 100_000,
      isWhole: false,
    });
    expect(tree.state.get().rows.at(-1)).toMatchObject({
      type: 'more',
      rest: 99_900,
      state: 'idle',
    });
    tree.more([]);
    await settled(tree, 202);
    expect(asked.mock.lastCall?.[0]).toEqual({ path: [], offset: 100, limit: 100 });
    expect(tree.state.get().rows[150]).toMatchObject({ label: 149 });
    stop();
  });

  it('unfolds what was cut by asking for it, and what was not without', async () => {
    const { tree, asked } = orders();
    const stop = tree.open();
    await settled(tree, 102);
    tree.toggle([3]);
    expect(tree.state.get().rows.slice(4, 7)).toMatchObject([
      { label: 3, isExpanded: true },
      { label: 'id', text: '3', path: [3, 'id'] },
      { label: 'note', kind: 'text', length: 25_000, isWhole: false },
    ]);
    expect(asked).toHaveBeenCalledTimes(1);
    tree.toggle([3, 'note']);
    await vi.waitFor(() => expect(tree.state.get().rows[7]).toMatchObject({ type: 'line' }));
    expect(asked).toHaveBeenCalledTimes(2);
    expect(tree.state.get().rows.find(({ type }) => type === 'more')).toMatchObject({
      rest: 15_000,
    });
    expect(tree.copyable([3, 'id'])).toBe('3');
    expect(tree.copyable([3, 'note'])).toBeUndefined();
    stop();
  });

  it('keeps the page that failed to be asked for again', async () => {
    const { tree, asked } = orders();
    const stop = tree.open();
    await settled(tree, 102);
    asked.mockRejectedValueOnce(new Error('offline'));
    tree.more([]);
    await vi.waitFor(() => expect(tree.state.get().rows.at(-1)).toMatchObject({ state: 'failed' }));
    tree.more([]);
    await settled(tree, 202);
    stop();
  });

  it('shows a small value whole, and text in lines', async () => {
    const part = { a: 1, text: 'one\ntwo', none: null };
    const tree = new ValueTree(async () => ({ kind: 'object', length: 3, offset: 0, part }));
    tree.open();
    await settled(tree, 4);
    tree.toggle(['text']);
    expect(tree.state.get().rows.filter(({ type }) => type === 'line')).toMatchObject([
      { text: 'one' },
      { text: 'two' },
    ]);
    expect(JSON.parse(tree.copyable([]) ?? '')).toEqual(part);
  });

  it('writes paths as expressions read them', () => {
    expect(writePath(['items', 3, 'first name', 'x'])).toBe('items[3]["first name"].x');
  });
});
