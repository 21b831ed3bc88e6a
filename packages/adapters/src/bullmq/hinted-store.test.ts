import type { ClaimResult, Hint, NewRun, RunRecord, Store } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';

import type { Wake } from './hint-job.js';
import { hintedStore } from './hinted-store.js';

const capabilities = {
  durability: 'none',
  shared: false,
  immediate: true,
  remoteHints: false,
  transactions: false,
  writers: 1,
  remoteEnds: false,
} as const;

/** A store that does nothing but what a case lets it do; frozen, with private state, as stores may be. */
class InnerStore {
  readonly #listeners = new Set<(hint: Hint) => void>();
  readonly calls: string[] = [];
  readonly capabilities: Store['capabilities'];

  constructor(remoteHints: boolean) {
    this.capabilities = Object.freeze({ ...capabilities, remoteHints });
  }

  hint(runId: string, hasEnded = false): void {
    for (const listener of this.#listeners) listener({ tenant: 'acme', runId, hasEnded });
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Of no version of the port. */
  somethingNew(what: string): string {
    return `${what} of ${this.#listeners.size}`;
  }

  close(): void {
    this.calls.push('close');
  }
}

function scene(own: Partial<Store> = {}, { remoteHints = false } = {}) {
  const inner = Object.freeze(Object.assign(new InnerStore(remoteHints), own));
  const wakes: (readonly [string, number | null])[] = [];
  const claims: string[] = [];
  const listeners = new Set<(hint: Hint) => void>();
  const store = hintedStore(inner as unknown as Store, {
    send: ({ runId, wakeAt }: Wake) => void wakes.push([runId, wakeAt]),
    claimBegins: () => void claims.push('begins'),
    claimEnds: (limit, taken) => void claims.push(`${taken} of ${limit}`),
    listeners,
    close: async () => void inner.calls.push('queue'),
  });
  return { inner, store, wakes: () => wakes.splice(0), claims, listeners };
}

const run = { tenant: 'acme', runId: 'a' } as NewRun;
const lease = { worker: 'w', leaseMs: 1_000 };
const freeRun = [{ created: true, record: { worker: null } as RunRecord }];
const park = (wakeAt: number | null) => ({
  tenant: 'acme',
  runId: 'a',
  epoch: 1,
  seq: 0,
  events: [],
  consumed: [],
  children: [],
  messages: [],
  next: { kind: 'park', status: 'waiting', wakeAt, waits: [] } as const,
});

describe('a store behind a queue', () => {
  it('has all that the inner store has, and says that it tells of other processes', () => {
    const { store } = scene();

    expect(store.capabilities).toEqual({ ...capabilities, remoteHints: true });
    expect((store as unknown as InnerStore).somethingNew('one')).toBe('one of 1');
    expect('somethingNew' in store).toBe(true);
    expect('begin' in store && Reflect.get(store, 'begin')).toBeFalsy();
  });

  it('answers at once when the inner store does, and later when that answers later', async () => {
    const now = scene({ create: () => freeRun });
    const later = scene({ create: async () => freeRun });

    expect(now.store.create([run])).toBe(freeRun);
    expect(now.wakes()).toEqual([['a', null]]);
    const answer = later.store.create([run]);
    expect(later.wakes()).toEqual([]);
    expect(await answer).toBe(freeRun);
    expect(later.wakes()).toEqual([['a', null]]);
  });

  it('passes failures on, and sends nothing of what failed', async () => {
    const failing = () => {
      throw new Error('disk');
    };
    const now = scene({ create: failing });
    const later = scene({ create: async () => failing() });

    expect(() => now.store.create([run])).toThrow('disk');
    await expect(later.store.create([run])).rejects.toThrow('disk');
    expect([...now.wakes(), ...later.wakes()]).toEqual([]);
  });

  it('sends what only the inner store tells of, but not who has ended', () => {
    const { inner, wakes } = scene();

    inner.hint('freed');
    inner.hint('ended', true);

    expect(wakes()).toEqual([['freed', null]]);
  });

  it('leaves what other processes did to these, when the inner store tells of that, too', () => {
    const { inner, store, wakes } = scene({ deliver: () => ['accepted'] }, { remoteHints: true });

    inner.hint('a');
    expect(wakes()).toEqual([]);
    void store.deliver([{ id: 'm', tenant: 'acme', runId: 'b', body: { kind: 'cancel' } }]);
    expect(wakes()).toEqual([['b', null]]);
  });

  it('sends a parked run for its time, although the inner store hints at once', () => {
    const { inner, store, wakes } = scene({
      commit() {
        inner.hint('a');
        inner.hint('other');
        return [{ ok: true, inbox: [] }];
      },
    });

    void store.commit([park(5_000)]);
    expect(wakes()).toEqual([
      ['other', null],
      ['a', 5_000],
    ]);
    inner.hint('a');
    expect(wakes()).toEqual([['a', null]]);
  });

  it('does not send runs that it creates for its own engine to hold', () => {
    const { inner, store, wakes } = scene({
      create() {
        inner.hint('a');
        return [{ created: true, record: { worker: 'w' } as RunRecord }];
      },
    });

    void store.create([run], { claim: lease });

    expect(wakes()).toEqual([]);
  });

  it('sends what a transaction commits', async () => {
    const rolledBack: string[] = [];
    const { store, wakes } = scene({
      begin: async () => ({
        client: 'sql',
        commit: async () => ({ ok: true, inbox: [] }),
        check: async () => undefined,
        rollback: async () => void rolledBack.push('yes'),
      }),
    });

    const transaction = await store.begin?.();

    expect(transaction?.client).toBe('sql');
    await transaction?.commit(park(7_000));
    await transaction?.rollback();
    expect(wakes()).toEqual([['a', 7_000]]);
    expect(rolledBack).toEqual(['yes']);
  });

  it('notes looks for any run, not those for certain ones', async () => {
    const result = { runs: [], nextWakeAt: null, now: 0 } as unknown as ClaimResult;
    const { store, claims } = scene({ claim: async () => result });

    await store.claim({ ...lease, limit: 3 });
    await store.claim({ ...lease, limit: 1, runIds: ['a'] });

    expect(claims).toEqual(['begins', '0 of 3']);
  });

  it('tells subscribers of hints from both sides, each subscription once', () => {
    const { inner, store, listeners } = scene();
    const heard: string[] = [];
    const listener = ({ runId }: Hint): void => void heard.push(runId);
    const stop = store.subscribe(listener);
    store.subscribe(listener);

    inner.hint('inner');
    for (const each of listeners) each({ tenant: 'acme', runId: 'queue', hasEnded: false });
    stop();
    for (const each of listeners) each({ tenant: 'acme', runId: 'late', hasEnded: false });

    expect(heard).toEqual(['inner', 'queue', 'queue', 'late']);
  });

  it('is closed once, the queue before the inner store', async () => {
    const { inner, store, wakes } = scene();

    await Promise.all([store.close(), store.close()]);
    inner.hint('a');

    expect(inner.calls).toEqual(['queue', 'close']);
    expect(wakes()).toEqual([]);
  });
});
