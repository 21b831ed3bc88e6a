import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunChange } from '../ports/run-change.js';
import type { BackendHost } from '../ports/store.js';
import type { NewRun } from '../ports/stored-run.js';
import { memory } from './memory-backend.js';
import type { MemoryStore } from './memory-store.js';

const lease = { worker: 'w1', leaseMs: 1e9 };

/** Stores over the same data, each with a clock of its own that stands where it is put. */
function storesAt(times: readonly { now: number }[]): MemoryStore[] {
  const backend = memory();
  const random = { next: () => 0, bytes: (length: number) => new Uint8Array(length) };
  return times.map((time) => {
    const clock = {
      now: () => time.now,
      setTimer: () => ({ cancel: () => undefined }),
      defer: () => undefined,
    };
    const host: BackendHost = { clock, random, logger: { log: () => undefined } };
    return backend.open(host) as MemoryStore;
  });
}

function newRun(runId: string, tenant = 'a'): NewRun {
  return {
    tenant,
    runId,
    workflowId: 'w',
    workflowHash: 'h',
    input: null,
    priority: 0,
    queue: 'default',
    labels: [],
    limitKeys: [],
    tags: [],
  };
}

function end(
  store: MemoryStore,
  runId: string,
  status: 'completed' | 'failed',
  tenant = 'a',
): void {
  const { epoch = 0, seq = 0 } = store.getRun(tenant, runId) ?? {};
  const none = { events: [], consumed: [], children: [], messages: [] };
  const change: RunChange = {
    tenant,
    runId,
    epoch,
    seq,
    ...none,
    next: { kind: 'finish', status },
  };
  expect(store.commit([change])).toMatchObject([{ ok: true }]);
}

const all = { status: ['completed', 'failed'], finishedBefore: 1e9 } as const;

function idsOf(store: MemoryStore): string[] {
  return store.listRuns({ limit: 1000 }).runs.map(({ runId }) => runId);
}

describe('a purge of memory', () => {
  it('takes what ended first, whichever clock said so', () => {
    const times = [{ now: 500 }, { now: 100 }];
    const [late, early] = storesAt(times) as [MemoryStore, MemoryStore];
    late.create([newRun('late'), newRun('early'), newRun('later')], { claim: lease });
    end(late, 'late', 'completed');
    end(early, 'early', 'completed');
    (times[0] as { now: number }).now = 600;
    end(late, 'later', 'completed');

    expect(late.purge({ ...all, limit: 1 })).toBe(1);
    expect(idsOf(late)).toEqual(['later', 'late']);
    expect(late.purge({ ...all, limit: 9, finishedBefore: 600 })).toBe(1);
    expect(idsOf(late)).toEqual(['later']);
  });

  it('takes a run once that was resumed and ended again', () => {
    const [store] = storesAt([{ now: 0 }]) as [MemoryStore];
    store.create([newRun('a'), newRun('b')], { claim: lease });
    end(store, 'a', 'failed');
    end(store, 'b', 'completed');
    const body = { kind: 'resume' } as const;
    expect(store.deliver([{ id: 'r', tenant: 'a', runId: 'a', body }])).toEqual(['accepted']);
    expect(store.claim({ ...lease, limit: 1 }).runs.length).toBe(1);
    end(store, 'a', 'completed');

    expect(store.purge({ ...all, limit: 9 })).toBe(2);
    expect(store.purge({ ...all, limit: 9 })).toBe(0);
    expect(idsOf(store)).toEqual([]);
  });

  it.each(['a', 'b', 'c'])('leaves the namesakes of a run of tenant %s', (purged) => {
    const [store] = storesAt([{ now: 0 }]) as [MemoryStore];
    const tenants = ['a', 'b', 'c'];
    store.create(
      tenants.map((tenant) => newRun('same', tenant)),
      { claim: lease },
    );
    for (const tenant of tenants) end(store, 'same', 'completed', tenant);

    expect(store.purge({ ...all, limit: 9, tenant: purged })).toBe(1);
    const left = tenants.filter((tenant) => store.getRun(tenant, 'same') !== null);
    expect(left).toEqual(tenants.filter((tenant) => tenant !== purged));
  });

  it('leaves the lists whole, in whatever order runs end', () => {
    const model = fc.property(
      fc.shuffledSubarray(Array.from({ length: 30 }, (_, index) => index)),
      fc.integer({ min: 1, max: 7 }),
      (ending, limit) => {
        const time = { now: 0 };
        const [store] = storesAt([time]) as [MemoryStore];
        const ids = Array.from({ length: 30 }, (_, index) => `r${index}`);
        store.create(
          ids.map((id) => newRun(id)),
          { claim: lease },
        );
        const left = new Set(ids.toReversed());
        for (const index of ending) {
          time.now += 1;
          end(store, `r${index}`, 'completed');
          const expected = time.now % 3 === 0 ? [...left].filter((id) => isEnded(store, id)) : [];
          if (expected.length === 0) continue;
          const count = store.purge({ ...all, limit });
          expect(count).toBe(Math.min(limit, expected.length));
          for (const id of left) if (store.getRun('a', id) === null) left.delete(id);
          expect(idsOf(store)).toEqual([...left]);
        }
      },
    );
    fc.assert(model, { seed: 5, numRuns: 100 });
  });
});

function isEnded(store: MemoryStore, runId: string): boolean {
  return store.getRun('a', runId)?.status === 'completed';
}
