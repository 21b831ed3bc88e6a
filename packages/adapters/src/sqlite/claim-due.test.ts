import { deepEqual } from 'node:assert/strict';
import type {
  ClaimedRun,
  ClaimRequest,
  CreateOutcome,
  Message,
  NewRun,
  RunChange,
  RunNext,
  Store,
  WorkerScope,
} from '@flowgraft/core';
import fc from 'fast-check';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { sqlite } from './sqlite-backend.js';

/** What a look at every run shows, without lines, counters and indexes. */
interface Row {
  readonly ordinal: number;
  readonly run_id: string;
  readonly tenant: string;
  readonly workflow_hash: string;
  readonly scope: string;
  readonly limit_keys: string;
  readonly priority: number;
  readonly started_at: number | null;
  due_at: number | null;
  worker: string | null;
}

interface Limits {
  [key: string]: { readonly maxHeld: number | null; readonly maxQueued: number | null };
}

/** A store, and everything about it that can be told from the rows of the runs alone. */
class Model {
  readonly database = new Database(':memory:');
  readonly limits: Limits = {};
  now = 1000;
  lastTenant: string | null = null;

  rows(): Row[] {
    const sql = `
      SELECT r.ordinal, r.run_id, r.tenant, r.workflow_hash, l.scope, l.limit_keys, r.priority, r.started_at, r.due_at,
        r.worker
      FROM flowgraft_runs r JOIN flowgraft_lines l ON l.id = r.line`;
    return this.database.prepare(sql).all() as Row[];
  }

  /** Rows as they are once the runs of lost workers are taken away from them. */
  rowsForClaim(claimant: string): Row[] {
    const lost = new Map(
      this.database
        .prepare('SELECT worker, ends_at FROM flowgraft_workers WHERE ends_at <= ? AND worker <> ?')
        .all(this.now, claimant)
        .map((row) => Object.values(row as object) as [string, number]),
    );
    const rows = this.rows();
    for (const row of rows) {
      const endedAt = row.worker === null ? undefined : lost.get(row.worker);
      if (endedAt !== undefined) Object.assign(row, { worker: null, due_at: endedAt });
    }
    return rows;
  }

  held(rows: readonly Row[], key: string): number {
    return rows.filter((row) => row.worker !== null && keysOf(row).includes(key)).length;
  }

  queued(rows: readonly Row[], key: string): number {
    return rows.filter((row) => row.started_at === null && keysOf(row).includes(key)).length;
  }

  isFull(rows: readonly Row[], row: Row): boolean {
    return keysOf(row).some((key) => {
      const max = this.limits[key]?.maxHeld ?? null;
      return max !== null && this.held(rows, key) >= max;
    });
  }

  claimable(rows: readonly Row[], scope: WorkerScope & Pick<ClaimRequest, 'without'>): Row[] {
    return rows.filter(
      (row) =>
        row.worker === null &&
        row.due_at !== null &&
        row.due_at <= this.now &&
        scope.without?.includes(row.workflow_hash) !== true &&
        isServed(row, scope) &&
        !this.isFull(rows, row),
    );
  }
}

function keysOf(row: Row): string[] {
  return JSON.parse(row.limit_keys) as string[];
}

function isServed(row: Row, { queues, regions, labels }: WorkerScope): boolean {
  const [queue, region, wanted] = JSON.parse(row.scope) as [string, string | null, string[]];
  return (
    (queues?.includes(queue) ?? true) &&
    (region === null || regions?.includes(region) === true) &&
    wanted.every((label) => labels?.includes(label) === true)
  );
}

function inOrder(a: Row, b: Row): number {
  return (
    b.priority - a.priority || (a.due_at as number) - (b.due_at as number) || a.ordinal - b.ordinal
  );
}

/** Whose turn it is: the first after the last one, else the first of all. */
function nextTenant(rows: readonly Row[], last: string | null): string | undefined {
  const tenants = [...new Set(rows.map(({ tenant }) => tenant))].toSorted();
  return tenants.find((tenant) => last !== null && tenant > last) ?? tenants[0];
}

