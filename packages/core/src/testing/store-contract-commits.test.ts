import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../ports/stored-run.js';
import { ContractViolation } from './assert.js';
import {
  type Defect,
  failuresOf,
  rulesWithoutDefect,
  changing,
  showing,
  leak,
  refused,
} from './planted-defects.js';

const defects: readonly Defect[] = [
  {
    rule: 'ST1.1',
    fault: 'creates runs one by one',
    plant: (sound) => ({
      create: (runs, options) => runs.flatMap((run) => sound.create([run], options)),
    }),
  },
  {
    rule: 'ST1.2',
    fault: "forgets a commit's children",
    plant: changing((change) => ({ ...change, children: [] })),
  },
  {
    rule: 'ST1.2',
    fault: "forgets a commit's messages",
    plant: changing((change) => ({ ...change, messages: [] })),
  },
  {
    rule: 'ST1.2',
    fault: "forgets a commit's events when it also parks",
    plant: changing((change) => (change.next.kind === 'park' ? { ...change, events: [] } : change)),
  },
  {
    rule: 'ST1.3',
    fault: 'does not look at the epoch',
    plant: changing((change, sound) => ({
      ...change,
      epoch: sound.getRun(change.tenant, change.runId)?.epoch ?? 0,
    })),
  },
  {
    rule: 'ST1.3',
    fault: 'accepts an epoch that is ahead',
    plant: changing((change, sound) => ({
      ...change,
      epoch: Math.min(change.epoch, sound.getRun(change.tenant, change.runId)?.epoch ?? 0),
    })),
  },
  { rule: 'ST1.3', fault: 'delivers the messages of a stale commit', plant: leak('messages') },
  { rule: 'ST1.4', fault: 'creates the children of a stale commit', plant: leak('children') },
  {
    rule: 'ST1.4',
    fault: 'does not look at the length of the journal',
    plant: changing((change, sound) => ({
      ...change,
      seq: sound.getRun(change.tenant, change.runId)?.seq ?? 0,
    })),
  },
  {
    rule: 'ST1.5',
    fault: 'takes commits for runs that nobody holds',
    plant: (sound) => ({
      commit(changes) {
        for (const { tenant, runId } of changes) {
          const record = sound.getRun(tenant, runId);
          if (record !== null && record.worker === null)
            return changes.map(() => ({ ok: true, inbox: [] }));
        }
        return sound.commit(changes);
      },
    }),
  },
  {
    rule: 'ST1.6',
    fault: 'refuses all changes when one is stale',
    plant: (sound) => ({
      commit(changes) {
        const isStale = changes.some(
          ({ tenant, runId, epoch }) => sound.getRun(tenant, runId)?.epoch !== epoch,
        );
        return isStale ? changes.map(() => refused) : sound.commit(changes);
      },
    }),
  },
  {
    rule: 'ST1.7',
    fault: 'writes the changes of one call in reverse',
    plant: (sound) => ({ commit: (changes) => sound.commit(changes.toReversed()).toReversed() }),
  },
  {
    rule: 'ST1.8',
    fault: 'returns no mail from a commit',
    plant: (sound) => ({
      commit: (changes) =>
        sound.commit(changes).map((outcome) => (outcome.ok ? { ok: true, inbox: [] } : outcome)),
    }),
  },
  {
    rule: 'ST1.8',
    fault: 'returns mail from a commit that lets go',
    plant: (sound) => ({
      commit: (changes) =>
        changes.flatMap((change) =>
          sound
            .commit([change])
            .map((outcome) =>
              outcome.ok
                ? { ok: true, inbox: sound.readInbox(change.tenant, change.runId) }
                : outcome,
            ),
        ),
    }),
  },
  {
    rule: 'ST1.9',
    fault: 'forgets the output',
    plant: showing((record) => ({ ...record, output: undefined })),
  },
  {
    rule: 'ST1.9',
    fault: 'forgets the error',
    plant: showing((record) => ({ ...record, error: undefined })),
  },
  {
    rule: 'ST1.10',
    fault: 'forgets what a run waits for',
    plant: showing((record) => ({ ...record, waits: [] })),
  },
  {
    rule: 'ST1.10',
    fault: 'calls every parked run waiting',
    plant: changing((change) =>
      change.next.kind === 'park'
        ? { ...change, next: { ...change.next, status: 'waiting' } }
        : change,
    ),
  },
  {
    rule: 'ST1.11',
    fault: 'shows old waits',
    plant: (sound) => {
      const old = new Map<string, RunRecord['waits']>();
      return {
        commit(changes) {
          for (const { runId, next } of changes)
            if (next.kind === 'park') old.set(runId, next.waits);
          return sound.commit(changes);
        },
        getRun(tenant, runId) {
          const record = sound.getRun(tenant, runId);
          const isOld = record?.status === 'completed';
          return isOld ? { ...record, waits: old.get(runId) ?? record.waits } : record;
        },
      };
    },
  },
];

describe('the store contract: commits', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST1'], defects)).toEqual([]);
  });
});
