/** Stores with a fault planted in them, for the tests which prove that the contract finds it. */

import { memory } from '../memory/memory-backend.js';
import type { MemoryStore } from '../memory/memory-store.js';
import type { ClaimedRun, ClaimRequest, Hint } from '../ports/claim.js';
import type { CommitOutcome, RunChange } from '../ports/run-change.js';
import type { Backend, BackendHost, Store } from '../ports/store.js';
import type { Message, NewRun, RunRecord } from '../ports/stored-run.js';
import { storeContract } from './store-contract.js';

/** A fault, and the case of the contract that is there to find it. */
export interface Defect {
  readonly rule: string;
  readonly fault: string;
  /** The methods that are faulty, over a store that is sound. */
  readonly plant: (sound: MemoryStore, host: BackendHost, backend: Backend) => Partial<Store>;
}

/** A backend whose stores have the fault. */
function withDefect({ plant }: Defect): Backend {
  const backend = memory();
  return {
    name: 'defective',
    open(host) {
      const sound = backend.open(host) as MemoryStore;
      return { ...methodsOf(sound), ...plant(sound, host, backend) };
    },
  };
}

export function methodsOf(store: MemoryStore): Store {
  return {
    name: store.name,
    capabilities: store.capabilities,
    keyValue: store.keyValue,
    blobs: store.blobs,
    saveWorkflow: (...args) => store.saveWorkflow(...args),
    loadWorkflow: (...args) => store.loadWorkflow(...args),
    latestWorkflow: (...args) => store.latestWorkflow(...args),
    listWorkflows: (...args) => store.listWorkflows(...args),
    create: (...args) => store.create(...args),
    claim: (...args) => store.claim(...args),
    commit: (...args) => store.commit(...args),
    deliver: (...args) => store.deliver(...args),
    heartbeat: (...args) => store.heartbeat(...args),
    drop: (...args) => store.drop(...args),
    release: (...args) => store.release(...args),
    readInbox: (...args) => store.readInbox(...args),
    listWorkers: (...args) => store.listWorkers(...args),
    countDue: (...args) => store.countDue(...args),
    setLimits: (...args) => store.setLimits(...args),
    listLimits: (...args) => store.listLimits(...args),
    getRun: (...args) => store.getRun(...args),
    listRuns: (...args) => store.listRuns(...args),
    readJournal: (...args) => store.readJournal(...args),
    listWaits: (...args) => store.listWaits(...args),
    purge: (...args) => store.purge(...args),
    subscribe: (...args) => store.subscribe(...args),
    close: () => store.close(),
  };
}

export function json<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value, bigAsText)) as T);
}

function bigAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** All tenants that the contract uses in cases of isolation. */
const tenants = ['acme', 'globex'];

function anyTenant<T>(find: (tenant: string) => T | null): T | null {
  for (const tenant of tenants) {
    const found = find(tenant);
    if (found !== null) return found;
  }
  return null;
}

export function ownerOf(store: MemoryStore, runId: string, tenant: string): string {
  return (
    store.getRun(tenant, runId)?.tenant ??
    anyTenant((other) => store.getRun(other, runId))?.tenant ??
    tenant
  );
}

/** A store whose commits carry changed changes. */
export function changing(
  change: (change: RunChange, sound: MemoryStore) => RunChange,
): Defect['plant'] {
  return (sound) => ({
    commit: (changes) => sound.commit(changes.map((each) => change(each, sound))),
  });
}

/** A store that shows changed records, wherever it shows them. */
export function showing(show: (record: RunRecord) => RunRecord): Defect['plant'] {
  return (sound) => ({
    create: (runs, options) =>
      sound
        .create(runs, options)
        .map((made) => ('record' in made ? { ...made, record: show(made.record) } : made)),
    getRun(tenant, runId) {
      const record = sound.getRun(tenant, runId);
      return record === null ? null : show(record);
    },
    listRuns(filter) {
      const page = sound.listRuns(filter);
      return { ...page, runs: page.runs.map(show) };
    },
    claim(request) {
      const result = sound.claim(request);
      return { ...result, runs: result.runs.map((run) => ({ ...run, record: show(run.record) })) };
    },
  });
}

/** A store that hands over changed runs when they are claimed. */
export function claiming(hand: (run: ClaimedRun) => ClaimedRun): Defect['plant'] {
  return (sound) => ({
    claim(request) {
      const result = sound.claim(request);
      return { ...result, runs: result.runs.map(hand) };
    },
  });
}

export function creating(change: (run: NewRun) => NewRun): Defect['plant'] {
  return (sound) => ({ create: (runs, options) => sound.create(runs.map(change), options) });
}

export function requesting(change: (request: ClaimRequest) => ClaimRequest): Defect['plant'] {
  return (sound) => ({ claim: (request) => sound.claim(change(request)) });
}

export function delivering(change: (message: Message) => Message): Defect['plant'] {
  return (sound) => ({ deliver: (messages) => sound.deliver(messages.map(change)) });
}

/** A store that answers some hints only. */
export function hinting(isTold: (hint: Hint, sound: MemoryStore) => boolean): Defect['plant'] {
  return (sound) => ({
    subscribe: (listener) =>
      sound.subscribe((hint) => (isTold(hint, sound) ? listener(hint) : undefined)),
  });
}

/** A store by another clock than the host's. */
export function atClock(
  skew: (now: number) => number,
  methods: readonly (keyof Store)[],
): Defect['plant'] {
  return (_, host, backend) => {
    const clock = { ...host.clock, now: () => skew(host.clock.now()) };
    const skewed = methodsOf(backend.open({ ...host, clock }) as MemoryStore);
    return Object.fromEntries(methods.map((method) => [method, skewed[method]]));
  };
}

export const refused: CommitOutcome = { ok: false, reason: 'stale' };

/** Messages and children of a change, written whether or not the change is stale. */
export function leak(part: 'messages' | 'children'): Defect['plant'] {
  return (sound) => ({
    commit(changes) {
      const outcomes = sound.commit(changes);
      changes.forEach((change, index) => {
        if (outcomes[index]?.ok !== false) return;
        if (part === 'messages') sound.deliver(change.messages);
        else sound.create(change.children);
      });
      return outcomes;
    },
  });
}

/** Cases that take long, run only against faults that are meant for them. */
const heavy: readonly string[] = ['ST2.9', 'ST2.14'];

/** What each case says to a store with the fault, by rule; a case that passes says nothing. */
export async function failuresOf(defect: Defect): Promise<ReadonlyMap<string, unknown>> {
  const failures = new Map<string, unknown>();
  for (const { rule, run } of storeContract(() => ({ backend: withDefect(defect) }))) {
    if (heavy.includes(rule) && rule !== defect.rule) continue;
    await run().catch((error: unknown) => failures.set(rule, error));
  }
  return failures;
}

/** The rules of these numbers (`ST1`…) that no defect is planted for. */
export function rulesWithoutDefect(
  numbers: readonly string[],
  defects: readonly Defect[],
): string[] {
  const rules = storeContract(() => ({ backend: memory() })).map(({ rule }) => rule);
  return rules.filter(
    (rule) =>
      numbers.some((number) => rule.startsWith(`${number}.`)) &&
      !defects.some((defect) => defect.rule === rule),
  );
}
