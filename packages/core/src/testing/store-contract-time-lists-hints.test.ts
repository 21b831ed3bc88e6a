import { describe, expect, it } from 'vitest';
import type { Hint } from '../ports/store.js';
import { ContractViolation } from './assert.js';
import {
  type Defect,
  failuresOf,
  rulesWithoutDefect,
  hinting,
  atClock,
} from './planted-defects.js';

const defects: readonly Defect[] = [
  {
    rule: 'ST7.1',
    fault: 'goes by a clock that is an hour late',
    plant: atClock(
      (now) => now - 3_600_000,
      ['create', 'claim', 'commit', 'deliver', 'heartbeat', 'release'],
    ),
  },
  {
    rule: 'ST7.1',
    fault: 'sets finishedAt by a clock of its own',
    plant: atClock((now) => now + 60_000, ['commit']),
  },
  {
    rule: 'ST7.2',
    fault: 'keeps the longest lease that was asked for',
    plant: (sound) => ({
      heartbeat: (beat) => sound.heartbeat({ ...beat, leaseMs: Math.max(beat.leaseMs, 10_000) }),
    }),
  },
  {
    rule: 'ST8.1',
    fault: 'lists the oldest first',
    plant: (sound) => ({
      listRuns(filter) {
        const page = sound.listRuns(filter);
        return { ...page, runs: page.runs.toReversed() };
      },
    }),
  },
  {
    rule: 'ST8.1',
    fault: 'counts pages from the newest',
    plant: (sound) => ({
      listRuns(filter) {
        const from = Number(filter.cursor ?? 0);
        const limit = filter.limit ?? 50;
        const { runs } = sound.listRuns({ ...filter, cursor: undefined, limit: 1000 });
        return {
          runs: runs.slice(from, from + limit),
          cursor: from + limit < runs.length ? String(from + limit) : null,
        };
      },
    }),
  },
  {
    rule: 'ST8.2',
    fault: 'gives a full page a cursor',
    plant: (sound) => ({
      listRuns(filter) {
        const page = sound.listRuns(filter);
        return {
          ...page,
          cursor: page.runs.length === filter.limit ? (page.cursor ?? '0') : page.cursor,
        };
      },
    }),
  },
  {
    rule: 'ST8.3',
    fault: 'lists all runs when no limit is given',
    plant: (sound) => ({
      listRuns: (filter) => sound.listRuns({ ...filter, limit: filter.limit ?? 1000 }),
    }),
  },
  {
    rule: 'ST8.3',
    fault: 'starts again for an unknown cursor',
    plant: (sound) => ({
      listRuns: (filter) =>
        sound.listRuns({
          ...filter,
          cursor: filter.cursor === 'nonsense' ? undefined : filter.cursor,
        }),
    }),
  },
  {
    rule: 'ST8.4',
    fault: 'finds tags by their beginning',
    plant: (sound) => ({
      listRuns(filter) {
        const { tag } = filter;
        const page = sound.listRuns({ ...filter, tag: undefined });
        return tag === undefined
          ? page
          : {
              ...page,
              runs: page.runs.filter(({ tags }) => tags.some((each) => each.startsWith(tag))),
            };
      },
    }),
  },
  {
    rule: 'ST8.4',
    fault: 'does not look at the status',
    plant: (sound) => ({ listRuns: (filter) => sound.listRuns({ ...filter, status: undefined }) }),
  },
  {
    rule: 'ST8.4',
    fault: 'does not look at the workflow',
    plant: (sound) => ({
      listRuns: (filter) => sound.listRuns({ ...filter, workflowId: undefined }),
    }),
  },
  {
    rule: 'ST8.5',
    fault: 'ends a list at a page that nothing matches',
    plant: (sound) => ({
      listRuns(filter) {
        const { tag } = filter;
        const page = sound.listRuns({ ...filter, tag: undefined });
        return tag === undefined
          ? page
          : {
              runs: page.runs.filter(({ tags }) => tags.includes(tag)),
              cursor: page.runs.some(({ tags }) => tags.includes(tag)) ? page.cursor : null,
            };
      },
    }),
  },
  {
    rule: 'ST9.4',
    fault: 'does not say that a run has ended',
    plant: (sound) => ({
      subscribe: (listener) => sound.subscribe((hint) => listener({ ...hint, hasEnded: false })),
    }),
  },
  { rule: 'ST9.1', fault: 'never hints', plant: hinting(() => false) },
  {
    rule: 'ST9.1',
    fault: 'hints at no held runs',
    plant: hinting(({ tenant, runId }, sound) => sound.getRun(tenant, runId)?.status !== 'running'),
  },
  {
    rule: 'ST9.1',
    fault: 'hints at no waiting runs',
    plant: hinting(({ tenant, runId }, sound) => sound.getRun(tenant, runId)?.status !== 'waiting'),
  },
  {
    rule: 'ST9.2',
    fault: 'goes on hinting',
    plant: (sound) => ({
      subscribe: (listener) => {
        sound.subscribe(listener);
        return () => undefined;
      },
    }),
  },
  {
    rule: 'ST9.2',
    fault: 'goes on hinting when it is closed',
    plant: () => ({ close: () => undefined }),
  },
  {
    rule: 'ST9.3',
    fault: 'hints before it writes',
    plant: (sound) => {
      const listeners = new Set<(hint: Hint) => void>();
      return {
        subscribe(listener) {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        commit(changes) {
          for (const { tenant, runId } of changes)
            for (const listener of listeners) listener({ tenant, runId, hasEnded: false });
          return sound.commit(changes);
        },
      };
    },
  },
];

describe('the store contract: time, lists and hints', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST7', 'ST8', 'ST9'], defects)).toEqual([]);
  });
});
