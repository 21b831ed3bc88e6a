import type { NewRun, RunChange, RunRecord } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';

import { wakesOfCommit, wakesOfCreate, wakesOfDeliver, wakesOfDrop } from './claimable-runs.js';

function newRun(runId: string, startAt?: number): NewRun {
  return {
    tenant: 'acme',
    runId,
    workflowId: 'order',
    workflowHash: 'sha256-1',
    input: null,
    priority: 0,
    queue: 'default',
    labels: [],
    limitKeys: [],
    tags: [],
    startAt,
  };
}

const created = (worker: string | null, isNew = true) => ({
  record: { worker } as RunRecord,
  created: isNew,
});

function change(runId: string, next: RunChange['next'], rest: Partial<RunChange> = {}): RunChange {
  return {
    tenant: 'acme',
    runId,
    epoch: 1,
    seq: 0,
    events: [],
    consumed: [],
    children: [],
    messages: [],
    next,
    ...rest,
  };
}

const park = (wakeAt: number | null) =>
  ({ kind: 'park', status: 'waiting', wakeAt, waits: [] }) as const;
const ok = { ok: true, inbox: [] } as const;
const stale = { ok: false, reason: 'stale' } as const;
const wake = (runId: string, wakeAt: number | null = null) => ({ tenant: 'acme', runId, wakeAt });

describe('a call makes claimable', () => {
  it('the runs that it created and that nobody holds, from when they start', () => {
    const runs = ['a', 'b', 'c', 'd'].map((id, at) => newRun(id, at === 1 ? 5_000 : undefined));
    const state = { key: 'k', maxHeld: null, maxQueued: 0, held: 0, queued: 0 };
    const outcomes = [
      created(null),
      created(null),
      created('w1'),
      created(null, false),
      { refusedBy: state },
    ];

    const wakes = wakesOfCreate([...runs, newRun('e')], undefined, outcomes);

    expect(wakes).toEqual([wake('a'), wake('b', 5_000)]);
  });

  it('nothing yet in a transaction of the host that is still open', () => {
    expect(wakesOfCreate([newRun('a')], { tx: {} }, [created(null)])).toEqual([]);
  });

  it('the runs whose message was accepted', () => {
    const messages = ['a', 'b', 'c'].map((runId) => ({
      id: 'm',
      tenant: 'acme',
      runId,
      body: { kind: 'cancel' } as const,
    }));

    const wakes = wakesOfDeliver(messages, ['accepted', 'duplicate', 'notFound']);

    expect(wakes).toEqual([wake('a')]);
  });

  it('parked runs from their wakeAt on, children, and whom a message was sent to', () => {
    const changes = [
      change('held', { kind: 'hold' }),
      change('timed', park(9_000)),
      change('signalled', park(null)),
      change(
        'ended',
        { kind: 'finish', status: 'completed' },
        {
          children: [newRun('child'), newRun('later', 7_000)],
          messages: [{ id: 'm', tenant: 'acme', runId: 'parent', body: { kind: 'cancel' } }],
        },
      ),
      change('lost', park(9_000), { children: [newRun('never')] }),
    ];

    const wakes = wakesOfCommit(changes, [ok, ok, ok, ok, stale]);

    expect(wakes).toEqual([
      wake('timed', 9_000),
      wake('child'),
      wake('later', 7_000),
      wake('parent'),
    ]);
  });

  it('what was dropped, from then on', () => {
    expect(wakesOfDrop([{ tenant: 'acme', runId: 'a', epoch: 2 }], 4_000)).toEqual([
      wake('a', 4_000),
    ]);
  });
});
