/** Plays what hosts and workers do against a memory store, and compares it with a look at all its runs. */

import fc from 'fast-check';
import type { ClaimRequest, WorkerScope } from '../ports/claim.js';
import type { RunChange } from '../ports/run-change.js';
import type { NewRun, RunRecord } from '../ports/stored-run.js';
import { memory } from './memory-backend.js';
import type { MemoryStore } from './memory-store.js';

export const tenants = ['a', 'b', 'c'];
const keys = ['j', 'k', 'l'];
const hashes = ['h1', 'h2'];

/** A run as one would look for it without any structure: all that `listRuns` shows, again and again. */
class Naive {
  readonly #store: MemoryStore;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  runs(): readonly RunRecord[] {
    return this.#store.listRuns({ limit: 1000 }).runs.toReversed();
  }

  held(): readonly RunRecord[] {
    return this.runs().filter(({ worker }) => worker !== null);
  }

  free(): readonly RunRecord[] {
    return this.runs().filter(({ worker, wakeAt }) => worker === null && wakeAt !== null);
  }

  heldOf(key: string): number {
    return this.held().filter(({ limitKeys }) => limitKeys.includes(key)).length;
  }

  queuedOf(key: string): number {
    return this.runs().filter(
      ({ limitKeys, startedAt }) => startedAt === null && limitKeys.includes(key),
    ).length;
  }

  isHeldBack({ limitKeys }: RunRecord): boolean {
    return this.#store
      .listLimits()
      .some(
        ({ key, maxHeld }) =>
          maxHeld !== null && limitKeys.includes(key) && this.heldOf(key) >= maxHeld,
      );
  }

  /** In the order in which one tenant's runs are claimed. */
  claimable(now: number, request: WorkerScope & Pick<ClaimRequest, 'without'>): RunRecord[] {
    const { queues, regions, labels, without } = request;
    return this.free()
      .filter(({ wakeAt }) => (wakeAt ?? Infinity) <= now)
      .filter((run) => queues?.includes(run.queue) !== false)
      .filter((run) => run.region === undefined || regions?.includes(run.region) === true)
      .filter((run) => run.labels.every((label) => labels?.includes(label) === true))
      .filter((run) => without?.includes(run.workflowHash) !== true)
      .filter((run) => !this.isHeldBack(run))
      .toSorted((a, b) => b.priority - a.priority || Number(a.wakeAt) - Number(b.wakeAt));
  }
}

export type Act =
  | { readonly act: 'create'; readonly run: Partial<NewRun>; readonly claim: boolean }
  | { readonly act: 'claim'; readonly scope: Partial<ClaimRequest> }
  | { readonly act: 'claimById'; readonly nth: number }
  | { readonly act: 'letGo'; readonly nth: number; readonly way: 'park' | 'finish' | 'drop' }
  | { readonly act: 'limit'; readonly key: string; readonly maxHeld: number | null }
  | { readonly act: 'wait' | 'release' };

/** Of what runs and workers a play is made. */
export interface Kinds {
  readonly queues: readonly string[];
  readonly regions: readonly (string | undefined)[];
  readonly scopes: readonly Partial<ClaimRequest>[];
}

export function actsOf({ queues, regions, scopes }: Kinds): fc.Arbitrary<readonly Act[]> {
  const run = fc.record({
    tenant: fc.constantFrom(...tenants),
    queue: fc.constantFrom(...queues),
    region: fc.constantFrom(...regions),
    workflowHash: fc.constantFrom(...hashes),
    limitKeys: fc.subarray(keys),
    priority: fc.integer({ min: 0, max: 2 }),
    startAt: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
  });
  const nth = fc.nat({ max: 20 });
  const act = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ act: fc.constant('create' as const), run, claim: fc.boolean() }),
    },
    {
      weight: 9,
      arbitrary: fc.record({
        act: fc.constant('claim' as const),
        scope: fc.constantFrom(...scopes),
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('claimById' as const), nth }) },
    {
      weight: 5,
      arbitrary: fc.record({
        act: fc.constant('letGo' as const),
        nth,
        way: fc.constantFrom('park' as const, 'finish' as const, 'drop' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        act: fc.constant('limit' as const),
        key: fc.constantFrom(...keys),
        maxHeld: fc.option(fc.integer({ min: 0, max: 2 }), { nil: null }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ act: fc.constantFrom('wait' as const, 'release' as const) }),
    },
  );
  return fc.array(act, { minLength: 20, maxLength: 90 });
}

type Difference = readonly [what: string, found: unknown, expected: unknown];

const lease = { worker: 'w1', leaseMs: 1e9 };

/** Plays acts against a store, and compares it with the naive look at all runs after each. */
export class Play {
  now = 0;
  readonly store: MemoryStore;
  readonly naive: Naive;
  /** Claims in which a tenant had something to claim and another was served, one after the other. */
  readonly passed = new Map<string, number>();
  readonly #differences: Difference[] = [];
  #created = 0;

