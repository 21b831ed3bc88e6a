import { describe, expect, it, vi } from 'vitest';

import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { RunList, type RunFilter } from './run-list.js';

function scene(count: number, filter: RunFilter = { status: [] }) {
  const transport = new FakeTransport();
  for (let index = 0; index < count; index += 1) {
    const status = index % 2 === 0 ? 'completed' : 'failed';
    transport.runs.add({ id: `r${index}`, status, createdAt: index });
  }
  const list = new RunList({
    transport,
    filter,
    schedule: (flush) => {
      queueMicrotask(flush);
      return () => undefined;
    },
  });
  const ids = (): string[] => list.state.get().runs.map(({ id }) => id);
  return { transport, list, ids };
}

describe('RunList', () => {
  it('reads a page at a time, the newest first', async () => {
    const { list, ids } = scene(120);
    const close = list.open();
    await vi.waitFor(() => expect(ids()).toHaveLength(50));
    expect(ids()[0]).toBe('r119');
    await list.more();
    await list.more();
    expect(ids()).toHaveLength(120);
    expect(list.state.get().hasMore).toBe(false);
    close();
  });

  it('takes in what is new, drops what leaves the filter, and holds back while paused', async () => {
    const { list, ids, transport } = scene(2, { status: ['failed'] });
    const close = list.open();
    await vi.waitFor(() => expect(ids()).toEqual(['r1']));
    transport.runs.update('r1', { status: 'running' });
    await vi.waitFor(() => expect(ids()).toEqual([]));
    list.pause(true);
    transport.runs.add({ id: 'new', status: 'failed', createdAt: 9 });
    await vi.waitFor(() => expect(list.state.get().held).toBe(1));
    expect(ids()).toEqual([]);
    list.pause(false);
    expect(ids()).toEqual(['new']);
    close();
  });

  it('stops at the time that is asked for', async () => {
    const { list, ids } = scene(120, { status: [], since: 100 });
    const close = list.open();
    await vi.waitFor(() => expect(ids()).toHaveLength(20));
    expect(list.state.get().hasMore).toBe(false);
    close();
  });

  it('says that it failed, and reads again when asked to', async () => {
    const { list, ids, transport } = scene(1);
    transport.failNext('runs.list');
    const close = list.open();
    await vi.waitFor(() => expect(list.state.get().status).toBe('failed'));
    list.refresh();
    await vi.waitFor(() => expect(ids()).toEqual(['r0']));
    close();
  });
});