/** Goes through a claim's runs as one who looks at all runs before each. */
function checkClaim(
  model: Model,
  before: Row[],
  request: ClaimRequest,
  runs: readonly ClaimedRun[],
): void {
  for (const { record } of runs) {
    const claimable = model.claimable(before, request);
    const tenant = nextTenant(claimable, model.lastTenant);
    const [expected] = claimable.filter((row) => row.tenant === tenant).toSorted(inOrder);
    deepEqual(record.runId, expected?.run_id);
    const row = expected as Row;
    Object.assign(row, { worker: request.worker, due_at: null });
    model.lastTenant = row.tenant;
  }
  if (runs.length < request.limit) deepEqual(model.claimable(before, request), []);
}

/** What lines and limits say must be what the runs say. */
function checkRows(model: Model, store: Store): void {
  const rows = model.rows();
  for (const limit of store.listLimits() as readonly {
    key: string;
    held: number;
    queued: number;
  }[]) {
    const { key } = limit;
    const counted = { key, held: model.held(rows, key), queued: model.queued(rows, key) };
    deepEqual({ key, held: limit.held, queued: limit.queued }, counted);
  }
  const wrong = model.database.prepare(`
    SELECT l.id FROM flowgraft_lines l WHERE l.head_run IS NOT (
      SELECT ordinal FROM flowgraft_runs r WHERE r.line = l.id AND r.is_ready = 1
      ORDER BY priority DESC, due_at, ordinal LIMIT 1)
    OR (blocked_by > 0 AND (head_run IS NULL OR NOT EXISTS (
      SELECT 1 FROM flowgraft_limits WHERE id = blocked_by AND is_waited_for = 1)))
    OR runs <> (SELECT count(*) FROM flowgraft_runs WHERE line = l.id)`);
  deepEqual(wrong.all(), []);
}

