import type { ClaimedRun, NewRun, RunChange, RunRecord, Store } from '@flowgraft/core';
import { seededRandom } from '@flowgraft/core/testing';
import { expect, it } from 'vitest';
import { postgres } from './postgres-backend.js';
import { host, newPool, newSchema, type TestSchema } from './schema.fixture.js';

const keys = ['k0', 'k1', 'k2'];
const rounds = 150;

/** One worker that does anything at any time, and remembers what the store acknowledged. */
class Wild {
  readonly held = new Map<string, RunRecord>();
  readonly written = new Map<string, number>();
  readonly ended = new Set<string>();
  readonly refused: string[] = [];
  readonly #store: Store;
  readonly #random: ReturnType<typeof seededRandom>;
  readonly #name: string;
  readonly #all: string[];
  #count = 0;
  #life = 0;

  constructor(store: Store, seed: number, all: string[]) {
    this.#store = store;
    this.#random = seededRandom(seed);
    this.#name = `w${seed}`;
    this.#all = all;
  }

  async act(): Promise<void> {
    const acts = [
      () => this.#create(),
      () => this.#claim(),
      () => this.#claim(),
      () => this.#commit(),
      () => this.#commit(),
      () => this.#commit(),
      () => this.#deliver(),
      () => this.#drop(),
      () => this.#limits(),
      () => this.#heartbeat(),
      () => this.#release(),
    ];
    const act = acts[this.#pick(acts.length)];
    await act?.();
  }

  get worker(): string {
    return `${this.#name}.${this.#life}`;
  }

  #pick(below: number): number {
    return Math.floor(this.#random.next() * below);
  }

  #newRun(): NewRun {
    this.#count += 1;
    const runId = `${this.#name}-${this.#count}`;
    this.#all.push(runId);
    return {
      tenant: 'acme',
      runId,
      workflowId: 'order',
      workflowHash: 'h',
      input: null,
      priority: this.#pick(3),
      queue: `q${this.#pick(2)}`,
      labels: [],
      limitKeys: keys.filter(() => this.#pick(2) === 0),
      tags: [],
      startAt: this.#pick(4) === 0 ? host.clock.now() + this.#pick(30) : undefined,
    };
  }

  async #create(): Promise<void> {
    const runs = Array.from({ length: 1 + this.#pick(4) }, () => this.#newRun());
    const claim = this.#pick(2) === 0 ? { worker: this.worker, leaseMs: 60_000 } : undefined;
    const outcomes = await this.#store.create(runs, { claim });
    for (const [index, outcome] of outcomes.entries()) {
      if (!('record' in outcome)) this.refused.push(runs[index]?.runId ?? '');
      else if (outcome.record.worker !== null) this.held.set(outcome.record.runId, outcome.record);
    }
  }

  async #claim(): Promise<void> {
    const { runs } = await this.#store.claim({
      worker: this.worker,
      leaseMs: 60_000,
      limit: 1 + this.#pick(5),
      queues: this.#pick(2) === 0 ? ['q0'] : undefined,
    });
    for (const { record, journal } of runs) {
      if (journal.length !== record.seq)
        throw new Error(`${record.runId} has a journal of ${journal.length}, not ${record.seq}`);
      this.held.set(record.runId, record);
    }
  }

  async #commit(): Promise<void> {
    const some = [...this.held.values()].filter(() => this.#pick(2) === 0).slice(0, 6);
    const changes = some.map((record) => this.#change(record));
    const outcomes = await this.#store.commit(changes);
    for (const [index, change] of changes.entries())
      this.#settle(some[index] as RunRecord, change, outcomes[index]?.ok === true);
  }

  #change(record: RunRecord): RunChange {
    const { tenant, runId, epoch, seq } = record;
    const next = this.#pick(4);
    const events = [{ type: 'timer.fired', at: seq, step: this.worker }] as const;
    const messages = this.#pick(3) === 0 ? [this.#message()] : [];
    const children = this.#pick(6) === 0 ? [this.#newRun()] : [];
    const base = { tenant, runId, epoch, seq, events, messages, children, consumed: [] };
    if (next === 0)
      return { ...base, next: { kind: 'finish', status: 'completed', output: runId } };
    if (next === 1) {
      const wakeAt = this.#pick(2) === 0 ? null : host.clock.now() + this.#pick(20);
      return { ...base, next: { kind: 'park', status: 'waiting', wakeAt, waits: [] } };
    }
    return { ...base, next: { kind: 'hold' } };
  }

  #settle(record: RunRecord, { events, next, children }: RunChange, ok: boolean): void {
    if (!ok) {
      for (const child of children) this.refused.push(child.runId);
      this.held.delete(record.runId);
      return;
    }
    this.written.set(record.runId, (this.written.get(record.runId) ?? 0) + events.length);
    if (next.kind === 'hold')
      this.held.set(record.runId, { ...record, seq: record.seq + events.length });
    else this.held.delete(record.runId);
    if (next.kind === 'finish') this.ended.add(record.runId);
  }

  #message(): RunChange['messages'][number] {
    const runId = this.#all[this.#pick(this.#all.length)] ?? 'nobody';
    return {
      tenant: 'acme',
      runId,
      id: `m${this.#pick(1000)}`,
      body: { kind: 'signal', name: 'go', payload: null },
    };
  }

  async #deliver(): Promise<void> {
    await this.#store.deliver(Array.from({ length: 1 + this.#pick(5) }, () => this.#message()));
  }

  async #drop(): Promise<void> {
    const [one] = this.held.values();
    if (one === undefined) return;
    this.held.delete(one.runId);
    await this.#store.drop([one], host.clock.now() + this.#pick(10));
  }

  async #limits(): Promise<void> {
    if (this.#pick(4) > 0) return;
    const key = keys[this.#pick(keys.length)] ?? '';
    const most = (): number | null => (this.#pick(3) === 0 ? null : this.#pick(12));
    await this.#store.setLimits([{ key, maxHeld: most(), maxQueued: most() }]);
  }

  async #heartbeat(): Promise<void> {
    await this.beat(this.#pick(8) === 0 ? 1 : 60_000);
  }

  /** Finds out what was taken from it. */
  async beat(leaseMs: number): Promise<void> {
    const { lost } = await this.#store.heartbeat({
      worker: this.worker,
      leaseMs,
      holding: [...this.held.values()],
    });
    for (const runId of lost) this.held.delete(runId);
  }

  async #release(): Promise<void> {
    if (this.#pick(3) > 0) return;
    this.held.clear();
    await this.#store.release(this.worker);
    this.#life += 1;
  }
}

