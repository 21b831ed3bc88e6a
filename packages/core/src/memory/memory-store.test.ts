import { describe, expect, it } from 'vitest';
import type { RunChange } from '../ports/run-change.js';
import type { BackendHost } from '../ports/store.js';
import type { NewRun } from '../ports/stored-run.js';
import { memory } from './memory-backend.js';
import type { MemoryStore } from './memory-store.js';

function hostAt(now: () => number): BackendHost {
  return {
    clock: { now, setTimer: () => ({ cancel: () => undefined }), defer: () => undefined },
    random: { next: () => 0, bytes: (length) => new Uint8Array(length) },
    logger: { log: () => undefined },
  };
}

function newRun(runId: string, more: Partial<NewRun> = {}): NewRun {
  const common = {
    tenant: 't',
    workflowId: 'w',
    workflowHash: 'h',
    input: null,
    priority: 0,
    queue: 'default',
    labels: [],
    limitKeys: [],
    tags: [],
  };
  return { ...common, runId, ...more };
}

const lease = { worker: 'w1', leaseMs: 1000 };

const hold: Omit<RunChange, 'runId' | 'seq'> = {
  tenant: 't',
  epoch: 1,
  events: [{ type: 'timer.fired', at: 1, step: 's' }],
  consumed: [],
  children: [],
  messages: [],
  next: { kind: 'hold' },
};

describe('the memory store', () => {
  it('answers at once', () => {
    const store = memory().open(hostAt(() => 0)) as MemoryStore;
    expect(store.capabilities.immediate).toBe(true);
    expect(store.create([newRun('a')], { claim: lease })).toMatchObject([{ created: true }]);
    expect(store.commit([{ ...hold, runId: 'a', seq: 0 }])).toEqual([{ ok: true, inbox: [] }]);
    expect(store.claim({ ...lease, limit: 1 }).runs).toEqual([]);
  });

  it('goes by the clock of the store that is asked', () => {
    const backend = memory();
    const early = backend.open(hostAt(() => 1000)) as MemoryStore;
    const late = backend.open(hostAt(() => 5000)) as MemoryStore;
    early.create([newRun('a', { startAt: 3000 }), newRun('b', { startAt: 9000 })]);
    expect(late.claim({ ...lease, limit: 5, runIds: ['b'] }).runs).toEqual([]);
    expect(late.listRuns({}).runs.length).toBe(2);
    expect(early.claim({ ...lease, limit: 5 }).runs).toEqual([]);
    expect(late.claim({ ...lease, limit: 5 }).runs.map(({ record }) => record.runId)).toEqual([
      'a',
    ]);
  });

  it('lets a listener write while it is told', () => {
    const store = memory().open(hostAt(() => 0)) as MemoryStore;
    const claimed: string[] = [];
    store.subscribe(() => {
      for (const { record } of store.claim({ ...lease, limit: 1 }).runs) {
        claimed.push(record.runId);
        const next = { kind: 'finish', status: 'completed' } as const;
        const children = record.runId === 'a' ? [newRun('child')] : [];
        store.commit([{ ...hold, runId: record.runId, seq: 0, children, next }]);
      }
    });
    store.create([newRun('a'), newRun('b')]);
    expect(claimed.toSorted()).toEqual(['a', 'b', 'child']);
  });
});
