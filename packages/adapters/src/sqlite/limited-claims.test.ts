import type { Backend, NewRun, RunRecord, Store } from '@flowgraft/core';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqlite } from './sqlite-backend.js';

let now: number;
let count: number;
let database: Database.Database;
let backend: Backend;
let store: Store;

beforeEach(async () => {
  now = 1000;
  count = 0;
  database = new Database(':memory:');
  backend = sqlite({ database });
  store = await open();
});

afterEach(async () => {
  await store.close();
  database.close();
});

async function open(): Promise<Store> {
  return backend.open({
    clock: {
      now: () => now,
      setTimer: () => ({ cancel: () => undefined }),
      defer: () => undefined,
    },
    random: { next: () => 0, bytes: (length) => new Uint8Array(length) },
    logger: { log: () => undefined },
  });
}

function newRun(more: Partial<NewRun> = {}): NewRun {
  count += 1;
  return {
    tenant: 'acme',
    runId: `run-${count}`,
    workflowId: 'w',
    workflowHash: 'h',
    input: null,
    priority: 0,
    queue: 'default',
    labels: [],
    limitKeys: [],
    tags: [],
    ...more,
  };
}

/** Runs of different lines that share the key `all`. */
function alone(runs: number, more: Partial<NewRun> = {}): NewRun[] {
  return Array.from({ length: runs }, (_, index) =>
    newRun({ ...more, limitKeys: ['all', `own-${index}`] }),
  );
}

async function claim(limit: number, worker = 'w1'): Promise<readonly RunRecord[]> {
  const { runs } = await store.claim({ worker, leaseMs: 100, limit });
  return runs.map(({ record }) => record);
}

async function finish({ tenant, runId, epoch, seq }: RunRecord): Promise<void> {
  const next = { kind: 'finish', status: 'completed' } as const;
  const rest = { events: [], consumed: [], children: [], messages: [] };
  const [outcome] = await store.commit([{ tenant, runId, epoch, seq, next, ...rest }]);
  expect(outcome?.ok).toBe(true);
}

function linesPutAside(): number {
  const sql = 'SELECT count(*) AS n FROM flowgraft_lines WHERE blocked_by > 0';
  return (database.prepare(sql).get() as { n: number }).n;
}