/** What the counters should be: the runs counted one by one. */
async function recount(own: TestSchema, pool: ReturnType<typeof newPool>): Promise<unknown> {
  const { rows } = await pool.query(`
    SELECT l.key, l.held - (SELECT count(*) FROM ${own.names.table('run_states')} s JOIN ${own.names.table('runs')} r USING (ordinal)
        WHERE s.worker IS NOT NULL AND l.key = ANY (r.limit_keys)) AS held,
      CASE WHEN l.max_queued IS NULL THEN 0 ELSE l.queued - (
        SELECT count(*) FROM ${own.names.table('run_states')} s JOIN ${own.names.table('runs')} r USING (ordinal)
        WHERE s.status = 'queued' AND s.started_at IS NULL AND l.key = ANY (r.limit_keys)) END AS queued
    FROM ${own.names.table('limits')} l ORDER BY l.key`);
  return rows.filter(
    (row: { held: string; queued: string }) => Number(row.held) !== 0 || Number(row.queued) !== 0,
  );
}

async function finishAll(store: Store): Promise<number> {
  let ended = 0;
  for (;;) {
    const { runs } = await store.claim({ worker: 'last', leaseMs: 60_000, limit: 500 });
    if (runs.length === 0) return ended;
    const outcomes = await store.commit(runs.map(finish));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    ended += runs.length;
  }
}

function finish({ record: { tenant, runId, epoch, seq } }: ClaimedRun): RunChange {
  const next = { kind: 'finish', status: 'completed' } as const;
  return { tenant, runId, epoch, seq, events: [], consumed: [], children: [], messages: [], next };
}

it.each([1, 2])(
  'four workers that do anything at any time leave everything in order (seed %i)',
  async (seed) => {
    const pool = newPool({ max: 20 });
    const own = newSchema(pool);
    const backend = postgres({ pool, schema: own.schema });
    const all: string[] = [];
    const stores = await Promise.all([0, 1, 2, 3].map(async () => backend.open(host)));
    const wild = stores.map((store, index) => new Wild(store, seed * 10 + index, all));

    await Promise.all(
      wild.map(async (each) => {
        for (let round = 0; round < rounds; round += 1) await each.act();
      }),
    );

    expect(await recount(own, pool)).toEqual([]);
    const [store] = stores as [Store];
    for (const each of wild) await each.beat(60_000);
    const held = wild.flatMap((each) => [...each.held.keys()]);
    for (const each of wild) await store.release(each.worker);
    await store.setLimits(keys.map((key) => ({ key, maxHeld: 1_000_000, maxQueued: null })));
    expect(await recount(own, pool)).toEqual([]);
    await store.setLimits(keys.map((key) => ({ key, maxHeld: null, maxQueued: null })));
    // Whatever still waits, for a message or a time, is woken.
    const refused = new Set(wild.flatMap((each) => each.refused));
    const made = [...new Set(all)].filter((runId) => !refused.has(runId));
    await store.deliver(
      made.map((runId) => ({ tenant: 'acme', runId, id: 'last', body: { kind: 'cancel' } })),
    );
    await finishAll(store);

    const runs = await pool.query<{ run_id: string; status: string; seq: number }>(`
      SELECT r.run_id, s.status, (SELECT coalesce(sum(j.size), 0) FROM ${own.names.table('journal')} j WHERE j.run = r.ordinal)::int AS seq
      FROM ${own.names.table('runs')} r JOIN ${own.names.table('run_states')} s USING (ordinal)`);
    expect(runs.rows.filter(({ status }) => status !== 'completed')).toEqual([]);
    expect(runs.rows.map(({ run_id: runId }) => runId).toSorted()).toEqual(made.toSorted());
    const written = new Map<string, number>();
    for (const each of wild)
      for (const [runId, count] of each.written)
        written.set(runId, (written.get(runId) ?? 0) + count);
    for (const { run_id: runId, seq } of runs.rows)
      expect([runId, seq]).toEqual([runId, written.get(runId) ?? 0]);
    const ends = wild.flatMap((each) => [...each.ended]);
    expect(ends.length).toBe(new Set(ends).size);
    expect(held.length).toBe(new Set(held).size);
    expect(ends.length).toBeGreaterThan(0);
    for (const each of stores) await each.close();
    await own.dispose();
    await pool.end();
  },
  120_000,
);
