import { describe, expect, it } from 'vitest';
import { ContractViolation } from './assert.js';
import { keepsContract } from './contract-defects.fixture.js';
import { type Defect, failuresOf } from './planted-defects.js';
import { storeContract } from './store-contract.js';
import {
  soundParts,
  type TransactionParts,
  transactionalMemory,
} from './transactional-memory.fixture.js';

const { commit, create } = soundParts;

interface FaultyTransactions {
  readonly rule: string;
  readonly fault: string;
  readonly parts: Partial<TransactionParts>;
}

const defects: readonly FaultyTransactions[] = [
  {
    rule: 'ST12.2',
    fault: 'creates runs before the transaction commits',
    parts: { create: (sound, run) => sound.create([run])[0] ?? { refusedBy: noLimit } },
  },
  { rule: 'ST12.2', fault: 'creates no runs', parts: { end: () => undefined } },
  {
    rule: 'ST12.3',
    fault: 'creates runs whatever becomes of the transaction',
    parts: { create: (sound, run) => sound.create([run])[0] ?? { refusedBy: noLimit } },
  },
  {
    rule: 'ST12.4',
    fault: 'does not look for earlier runs',
    parts: {
      create: (sound, run, tx) => create(sound, { ...run, idempotencyKey: undefined }, tx),
    },
  },
  {
    rule: 'ST12.4',
    fault: 'does not look for runs of the same transaction',
    parts: {
      create(sound, run, tx) {
        const outcome = create(sound, run, tx);
        return 'created' in outcome && outcome.record.idempotencyKey === 'new'
          ? { ...outcome, created: true }
          : outcome;
      },
    },
  },
  {
    rule: 'ST12.5',
    fault: 'looks at no limit',
    parts: { create: (sound, run, tx) => create(sound, { ...run, limitKeys: [] }, tx) },
  },
  {
    rule: 'ST12.6',
    fault: 'commits the change without the work',
    parts: { commit: (sound, change, work) => commit(sound, change, work, []) },
  },
  {
    rule: 'ST12.6',
    fault: 'commits the work without the change',
    parts: {
      async commit(_, __, work, table) {
        table.push(...work.values);
        return { ok: true, inbox: [] };
      },
    },
  },
  {
    rule: 'ST12.6',
    fault: 'shows the work before it commits',
    parts: { write: (_, value, table) => void table.push(value) },
  },
  {
    rule: 'ST12.6',
    fault: 'undoes what has committed',
    parts: { rollback: (_, table) => void table.splice(0) },
  },
  {
    rule: 'ST12.7',
    fault: 'keeps the work of a stale change',
    parts: {
      commit(sound, change, work, table) {
        table.push(...work.values);
        return commit(sound, change, work, []);
      },
    },
  },
  {
    rule: 'ST12.7',
    fault: 'keeps the children of a stale change',
    parts: {
      commit(sound, change, work, table) {
        sound.create(change.children);
        return commit(sound, change, work, table);
      },
    },
  },
  {
    rule: 'ST12.8',
    fault: 'keeps the work that is rolled back',
    parts: { rollback: (work, table) => void table.push(...work.values) },
  },
  {
    rule: 'ST12.9',
    fault: 'does not look who holds the run',
    parts: {
      commit(sound, change, work, table) {
        const { epoch = 0 } = sound.getRun(change.tenant, change.runId) ?? {};
        return commit(sound, { ...change, epoch }, work, table);
      },
    },
  },
  {
    rule: 'ST12.10',
    fault: 'looks who holds the run, then writes',
    parts: {
      async commit(sound, change, work, table) {
        const isHeld = sound.getRun(change.tenant, change.runId)?.epoch === change.epoch;
        await Promise.resolve();
        const { epoch = 0 } = sound.getRun(change.tenant, change.runId) ?? {};
        return commit(sound, isHeld ? { ...change, epoch } : change, work, table);
      },
    },
  },
];

const noLimit = { key: 'none', maxHeld: null, maxQueued: null, held: 0, queued: 0 };

const withoutTransactions: readonly Defect[] = [
  {
    rule: 'ST12.1',
    fault: 'creates runs outside of the transaction that it was given',
    plant: (sound) => ({
      create: (runs, options) => sound.create(runs, { claim: options?.claim }),
    }),
  },
  {
    rule: 'ST12.1',
    fault: 'creates runs, then refuses the transaction',
    plant: (sound) => ({
      create(runs, options) {
        sound.create(runs, { claim: options?.claim });
        return sound.create([], options);
      },
    }),
  },
  {
    rule: 'ST12.1',
    fault: 'has begin although it says that it has no transactions',
    plant: () => ({ begin: () => Promise.reject(new TypeError('no')) }),
  },
];

const cases = (subject: Parameters<typeof storeContract>[0]): ReturnType<typeof storeContract> =>
  storeContract(subject).filter(({ rule }) => rule.startsWith('ST12.'));

describe('the store contract: transactions', () => {
  keepsContract(cases(() => transactionalMemory()));

  it.each(defects)('$rule finds a store that $fault', async ({ rule, parts }) => {
    const subject = (): ReturnType<typeof transactionalMemory> =>
      transactionalMemory({ ...soundParts, ...parts });
    const found = cases(subject).find((each) => each.rule === rule);

    await expect(found?.run()).rejects.toBeInstanceOf(ContractViolation);
  });

  it.each(withoutTransactions)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);

    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    const found = new Set([...defects, ...withoutTransactions].map(({ rule }) => rule));
    const rules = cases(() => transactionalMemory()).map(({ rule }) => rule);

    expect(rules.filter((rule) => !found.has(rule))).toEqual([]);
  });

  it('wants the hooks of a store that says that it has transactions', async () => {
    const { backend } = transactionalMemory();
    const messages: unknown[] = [];
    for (const { run } of cases(() => ({ backend }))) {
      await run().catch((error: unknown) => messages.push(String(error)));
    }

    expect(new Set(messages)).toEqual(
      new Set(
        ['transaction', 'probe'].map(
          (hook) =>
            `ContractViolation: storeContract: a store with transactions needs the hook ${hook}`,
        ),
      ),
    );
    expect(messages.length).toBe(9);
  });
});