describe('lines that a limit holds back', () => {
  it('come one after the other, however many they are', async () => {
    await store.setLimits([{ key: 'all', maxHeld: 1, maxQueued: null }]);
    const runs = alone(50);
    await store.create(runs);
    const taken: string[] = [];
    for (let round = 0; round < 50; round += 1) {
      const [record, ...more] = await claim(4);
      expect(more).toEqual([]);
      taken.push((record as RunRecord).runId);
      await finish(record as RunRecord);
    }
    expect(taken).toEqual(runs.map(({ runId }) => runId));
    expect(linesPutAside()).toBe(0);
  });

  it('may be more than are read in one go', async () => {
    await store.setLimits([{ key: 'all', maxHeld: 1, maxQueued: null }]);
    await store.create(alone(1200));
    for (const expected of ['run-1', 'run-2', 'run-3']) {
      const [record, ...more] = await claim(4);
      expect([record?.runId, more]).toEqual([expected, []]);
      await finish(record as RunRecord);
    }
    expect(linesPutAside()).toBe(1197);
  });

  it('are looked at no more while there is no room', async () => {
    await store.setLimits([{ key: 'all', maxHeld: 0, maxQueued: null }]);
    await store.create(alone(50));
    expect(await claim(1)).toEqual([]);
    expect(linesPutAside()).toBe(50);
    const changes = (): number =>
      (database.prepare('SELECT total_changes() AS n').get() as { n: number }).n;
    const before = changes();
    expect(await claim(1)).toEqual([]);
    expect(changes()).toBe(before);
  });

  it('get the room that a lost worker leaves, and the next room too', async () => {
    await store.setLimits([{ key: 'all', maxHeld: 1, maxQueued: null }]);
    await store.create(alone(3));
    expect((await claim(3, 'lost')).map(({ runId }) => runId)).toEqual(['run-1']);
    now += 100;
    const taken: RunRecord[] = [];
    for (let round = 0; round < 3; round += 1) {
      taken.push(...(await claim(3)));
      await finish(taken[round] as RunRecord);
    }
    // What a lost worker held is due since its lease ended: behind those that were due before.
    expect(taken.map(({ runId, crashes }) => [runId, crashes])).toEqual([
      ['run-2', 0],
      ['run-3', 0],
      ['run-1', 1],
    ]);
  });

  it('wait for another limit when the first has room', async () => {
    await store.setLimits([
      { key: 'a', maxHeld: 1, maxQueued: null },
      { key: 'b', maxHeld: 1, maxQueued: null },
    ]);
    await store.create([newRun({ limitKeys: ['a'] }), newRun({ limitKeys: ['b'] })]);
    await store.create([newRun({ limitKeys: ['a', 'b'], priority: 9, startAt: now + 1 })]);
    const [a, b] = await claim(3);
    now += 1;
    expect(await claim(3)).toEqual([]);
    await finish(a as RunRecord);
    expect(await claim(3)).toEqual([]);
    await finish(b as RunRecord);
    expect((await claim(3)).map(({ runId }) => runId)).toEqual(['run-3']);
  });

  it('give tenants their turns, far more of them than there is room for', async () => {
    await store.setLimits([{ key: 'all', maxHeld: 1, maxQueued: null }]);
    const tenants = Array.from({ length: 30 }, (_, index) => `t${String(index).padStart(2, '0')}`);
    for (const tenant of tenants) await store.create(alone(2, { tenant }));
    const served: string[] = [];
    for (let round = 0; round < 60; round += 1) {
      const [record] = await claim(2);
      served.push((record as RunRecord).tenant);
      await finish(record as RunRecord);
    }
    expect(served).toEqual([...tenants, ...tenants]);
  });

  it('are told of in a hint when there is room, also by lifting the limit', async () => {
    const hinted: string[] = [];
    store.subscribe(({ runId, hasEnded }) => {
      if (!hasEnded) hinted.push(runId);
    });
    await store.setLimits([{ key: 'all', maxHeld: 1, maxQueued: null }]);
    await store.create(alone(3));
    const [first] = await claim(3);
    hinted.length = 0;
    await finish(first as RunRecord);
    expect(hinted).toEqual(['run-2']);
    await store.setLimits([{ key: 'all', maxHeld: 0, maxQueued: null }]);
    await claim(3);
    hinted.length = 0;
    await store.setLimits([{ key: 'all', maxHeld: 0, maxQueued: 5 }]);
    expect(hinted).toEqual([]);
    await store.setLimits([{ key: 'all', maxHeld: null, maxQueued: null }]);
    expect(hinted).toEqual(['run-2']);
    expect((await claim(3)).length).toBe(2);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d is no maximum', async (maximum) => {
    const set = async (): Promise<void> =>
      store.setLimits([
        { key: 'fine', maxHeld: 1, maxQueued: null },
        { key: 'all', maxHeld: null, maxQueued: maximum },
      ]);
    await expect(set()).rejects.toThrow(
      new TypeError(
        `setLimits: maxQueued of "all" must be null or a whole number >= 0, got ${maximum}`,
      ),
    );
    expect(await store.listLimits()).toEqual([]);
  });
});

describe('timers', () => {
  it('come due by the ten thousand, and none is left out', async () => {
    const later = now + 10;
    const timed = (more: Partial<NewRun>): NewRun => newRun({ startAt: later, ...more });
    await store.create(Array.from({ length: 10_001 }, () => timed({ queue: 'other' })));
    await store.create([timed({ startAt: later + 1 })]);
    now = later + 1;
    const { runs } = await store.claim({
      worker: 'w1',
      leaseMs: 100,
      limit: 5,
      queues: ['default'],
    });
    expect(runs.map(({ record }) => record.runId)).toEqual(['run-10002']);
    expect(await store.countDue({ queues: ['other'] }, 20_000)).toBe(10_001);
  });
});

describe('the round of the tenants', () => {
  it('knows tenants of any name', async () => {
    const tenants = ['', 'a', 'a\u0001', 'ab', 'é', '\uffff', '😀'];
    for (const tenant of tenants) await store.create([newRun({ tenant }), newRun({ tenant })]);
    const served: string[] = [];
    for (let round = 0; round < 2 * tenants.length; round += 1) {
      served.push(...(await claim(1)).map(({ tenant }) => tenant));
    }
    expect(served).toEqual([...tenants, ...tenants]);
  });

  it('is of each store by itself', async () => {
    for (const tenant of ['a', 'b', 'a', 'b']) await store.create([newRun({ tenant })]);
    const other = await open();
    const [first] = await claim(1);
    const { runs } = await other.claim({ worker: 'w2', leaseMs: 100, limit: 1 });
    expect([first?.tenant, runs[0]?.record.tenant]).toEqual(['a', 'a']);
    await other.close();
  });
});

