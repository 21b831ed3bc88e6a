/** A store in memory that has transactions, of which single parts can be replaced: for proving the contract. */

import { memory } from '../memory/memory-backend.js';
import type { MemoryStore } from '../memory/memory-store.js';
import type { CreateOutcome } from '../ports/claim.js';
import type { CommitOutcome, RunChange } from '../ports/run-change.js';
import type { Store } from '../ports/store.js';
import type { NewRun } from '../ports/stored-run.js';
import { methodsOf } from './planted-defects.js';
import type { StoreSubject } from './store-contract-scene.js';

/** A transaction of the host's: runs that are created when it commits. */
interface HostTransaction {
  readonly runs: NewRun[];
  /** Tells what the transaction itself sees of its runs. */
  readonly seen: MemoryStore;
}

/** A transaction of the store's: values that are kept when it commits. */
interface Work {
  values: string[];
}

/** What transactions do; a test replaces what is to be faulty. */
export interface TransactionParts {
  readonly create: (sound: MemoryStore, run: NewRun, tx: HostTransaction) => CreateOutcome;
  readonly end: (sound: MemoryStore, tx: HostTransaction) => void;
  /** Gets the host's values as `table`. */
  readonly commit: (
    sound: MemoryStore,
    change: RunChange,
    work: Work,
    table: string[],
  ) => Promise<CommitOutcome>;
  readonly rollback: (work: Work, table: string[]) => void;
  readonly write: (work: Work, value: string, table: string[]) => void;
}

export const soundParts: TransactionParts = {
  create(sound, run, { runs, seen }) {
    const earlier = sound
      .listRuns({ tenant: run.tenant, limit: 1000 })
      .runs.find(
        ({ runId, idempotencyKey }) =>
          runId === run.runId ||
          (idempotencyKey !== undefined && idempotencyKey === run.idempotencyKey),
      );
    if (earlier !== undefined) return { record: earlier, created: false };
    const refusedBy = sound.listLimits(run.limitKeys).find(({ key, queued, maxQueued }) => {
      const more = runs.filter(({ limitKeys }) => limitKeys.includes(key)).length;
      return queued + more >= (maxQueued ?? Infinity);
    });
    if (refusedBy !== undefined) return { refusedBy };
    const [outcome] = seen.create([run]);
    if (outcome === undefined) throw new Error('a run has an outcome');
    if ('created' in outcome && outcome.created) runs.push(run);
    return outcome;
  },
  end: (sound, { runs }) => void sound.create(runs),
  async commit(sound, change, work, table) {
    const [outcome] = sound.commit([change]);
    if (outcome === undefined) throw new Error('a change has an outcome');
    if (outcome.ok) table.push(...work.values);
    work.values = [];
    return outcome;
  },
  rollback(work) {
    work.values = [];
  },
  write: (work, value) => void work.values.push(value),
};

export function transactionalMemory(parts: TransactionParts = soundParts): StoreSubject {
  const backend = memory();
  const table: string[] = [];
  let first: MemoryStore | undefined;
  let seen: MemoryStore | undefined;
  return {
    backend: {
      name: 'transactional',
      open(host) {
        const sound = backend.open(host) as MemoryStore;
        first ??= sound;
        seen ??= memory().open(host) as MemoryStore;
        return withTransactions(sound, parts, table);
      },
    },
    async transaction(work, commit) {
      if (first === undefined || seen === undefined) throw new Error('a store is open');
      const tx: HostTransaction = { runs: [], seen };
      await work(tx);
      if (commit) parts.end(first, tx);
    },
    probe: {
      write: async (client, value) => parts.write(client as Work, value, table),
      read: async () => [...table],
    },
  };
}

function withTransactions(sound: MemoryStore, parts: TransactionParts, table: string[]): Store {
  return {
    ...methodsOf(sound),
    capabilities: { ...sound.capabilities, transactions: true },
    create(runs, options) {
      const tx = options?.tx as HostTransaction | undefined;
      if (tx === undefined) return sound.create(runs, options);
      return runs.map((run) => parts.create(sound, run, tx));
    },
    async begin() {
      const work: Work = { values: [] };
      return {
        client: work,
        check: async () => undefined,
        commit: (change) => parts.commit(sound, change, work, table),
        rollback: async () => parts.rollback(work, table),
      };
    },
  };
}