const tenant = fc.constantFrom('a', 'b', 'c');
const hash = fc.constantFrom('h1', 'h2');
const keys = ['k1', 'k2', 'k3'];
const run = fc.record({
  tenant,
  workflowHash: hash,
  priority: fc.integer({ min: 0, max: 1 }),
  queue: fc.constantFrom('default', 'slow'),
  region: fc.constantFrom(undefined, undefined, 'eu'),
  labels: fc.constantFrom([], [], ['gpu']),
  limitKeys: fc.subarray(keys),
  startIn: fc.constantFrom(undefined, undefined, 5),
  isRepeated: fc.boolean(),
});
const scope = fc.record({
  queues: fc.constantFrom(undefined, undefined, ['default'], ['slow']),
  regions: fc.constantFrom(undefined, ['eu']),
  labels: fc.constantFrom(undefined, ['gpu', 'x']),
  without: fc.constantFrom(undefined, undefined, ['h1']),
});
const maximum = fc.constantFrom(null, 0, 1, 2);
const worker = fc.constantFrom('w1', 'w2');
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('create' as const),
      runs: fc.array(run, { minLength: 1, maxLength: 6 }),
      worker: fc.constantFrom(null, null, 'w1'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      worker,
      scope,
      limit: fc.integer({ min: 1, max: 8 }),
    }),
  },
  fc.record({ kind: fc.constant('claimOnly' as const), worker, scope, nth: fc.nat({ max: 40 }) }),
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      nth: fc.nat({ max: 9 }),
      next: fc.constantFrom('now', 'later', 'mail', 'finish', 'drop', 'child'),
    }),
  },
  fc.record({
    kind: fc.constant('limit' as const),
    key: fc.constantFrom(...keys),
    maxHeld: maximum,
    maxQueued: fc.constantFrom(null, null, 2),
  }),
  fc.record({ kind: fc.constant('deliver' as const), nth: fc.nat({ max: 40 }) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 5, 120) }),
  fc.record({ kind: fc.constant('release' as const), worker }),
  fc.record({ kind: fc.constant('purge' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

/** Takes the steps of one case. */
class Walk {
  readonly model = new Model();
  readonly #store: Store;
  #count = 0;

  private constructor(model: Model, store: Store) {
    this.model = model;
    this.#store = store;
  }

  static async begin(): Promise<Walk> {
    const model = new Model();
    const clock = {
      now: () => model.now,
      setTimer: () => ({ cancel: () => undefined }),
      defer: () => undefined,
    };
    const random = { next: () => 0, bytes: (length: number) => new Uint8Array(length) };
    const host = { clock, random, logger: { log: () => undefined } };
    return new Walk(model, await sqlite({ database: model.database }).open(host));
  }

  async take(each: Step): Promise<void> {
    const { model } = this;
    const store = this.#store;
    if (each.kind === 'create') await this.#create(each);
    if (each.kind === 'claim') await this.#claim(each);
    if (each.kind === 'claimOnly') await this.#claimOnly(each);
    if (each.kind === 'commit') await this.#commit(each);
    if (each.kind === 'limit') await this.#limit(each);
    if (each.kind === 'deliver') await this.#deliver(each);
    if (each.kind === 'pass') model.now += each.ms;
    if (each.kind === 'release') await store.release(each.worker);
    if (each.kind === 'purge') {
      await store.purge({ status: ['completed'], finishedBefore: model.now, limit: 2 });
    }
    checkRows(model, store);
  }

  async #claim({ worker: claimant, limit, scope: served }: StepOf<'claim'>): Promise<void> {
    const { model } = this;
    const request = { worker: claimant, leaseMs: 100, limit, ...served };
    const before = model.rowsForClaim(claimant);
    const { runs, nextWakeAt } = await this.#store.claim(request);
    checkClaim(model, before, request, runs);
    if (runs.length < limit) deepEqual(nextWakeAt, this.#nextWakeAt(claimant));
    const left = model.claimable(model.rows(), { ...served, without: undefined });
    deepEqual(await this.#store.countDue(served, 100), left.length);
  }

  async #claimOnly({
    worker: claimant,
    scope: { without },
    nth,
  }: StepOf<'claimOnly'>): Promise<void> {
    const { model } = this;
    const before = model.rowsForClaim(claimant);
    const wanted = before[nth % Math.max(1, before.length)];
    const runIds = wanted === undefined ? [] : [wanted.run_id];
    const request = { worker: claimant, leaseMs: 100, limit: 1, runIds, without };
    const { runs } = await this.#store.claim(request);
    const all = model.claimable(before, { without, regions: ['eu'], labels: ['gpu'] });
    const expected = wanted !== undefined && all.includes(wanted) ? runIds : [];
    deepEqual(
      runs.map(({ record }) => record.runId),
      expected,
    );
  }

  async #limit({ key, maxHeld, maxQueued }: StepOf<'limit'>): Promise<void> {
    await this.#store.setLimits([{ key, maxHeld, maxQueued }]);
    if (maxHeld === null && maxQueued === null) delete this.model.limits[key];
    else this.model.limits[key] = { maxHeld, maxQueued };
  }

  async #deliver({ nth }: StepOf<'deliver'>): Promise<void> {
    const rows = this.model.rows();
    const to = rows[nth % Math.max(1, rows.length)];
    if (to !== undefined) await this.#store.deliver([this.#message(to)]);
  }

  async #create({ runs, worker: holder }: StepOf<'create'>): Promise<void> {
    const { model } = this;
    const claim = holder === null ? undefined : { worker: holder, leaseMs: 100 };
    for (const { startIn, isRepeated, ...parts } of runs) {
      const rows = model.rows();
      const startAt = startIn === undefined ? undefined : model.now + startIn;
      const made = this.#newRun({ ...parts, startAt });
      const batch = isRepeated ? [made, made] : [made];
      const [outcome, again] = await this.#store.create(batch, { claim });
      const like = { limit_keys: JSON.stringify(parts.limitKeys) } as Row;
      const isHeld = claim !== undefined && startAt === undefined && !model.isFull(rows, like);
      const refusing = parts.limitKeys.find((key) => {
        const max = model.limits[key]?.maxQueued ?? null;
        return max !== null && model.queued(rows, key) >= max;
      });
      const found = summaryOf(outcome);
      if (!isHeld && refusing !== undefined) deepEqual(found, { refusedBy: refusing });
      else deepEqual(found, { isCreated: true, runId: made.runId, worker: isHeld ? holder : null });
      if (again === undefined || 'refusedBy' in found) continue;
      deepEqual(
        { ...summaryOf(again), worker: null },
        { ...found, isCreated: false, worker: null },
      );
    }
  }

  async #commit({ nth, next }: StepOf<'commit'>): Promise<void> {
    const { model } = this;
    const held = model.rows().filter((row) => row.worker !== null);
    const row = held[nth % Math.max(1, held.length)];
    if (row === undefined) return;
    const record = await this.#store.getRun(row.tenant, row.run_id);
    const { tenant: of, runId, epoch, seq } = record as NonNullable<typeof record>;
    if (next === 'drop') {
      await this.#store.drop([{ tenant: of, runId, epoch }], model.now + 3);
      return;
    }
    const change: RunChange = {
      tenant: of,
      runId,
      epoch,
      seq,
      events: [],
      consumed: (await this.#store.readInbox(of, runId)).map(({ id }) => id),
      children: next === 'child' ? [this.#newRun({ limitKeys: ['k1'] })] : [],
      messages: [],
      next: nextOf(next, model.now),
    };
    deepEqual(await this.#store.commit([change]), [{ ok: true, inbox: [] }]);
  }

  #nextWakeAt(claimant: string): number | null {
    const { model } = this;
    const times = model
      .rows()
      .flatMap((row) => (row.due_at !== null && row.due_at > model.now ? [row.due_at] : []));
    const ends = model.database
      .prepare(
        `SELECT ends_at FROM flowgraft_workers w
         WHERE worker <> ? AND EXISTS (SELECT 1 FROM flowgraft_runs WHERE worker = w.worker)`,
      )
      .all(claimant) as { ends_at: number }[];
    const first = Math.min(...times, ...ends.map((row) => row.ends_at));
    return first === Infinity ? null : first;
  }

  #newRun(parts: Partial<NewRun>): NewRun {
    this.#count += 1;
    return {
      tenant: 'a',
      runId: `run-${this.#count}`,
      workflowId: 'w',
      workflowHash: 'h1',
      input: null,
      priority: 0,
      queue: 'default',
      labels: [],
      limitKeys: [],
      tags: ['t'],
      ...parts,
    };
  }

  #message(to: Row): Message {
    this.#count += 1;
    const body = { kind: 'signal', name: 'go', payload: null } as const;
    return { id: `m-${this.#count}`, tenant: to.tenant, runId: to.run_id, body };
  }
}