describe('a heartbeat', () => {
  it('tells what was lost, what has mail, and what the worker holds and did not name', async () => {
    await store.create([
      newRun(),
      newRun(),
      newRun({ runId: 'same' }),
      newRun({ runId: 'same', tenant: 'b' }),
    ]);
    const records = await claim(4);
    const held = records.map(({ tenant, runId, epoch }) => ({ tenant, runId, epoch }));
    const of = (runId: string, tenant = 'acme') =>
      held.filter((run) => run.runId === runId && run.tenant === tenant);
    await store.deliver([
      { id: 'm', tenant: 'acme', runId: 'run-1', body: { kind: 'signal', name: 's', payload: 1 } },
    ]);
    const stale = { tenant: 'acme', runId: 'run-2', epoch: 9 };
    const holding = [...of('run-1'), stale, ...of('same')];
    const result = await store.heartbeat({ worker: 'w1', leaseMs: 100, holding });
    expect({ ...result, strays: new Set(result.strays) }).toEqual({
      lost: ['run-2'],
      mail: ['run-1'],
      strays: new Set([...of('run-2'), ...of('same', 'b')]),
      now,
    });
  });
});

describe('purging', () => {
  it('leaves no row of a run, and no line without runs', async () => {
    const tables = ['runs', 'lines', 'run_values', 'run_tags', 'journal', 'inbox', 'wait_marks'];
    const sizes = (): number[] =>
      tables.map((table) => {
        const rows = database.prepare(`SELECT count(*) AS n FROM flowgraft_${table}`).get();
        return (rows as { n: number }).n;
      });
    const kept = newRun({ runId: 'kept', tags: ['t'], limitKeys: ['all'] });
    await store.create([kept]);
    const before = sizes();
    await store.create([
      newRun({ tags: ['t', 'u'], priority: 9 }),
      newRun({ queue: 'other', priority: 9 }),
    ]);
    const records = await claim(2);
    for (const { tenant, runId, epoch } of records) {
      await store.deliver([
        { id: 'm', tenant, runId, body: { kind: 'signal', name: 's', payload: 1 } },
      ]);
      const change = { tenant, runId, epoch, children: [], messages: [] };
      const about = { kind: 'approval', assignees: ['ann', 'ben'] };
      const parked = {
        kind: 'park',
        status: 'waiting',
        wakeAt: now,
        waits: [{ step: 'a', about }],
      } as const;
      const event = { type: 'timer.fired', at: 1, step: 'a' } as const;
      await store.commit([{ ...change, seq: 0, events: [event], consumed: ['m'], next: parked }]);
    }
    for (const record of await claim(2)) await finish(record);
    now += 1;
    const purged = await store.purge({ status: ['completed'], finishedBefore: now, limit: 10 });
    expect([purged, sizes()]).toEqual([2, before]);
    expect(await store.getRun('acme', 'kept')).not.toBeNull();
  });

  it('takes the longest ended first, of all the statuses', async () => {
    for (const status of ['failed', 'completed', 'cancelled', 'failed'] as const) {
      now += 1;
      await store.create([newRun()]);
      const [record] = await claim(1);
      const { tenant, runId, epoch } = record as RunRecord;
      const rest = { events: [], consumed: [], children: [], messages: [] };
      const next = { kind: 'finish', status } as const;
      await store.commit([{ tenant, runId, epoch, seq: 0, next, ...rest }]);
    }
    const request = {
      status: ['cancelled', 'failed', 'failed'],
      finishedBefore: now,
      limit: 1,
    } as const;
    const left = async (): Promise<string[]> =>
      (await store.listRuns({})).runs.map(({ runId }) => runId);
    expect([await store.purge(request), await left()]).toEqual([1, ['run-4', 'run-3', 'run-2']]);
    expect([await store.purge(request), await left()]).toEqual([1, ['run-4', 'run-2']]);
    expect([await store.purge(request), await left()]).toEqual([0, ['run-4', 'run-2']]);
    await expect(async () => store.purge({ ...request, limit: 0 })).rejects.toThrow(
      new TypeError('purge: limit must be a whole number of at least 1, got 0'),
    );
  });
});