  constructor() {
    const clock = {
      now: () => this.now,
      setTimer: () => ({ cancel: () => undefined }),
      defer: () => undefined,
    };
    const random = { next: () => 0, bytes: (length: number) => new Uint8Array(length) };
    this.store = memory().open({ clock, random, logger: { log: () => undefined } }) as MemoryStore;
    this.naive = new Naive(this.store);
  }

  /** @returns in what the store differs, as [what, found, expected]. */
  do(act: Act): readonly Difference[] {
    switch (act.act) {
      case 'create':
        this.create(act.run, act.claim);
        break;
      case 'claim':
        this.claim(act.scope);
        break;
      case 'claimById':
        this.claimById(act.nth);
        break;
      case 'letGo':
        this.letGo(act.nth, act.way);
        break;
      case 'limit':
        this.store.setLimits([{ key: act.key, maxHeld: act.maxHeld, maxQueued: null }]);
        break;
      case 'wait':
        this.now += 3;
        break;
      case 'release':
        this.store.release(lease.worker);
        break;
    }
    this.compare();
    return this.#differences;
  }

  check(what: string, found: unknown, expected: unknown): void {
    if (!Object.is(found, expected)) this.#differences.push([what, found, expected]);
  }

  create(run: Partial<NewRun>, claim: boolean): void {
    this.#created += 1;
    const full = this.naive.isHeldBack({ limitKeys: [], ...run } as unknown as RunRecord);
    const [made] = this.store.create(
      [
        {
          tenant: 'a',
          runId: `r${this.#created}`,
          workflowId: 'w',
          workflowHash: 'h1',
          input: null,
          priority: 0,
          queue: 'q1',
          labels: [],
          limitKeys: [],
          tags: [],
          ...run,
        },
      ],
      claim ? { claim: lease } : {},
    );
    const isDue = (run.startAt ?? 0) <= this.now;
    const worker = claim && isDue && !full ? lease.worker : null;
    const record = made !== undefined && 'record' in made ? made.record : undefined;
    this.check('worker of a created run', record?.worker, worker);
  }

  claim(scope: Partial<ClaimRequest>): void {
    const candidates = this.naive.claimable(this.now, scope);
    const { runs } = this.store.claim({ ...lease, ...scope, limit: 1 });
    const served = runs[0]?.record;
    const best = candidates.find(({ tenant }) => tenant === served?.tenant);
    this.check('claimed run', served?.runId, best?.runId);
    this.check('nothing claimed', served === undefined, candidates.length === 0);
    for (const tenant of tenants) {
      const isPassed = tenant !== served?.tenant && candidates.some((run) => run.tenant === tenant);
      this.passed.set(tenant, isPassed ? (this.passed.get(tenant) ?? 0) + 1 : 0);
    }
  }

  claimById(nth: number): void {
    const free = this.naive.free();
    const run = free[nth % free.length];
    if (run === undefined) return;
    const isDue = Number(run.wakeAt) <= this.now && !this.naive.isHeldBack(run);
    const { runs } = this.store.claim({ ...lease, limit: 1, runIds: [run.runId] });
    this.check('claimed by id', runs.length, isDue ? 1 : 0);
  }

  letGo(nth: number, way: 'park' | 'finish' | 'drop'): void {
    const held = this.naive.held();
    const run = held[nth % held.length];
    if (run === undefined) return;
    const wakeAt = this.now + (nth % 3);
    if (way === 'drop') {
      this.store.drop([run], wakeAt);
      return;
    }
    const next: RunChange['next'] =
      way === 'finish'
        ? { kind: 'finish', status: 'completed' }
        : { kind: 'park', status: 'waiting', wakeAt, waits: [] };
    const { tenant, runId, epoch, seq } = run;
    const none = { events: [], consumed: [], children: [], messages: [] };
    const [outcome] = this.store.commit([{ tenant, runId, epoch, seq, ...none, next }]);
    this.check('commit', outcome?.ok, true);
  }

  compare(): void {
    for (const { key, held, queued } of this.store.listLimits()) {
      this.check(`held of ${key}`, held, this.naive.heldOf(key));
      this.check(`queued of ${key}`, queued, this.naive.queuedOf(key));
    }
    const scope = { regions: ['eu'] };
    const { length } = this.naive.claimable(this.now, scope);
    this.check('due', this.store.countDue(scope, 1000), length);
    this.check('due, up to 3', this.store.countDue(scope, 3), Math.min(3, length));
    const times = this.naive.free().map(({ wakeAt }) => Number(wakeAt));
    const next = Math.min(...times.filter((time) => time > this.now));
    const { nextWakeAt } = this.store.claim({ ...lease, queues: [], limit: 1 });
    this.check('nextWakeAt', nextWakeAt, next === Infinity ? null : next);
  }
}