type CommitKind = StepOf<'commit'>['next'];

function nextOf(kind: CommitKind, now: number): RunNext {
  if (kind === 'finish') return { kind: 'finish', status: 'completed' };
  if (kind === 'child') return { kind: 'hold' };
  const wakeAt = kind === 'mail' ? null : kind === 'later' ? now + 7 : now;
  return { kind: 'park', status: 'waiting', wakeAt, waits: [{ step: 's', about: { kind: 'x' } }] };
}

type Summary =
  | { readonly refusedBy: string }
  | { readonly isCreated: boolean; readonly runId: string; readonly worker: string | null };

function summaryOf(outcome: CreateOutcome | undefined): Summary {
  if (outcome === undefined) throw new TypeError('create gave no outcome');
  if ('refusedBy' in outcome) return { refusedBy: outcome.refusedBy.key };
  const { created: isCreated, record } = outcome;
  return { isCreated, runId: record.runId, worker: record.worker };
}

describe('claims, limits and lines', () => {
  it('take what one would take who looks at every run before each', async () => {
    const walks = fc.asyncProperty(
      fc.array(step, { maxLength: 60, size: 'max' }),
      async (steps) => {
        const walk = await Walk.begin();
        for (const each of steps) await walk.take(each);
        walk.model.database.close();
      },
    );
    await expect(fc.assert(walks, { seed: 11, numRuns: 150 })).resolves.toBeUndefined();
  }, 60_000);
});
