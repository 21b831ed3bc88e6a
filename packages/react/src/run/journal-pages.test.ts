import { expect, it, vi } from 'vitest';

import { JournalPages, type LoadJournal } from './journal-pages.js';

function journal(length: number) {
  const load = vi.fn<LoadJournal>(async ({ fromSeq = 0, limit = 100 }) => {
    const count = Math.max(0, Math.min(limit, length - fromSeq));
    return {
      facts: Array.from({ length: count }, (_, index) => ({
        seq: fromSeq + index,
        fact: { type: 'timer.fired', at: index, step: `s${fromSeq + index}` },
      })),
      nextSeq: fromSeq + count < length ? fromSeq + count : null,
    };
  });
  const pages = new JournalPages(load);
  return { pages, load };
}

const asked = (load: ReturnType<typeof journal>['load']): readonly unknown[] =>
  load.mock.calls.map(([{ fromSeq }]) => fromSeq);

it('reads only the pages that are looked at, from the end', async () => {
  const { pages, load } = journal(50_000);
  pages.want(49_985, 49_999);
  await vi.waitFor(() => expect(pages.line(49_999)?.step).toBe('s49999'));
  expect(pages.line(49_899)).toBeUndefined();
  pages.want(49_890, 49_910);
  pages.want(49_890, 49_910);
  await vi.waitFor(() => expect(pages.line(49_899)).toBeDefined());
  expect(asked(load)).toEqual([49_900, 49_800]);
});

it('reads the last page again once it has grown', async () => {
  const { pages, load } = journal(150);
  pages.want(100, 120);
  await vi.waitFor(() => expect(pages.line(120)).toBeDefined());
  pages.want(100, 149);
  expect(load).toHaveBeenCalledTimes(1);
  pages.want(100, 150);
  expect(load).toHaveBeenCalledTimes(2);
});

it('forgets what is far away', async () => {
  const { pages } = journal(50_000);
  pages.want(49_999, 49_999);
  await vi.waitFor(() => expect(pages.line(49_999)).toBeDefined());
  for (let page = 0; page < 20; page += 1) {
    pages.want(page * 100, page * 100);
    await vi.waitFor(() => expect(pages.line(page * 100)).toBeDefined());
  }
  expect(pages.line(49_999)).toBeUndefined();
});
