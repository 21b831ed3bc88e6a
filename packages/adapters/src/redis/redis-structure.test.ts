import {
  systemClock,
  type Random,
  type ClaimedRun,
  type NewRun,
  type RunNext,
  type Store,
} from '@flowgraft/core';
import { seededRandom } from '@flowgraft/core/testing';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { expectDerived, KeySpace } from './key-space.fixture.js';
import { redis } from './redis-backend.js';
import { changeOf, completed, host, newPrefix, newRun, removeKeys, url } from './redis.fixture.js';

const client = new Redis(url);
const clock = systemClock();

afterAll(() => client.disconnect());

const keyNames = ['k1', 'k2', 'all'];
const hashes = ['h1', 'h2', 'h3'];
const workers = ['w1', 'w2', 'w3'];

/** Does whatever anybody may do, in an order that depends on the seed. */
class Play {
  readonly #store: Store;
  readonly #random: Random;
  readonly #runs: { readonly tenant: string; readonly runId: string }[] = [];
  #held: (ClaimedRun & { seq: number })[] = [];

  constructor(store: Store, seed: number) {
    this.#store = store;
    this.#random = seededRandom(seed);
  }

  async step(): Promise<void> {
    const acts = [
      () => this.#create(),
      () => this.#create(),
      () => this.#claim(),
      () => this.#claim(),
      () => this.#write(),
      () => this.#write(),
      () => this.#write(),
      () => this.#deliver(),
      () => this.#limit(),
      () => this.#letGo(),
      () => this.#purge(),
    ];
    await this.#one(acts)();
  }

  #below(bound: number): number {
    return Math.floor(this.#random.next() * bound);
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }

  #some<T>(list: readonly T[]): T[] {
    return list.filter(() => this.#below(2) === 0);
  }

  #newRun(): NewRun {
    const run = newRun(`r${this.#runs.length}`, {
      tenant: this.#one(['a', 'b', 'c']),
      workflowHash: this.#one(hashes),
      priority: this.#below(3) - 1,
      queue: this.#one(['q1', 'q2']),
      region: this.#one([undefined, undefined, 'eu']),
      labels: this.#below(4) === 0 ? ['gpu'] : [],
      limitKeys: this.#some(keyNames),
      tags: this.#some(['x', 'y']),
      idempotencyKey: this.#one([undefined, `key-${this.#below(40)}`]),
      startAt: this.#one([undefined, undefined, clock.now() + this.#below(30), clock.now() - 5]),
    });
    this.#runs.push(run);
    return run;
  }

  async #create(): Promise<void> {
    const runs = Array.from({ length: 1 + this.#below(4) }, () => this.#newRun());
    const claim = this.#below(3) === 0 ? { worker: this.#one(workers), leaseMs: 40 } : undefined;
    const outcomes = await this.#store.create(runs, { claim });
    for (const outcome of outcomes) {
      if ('created' in outcome && outcome.created && outcome.record.worker !== null) {
        this.#held.push({ record: outcome.record, journal: [], inbox: [], seq: 0 });
      }
    }
  }

  async #claim(): Promise<void> {
    const { runs } = await this.#store.claim({
      worker: this.#one(workers),
      leaseMs: 10 + this.#below(60),
      limit: 1 + this.#below(6),
      queues: this.#one([undefined, ['q1'], ['q2', 'q1']]),
      regions: this.#one([undefined, ['eu']]),
      labels: this.#one([undefined, ['gpu', 'big']]),
      without: this.#some(hashes),
      runIds: this.#below(6) === 0 ? this.#some(this.#runs.map(({ runId }) => runId)) : undefined,
    });
    this.#held.push(...runs.map((run) => ({ ...run, seq: run.record.seq })));
  }

  async #write(): Promise<void> {
    const now = clock.now();
    const nexts: readonly RunNext[] = [
      { kind: 'hold' },
      { kind: 'park', status: 'waiting', wakeAt: now + this.#below(30), waits: [{ step: 's' }] },
      {
        kind: 'park',
        status: 'waiting',
        wakeAt: null,
        waits: [{ step: 's', about: { kind: 'approval', assignees: ['ann', 'bob'] } }],
      },
      { kind: 'park', status: 'queued', wakeAt: now - 3, waits: [] },
      completed,
      { kind: 'finish', status: 'failed', error: { category: 'unknown', message: 'no' } },
    ];
    const chosen = this.#some(this.#held).slice(0, 5);
    const changes = chosen.map(({ record, seq }) =>
      changeOf(record, {
        seq,
        next: this.#one(nexts),
        children: this.#below(5) === 0 ? [this.#newRun()] : [],
        consumed: this.#some([...Array(20).keys()].map((id) => `m${id}`)),
      }),
    );
    const outcomes = await this.#store.commit(changes);
    for (const [index, held] of chosen.entries()) {
      if (outcomes[index]?.ok === true && changes[index]?.next.kind === 'hold') held.seq += 1;
      else this.#held = this.#held.filter((one) => one !== held);
    }
  }

  async #deliver(): Promise<void> {
    const messages = this.#some(this.#runs)
      .slice(0, 6)
      .map(({ tenant, runId }) => {
        const id = `m${this.#below(20)}`;
        const kind = this.#one(['cancel', 'resume'] as const);
        return { id, tenant, runId, body: { kind } };
      });
    await this.#store.deliver(messages);
  }

  async #limit(): Promise<void> {
    const maxHeld = this.#one([null, null, 0, 1, 2, 3]);
    const maxQueued = this.#one([null, null, 5, 10]);
    await this.#store.setLimits([{ key: this.#one(keyNames), maxHeld, maxQueued }]);
  }

  async #letGo(): Promise<void> {
    const worker = this.#one(workers);
    if (this.#below(2) === 0) await this.#store.release(worker);
    const held = this.#some(this.#held).map(({ record }) => record);
    await this.#store.drop(held, clock.now() + this.#below(20) - 10);
  }

  async #purge(): Promise<void> {
    const finishedBefore = clock.now() - 20;
    const tenant = this.#one([undefined, 'a']);
    await this.#store.purge({
      tenant,
      status: ['completed'],
      finishedBefore,
      limit: 1 + this.#below(5),
    });
  }
}

