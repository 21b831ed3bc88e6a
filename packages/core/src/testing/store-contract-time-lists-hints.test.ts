import { describe, expect, it } from 'vitest';
import type { Hint } from '../ports/claim.js';
import type { RunRecord, RunWait, Wait } from '../ports/stored-run.js';
import { ContractViolation } from './assert.js';
import {
  type Defect,
  failuresOf,
  rulesWithoutDefect,
  hinting,
  atClock,
} from './planted-defects.js';

function waitOf({ tenant, runId, workflowId }: RunRecord, wait: Wait): RunWait {
  return { ...wait, tenant, runId, workflowId };
}

/** A store that shows the waits of each page changed. */
function waitsAs(change: (waits: readonly RunWait[]) => readonly RunWait[]): Defect['plant'] {
  return (sound) => ({
    listWaits(filter) {
      const page = sound.listWaits(filter);
      return { ...page, waits: change(page.waits) };
    },
  });
}

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
  {
    rule: 'ST7.3',
    fault: 'tells another time with claims',
    plant: (sound) => ({ claim: (request) => ({ ...sound.claim(request), now: 0 }) }),
  },
  {
    rule: 'ST7.3',
    fault: 'tells another time with claims of certain runs',
    plant: (sound) => ({
      claim(request) {
        const result = sound.claim(request);
        return request.runIds === undefined ? result : { ...result, now: 0 };
      },
    }),
  },
  {
    rule: 'ST7.3',
    fault: 'tells the time of the first heartbeat with all',
    plant: (sound, { clock }) => {
      const opened = clock.now();
      return { heartbeat: (beat) => ({ ...sound.heartbeat(beat), now: opened }) };
    },
  },
  {
    rule: 'ST8.6',
    fault: 'lists the waits of the oldest runs first',
    plant: waitsAs((waits) => waits.toReversed()),
  },
  {
    rule: 'ST8.6',
    fault: 'lists waits without what they are about',
    plant: waitsAs((waits) => waits.map((wait) => ({ ...wait, about: undefined }))),
  },
  {
    rule: 'ST8.7',
    fault: 'lists the waits of all runs that nobody holds',
    plant: (sound) => ({
      listWaits: () => ({
        waits: sound.listRuns({}).runs.flatMap((run) => run.waits.map((wait) => waitOf(run, wait))),
        cursor: null,
      }),
    }),
  },
  {
    rule: 'ST8.7',
    fault: 'lists the waits that runs had',
    plant: (sound) => {
      const had = new Map<string, RunWait>();
      return {
        listWaits(filter) {
          const page = sound.listWaits(filter);
          for (const wait of page.waits) had.set(`${wait.runId} ${wait.step}`, wait);
          return { ...page, waits: [...had.values()] };
        },
      };
    },
  },
  {
    rule: 'ST8.8',
    fault: 'does not look at the assignee',
    plant: (sound) => ({
      listWaits: (filter) => sound.listWaits({ ...filter, assignee: undefined }),
    }),
  },
  {
    rule: 'ST8.8',
    fault: 'takes an assignee for one whose name begins so',
    plant: (sound) => ({
      listWaits({ assignee, ...filter }) {
        const { waits, cursor } = sound.listWaits(filter);
        const isMeant = ({ about }: RunWait): boolean =>
          assignee === undefined ||
          about?.assignees?.some((name) => name.startsWith(assignee)) === true;
        return { waits: waits.filter(isMeant), cursor };
      },
    }),
  },
  {
    rule: 'ST8.8',
    fault: 'takes an empty kind for none',
    plant: (sound) => ({
      listWaits: (filter) => sound.listWaits({ ...filter, kind: filter.kind || undefined }),
    }),
  },
  {
    rule: 'ST8.9',
    fault: 'loses the rest of a run whose waits do not fit on a page',
    plant: (sound) => ({
      listWaits(filter) {
        const page = sound.listWaits(filter);
        const [ordinal, index] = (page.cursor ?? '0.0').split('.').map(Number);
        if (index === 0 || ordinal === undefined) return page;
        return { ...page, cursor: ordinal === 0 ? null : `${ordinal - 1}.0` };
      },
    }),
  },
  {
    rule: 'ST8.9',
    fault: 'begins each page with the first wait of a run',
    plant: (sound) => ({
      listWaits(filter) {
        const page = sound.listWaits(filter);
        return { ...page, cursor: page.cursor?.replace(/\.\d+$/, '.0') ?? null };
      },
    }),
  },
  {
    rule: 'ST8.9',
    fault: 'counts the waits of the pages before',
    plant: (sound) => ({
      listWaits({ cursor, limit = 50, ...filter }) {
        const start = Number(cursor ?? 0);
        const all = sound.listWaits({ ...filter, limit: 1000 }).waits;
        const waits = all.slice(start, start + limit);
        return { waits, cursor: start + limit < all.length ? String(start + limit) : null };
      },
    }),
  },
  {
    rule: 'ST8.10',
    fault: 'lists all waits on one page',
    plant: (sound) => ({ listWaits: (filter) => sound.listWaits({ limit: 1000, ...filter }) }),
  },
  {
    rule: 'ST8.10',
    fault: 'takes an unknown cursor for none',
    plant: (sound) => ({
      listWaits: (filter) =>
        sound.listWaits({
          ...filter,
          cursor: filter.cursor === 'nonsense' ? undefined : filter.cursor,
        }),
    }),
  },
  {
    rule: 'ST8.11',
    fault: 'lists workflows in the order of UTF-16',
    plant: (sound) => ({
      listWorkflows({ tenant, cursor, limit }) {
        const all = sound.listWorkflows({ tenant, limit: 1000 }).workflows;
        const sorted = all.toSorted((a, b) => (a.workflowId < b.workflowId ? -1 : 1));
        if (limit !== undefined && !(limit >= 1 && limit % 1 === 0 && limit <= 1000)) {
          throw new TypeError('limit');
        }
        const start = Number(cursor ?? 0);
        const end = start + (limit ?? 50);
        const workflows = sorted.slice(start, end);
        return { workflows, cursor: end < sorted.length ? String(end) : null };
      },
    }),
  },
  {
    rule: 'ST8.11',
    fault: 'lists the hash first saved',
    plant: (sound) => {
      const first = new Map<string, string>();
      return {
        saveWorkflow(tenant, hash, document) {
          if (!first.has(document.id)) first.set(document.id, hash);
          sound.saveWorkflow(tenant, hash, document);
        },
        listWorkflows(filter) {
          const page = sound.listWorkflows(filter);
          const workflows = page.workflows.map(({ workflowId, hash }) => {
            return { workflowId, hash: first.get(workflowId) ?? hash };
          });
          return { ...page, workflows };
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