/** Lets everything run to its end, and removes it. */
async function drain(store: Store): Promise<void> {
  await store.setLimits(keyNames.map((key) => ({ key, maxHeld: null, maxQueued: null })));
  for (const worker of workers) await store.release(worker);
  for (;;) {
    const parked = await store.listRuns({ status: ['waiting'], limit: 1000 });
    const wake = parked.runs.map(({ tenant, runId }) => ({
      id: `wake-${runId}`,
      tenant,
      runId,
      body: { kind: 'cancel' } as const,
    }));
    await store.deliver(wake);
    const scope = { regions: ['eu'], labels: ['gpu'], limit: 1000 };
    const { runs, nextWakeAt } = await store.claim({ worker: 'last', leaseMs: 60_000, ...scope });
    await store.commit(runs.map(({ record }) => changeOf(record, { next: completed })));
    if (runs.length === 0 && nextWakeAt === null) break;
  }
  const status = ['completed', 'failed', 'cancelled'] as const;
  await store.purge({ status, finishedBefore: clock.now() + 60_000, limit: 100_000 });
}

describe.concurrent('what is derived from runs', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'is right after anything, and gone after a purge (%i)',
    async (seed) => {
      const prefix = newPrefix();
      const store = await redis({ client, prefix, hints: false, durability: 'none' }).open(host);
      try {
        const play = new Play(store, seed);
        for (let step = 1; step <= 400; step += 1) {
          await play.step();
          if (step % 40 === 0)
            expectDerived(await KeySpace.read(client, prefix), clock.now() + 1000);
        }
        await drain(store);
        expectDerived(await KeySpace.read(client, prefix), clock.now() + 1000);
        await store.release('last');
        // A worker that was lost is forgotten by whoever claims next.
        await store.claim({ worker: 'last', leaseMs: 1, limit: 1 });
        await store.release('last');
        const left = await client.keys(`{${prefix}}:*`);
        expect(left.map((key) => key.slice(prefix.length + 3)).sort()).toEqual([
          'about',
          'ordinal',
          'turn',
        ]);
      } finally {
        await store.close();
        await removeKeys(client, prefix);
      }
    },
    60_000,
  );
});
