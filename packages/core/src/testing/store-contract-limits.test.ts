import { describe, expect, it } from 'vitest';
import type { RunLimitState } from '../ports/limits.js';
import { ContractViolation } from './assert.js';
import {
  callingAt,
  claimingBy,
  freeRunsOf,
  isServed,
  keepingRoom,
  keepRoom,
  withoutLimits,
} from './planted-claim-defects.js';
import {
  changing,
  creating,
  type Defect,
  failuresOf,
  hinting,
  rulesWithoutDefect,
} from './planted-defects.js';

function statesAs(change: (state: RunLimitState) => RunLimitState): Defect['plant'] {
  return (sound) => ({ listLimits: (keys) => sound.listLimits(keys).map(change) });
}

const defects: readonly Defect[] = [
  {
    rule: 'ST11.1',
    fault: 'does not look at limits',
    plant: (sound) => ({
      claim: (request) => withoutLimits(sound, () => sound.claim(request)),
    }),
  },
  {
    rule: 'ST11.2',
    fault: 'looks at the first key of a run only',
    plant: creating((run) => ({ ...run, limitKeys: run.limitKeys.slice(0, 1) })),
  },
  {
    rule: 'ST11.2',
    fault: 'looks at the last key of a run only',
    plant: creating((run) => ({ ...run, limitKeys: run.limitKeys.slice(-1) })),
  },
  {
    rule: 'ST11.3',
    fault: 'ends a claim at the first run that is held back',
    plant: claimingBy((runs) => runs.toSorted((a, b) => b.priority - a.priority), { stops: true }),
  },
  {
    rule: 'ST11.4a',
    fault: 'makes no room when a run parks until a message comes',
    plant: keepingRoom((next) => next.kind === 'park' && next.wakeAt === null),
  },
  {
    rule: 'ST11.4b',
    fault: 'makes no room when a run parks until a time',
    plant: keepingRoom((next) => next.kind === 'park' && next.wakeAt !== null),
  },
  {
    rule: 'ST11.4c',
    fault: 'makes no room when a run completes',
    plant: keepingRoom((next) => next.kind === 'finish' && next.status === 'completed'),
  },
  {
    rule: 'ST11.4d',
    fault: 'makes no room when a run fails',
    plant: keepingRoom((next) => next.kind === 'finish' && next.status === 'failed'),
  },
  {
    rule: 'ST11.4e',
    fault: 'makes no room when a run is dropped',
    plant: (sound) => ({
      drop(runs, wakeAt) {
        sound.drop(runs, wakeAt);
        for (const { tenant, runId } of runs) {
          const run = sound.getRun(tenant, runId);
          if (run !== null) keepRoom(sound, run);
        }
      },
    }),
  },
  {
    rule: 'ST11.5',
    fault: 'makes no room when a worker releases what it holds',
    plant: (sound) => ({
      release(worker) {
        const held = sound.listRuns({ status: ['running'] }).runs;
        sound.release(worker);
        for (const run of held) if (run.worker === worker) keepRoom(sound, run);
      },
    }),
  },
  {
    rule: 'ST11.6',
    fault: 'makes no room when a worker is lost',
    plant: (sound, { clock }) => ({
      claim(request) {
        for (const { worker, leaseEndsAt } of sound.listWorkers()) {
          if (leaseEndsAt > clock.now()) continue;
          const held = sound.listRuns({ status: ['running'] }).runs;
          sound.release(worker);
          for (const run of held) if (run.worker === worker) keepRoom(sound, run);
        }
        return sound.claim(request);
      },
    }),
  },
  {
    rule: 'ST11.7',
    fault: 'tells nobody that there is room',
    plant: hinting(
      ({ tenant, runId, hasEnded }, sound) =>
        hasEnded || sound.getRun(tenant, runId)?.limitKeys.length === 0,
    ),
  },
  {
    rule: 'ST11.8',
    fault: 'calls workers at once for runs that are held back',
    plant: callingAt((sound, { now, nextWakeAt }) =>
      freeRunsOf(sound).some(({ limitKeys }) => limitKeys.length > 0) ? now : nextWakeAt,
    ),
  },
  {
    rule: 'ST11.8',
    fault: 'calls workers at once for certain runs that are held back',
    plant: callingAt((sound, { now, nextWakeAt }, { runIds }) =>
      runIds !== undefined && freeRunsOf(sound).some(({ runId }) => runIds.includes(runId))
        ? now
        : nextWakeAt,
    ),
  },
  {
    rule: 'ST11.9',
    fault: 'looks at no limit when it is asked for certain runs',
    plant: (sound) => ({
      claim: (request) =>
        request.runIds === undefined
          ? sound.claim(request)
          : withoutLimits(sound, () => sound.claim(request)),
    }),
  },
  {
    rule: 'ST11.10',
    fault: 'looks at no limit when it creates held runs',
    plant: (sound) => ({
      create: (runs, options) =>
        options?.claim === undefined
          ? sound.create(runs, options)
          : withoutLimits(sound, () => sound.create(runs, options)),
    }),
  },
  {
    rule: 'ST11.11',
    fault: 'takes a limit of 0 for none',
    plant: (sound) => ({
      setLimits: (limits) =>
        sound.setLimits(limits.map((each) => ({ ...each, maxHeld: each.maxHeld || null }))),
    }),
  },
  {
    rule: 'ST11.11',
    fault: 'lets one more go when a limit is raised, by however much',
    plant: (sound) => ({
      setLimits: (limits) =>
        sound.setLimits(
          limits.map((each) => {
            const [known] = sound.listLimits([each.key]);
            const most = (known?.maxHeld ?? Infinity) + 1;
            return each.maxHeld === null
              ? each
              : { ...each, maxHeld: Math.min(each.maxHeld, most) };
          }),
        ),
    }),
  },
  {
    rule: 'ST11.12',
    fault: 'forgets what is held beyond a limit that is lowered',
    plant: statesAs((state) => ({
      ...state,
      held: Math.min(state.held, state.maxHeld ?? Infinity),
    })),
  },
  {
    rule: 'ST11.12',
    fault: 'takes runs away when a limit is lowered',
    plant: (sound) => ({
      setLimits(limits) {
        sound.setLimits(limits);
        for (const { held, maxHeld } of sound.listLimits()) {
          if (maxHeld !== null && held > maxHeld) sound.release('w1');
        }
      },
    }),
  },
  {
    rule: 'ST11.13',
    fault: 'keeps a limit that is lifted',
    plant: (sound) => ({
      setLimits: (limits) =>
        sound.setLimits(
          limits.filter(({ maxHeld, maxQueued }) => maxHeld !== null || maxQueued !== null),
        ),
    }),
  },
  {
    rule: 'ST11.13',
    fault: 'keeps the counts of a limit that is lifted',
    plant: (sound) => {
      let last = 0;
      return {
        setLimits(limits) {
          const [before] = sound.listLimits();
          if (before !== undefined) last = before.held;
          sound.setLimits(limits);
        },
        listLimits: (keys) =>
          sound.listLimits(keys).map((state) => ({ ...state, held: Math.max(state.held, last) })),
      };
    },
  },
  {
    rule: 'ST11.14',
    fault: 'counts what happens from when the limit is set',
    plant: (sound) => {
      const before = new Map<string, RunLimitState>();
      return {
        setLimits(limits) {
          sound.setLimits(limits);
          for (const state of sound.listLimits()) {
            if (!before.has(state.key)) before.set(state.key, state);
          }
        },
        listLimits: (keys) =>
          sound.listLimits(keys).map((state) => {
            const { held = 0, queued = 0 } = before.get(state.key) ?? {};
            return { ...state, held: state.held - held, queued: state.queued - queued };
          }),
      };
    },
  },
  {
    rule: 'ST11.14',
    fault: 'counts parked runs as queued',
    plant: (sound) => ({
      listLimits: (keys) =>
        sound.listLimits(keys).map((state) => ({
          ...state,
          queued: freeRunsOf(sound).filter(({ limitKeys }) => limitKeys.includes(state.key)).length,
        })),
    }),
  },
  {
    rule: 'ST11.15',
    fault: 'looks at no limit when a run has mail',
    plant: (sound) => ({
      claim(request) {
        const woken = freeRunsOf(sound)
          .filter(({ tenant, runId }) => sound.readInbox(tenant, runId).length > 0)
          .map(({ runId }) => runId);
        if (woken.length === 0 || request.runIds !== undefined) return sound.claim(request);
        return withoutLimits(sound, () => sound.claim({ ...request, runIds: woken }));
      },
    }),
  },
  {
    rule: 'ST11.16',
    fault: 'gives room to what has waited for longest',
    plant: claimingBy((runs) => runs),
  },
  {
    rule: 'ST11.17',
    fault: 'keeps room for the run that has waited for longest',
    plant: (sound) => ({
      claim(request) {
        const first = freeRunsOf(sound).find(({ limitKeys }) => limitKeys.length > 0);
        const isServedHere =
          first === undefined ||
          (isServed(first, request) && request.without?.includes(first.workflowHash) !== true);
        return isServedHere ? sound.claim(request) : sound.claim({ ...request, queues: [] });
      },
    }),
  },
  {
    rule: 'ST11.18',
    fault: 'looks for room, then takes runs',
    plant: (sound) => ({
      async claim(request) {
        const [limit] = sound.listLimits(['k']);
        const room = (limit?.maxHeld ?? Infinity) - (limit?.held ?? 0);
        if (limit === undefined || room < 1) return sound.claim(request);
        await Promise.resolve();
        const most = Math.min(room, request.limit);
        return withoutLimits(sound, () => sound.claim({ ...request, limit: most }));
      },
    }),
  },
  {
    rule: 'ST11.19',
    fault: 'lists limits in the order of UTF-16',
    plant: (sound) => ({
      listLimits: (keys) => sound.listLimits(keys).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    }),
  },
  {
    rule: 'ST11.19',
    fault: 'lists all limits, whichever are asked for',
    plant: (sound) => ({ listLimits: () => sound.listLimits() }),
  },
  {
    rule: 'ST11.19',
    fault: 'takes no keys for all keys',
    plant: (sound) => ({
      listLimits: (keys) => sound.listLimits(keys?.length === 0 ? undefined : keys),
    }),
  },
  {
    rule: 'ST11.20',
    fault: 'counts dropped runs as queued',
    plant: (sound) => ({
      listLimits: (keys) =>
        sound.listLimits(keys).map((state) => ({
          ...state,
          queued: sound
            .listRuns({ status: ['queued'] })
            .runs.filter(({ limitKeys }) => limitKeys.includes(state.key)).length,
        })),
    }),
  },
  {
    rule: 'ST11.20',
    fault: 'counts runs that were created held as queued',
    plant: (sound) => {
      let heldFromStart = 0;
      return {
        create(runs, options) {
          if (options?.claim !== undefined) heldFromStart += runs.length;
          return sound.create(runs, options);
        },
        listLimits: (keys) =>
          sound.listLimits(keys).map((each) => ({ ...each, queued: each.queued + heldFromStart })),
      };
    },
  },
  {
    rule: 'ST11.20',
    fault: 'does not count delayed runs',
    plant: (sound) => ({
      create: (runs, options) =>
        sound.create(
          runs.map((run) => (run.startAt === undefined ? run : { ...run, limitKeys: [] })),
          options,
        ),
    }),
  },
  {
    rule: 'ST11.21',
    fault: 'refuses all of a call for one that is too many',
    plant: (sound) => ({
      create(runs, options) {
        const counted = runs.filter(({ limitKeys }) => limitKeys.length > 0).length;
        const full = sound
          .listLimits()
          .find(({ queued, maxQueued }) => queued + counted > (maxQueued ?? Infinity));
        if (full === undefined) return sound.create(runs, options);
        return runs.map(() => ({ refusedBy: full }));
      },
    }),
  },
  {
    rule: 'ST11.21',
    fault: 'keeps what it refuses',
    plant: (sound) => ({
      create(runs, options) {
        const outcomes = sound.create(runs, options);
        const refusedRuns = runs.filter((_, index) => 'refusedBy' in (outcomes[index] ?? {}));
        withoutLimits(sound, () => sound.create(refusedRuns, options));
        return outcomes;
      },
    }),
  },
  {
    rule: 'ST11.21',
    fault: 'keeps the idempotency key of what it refuses',
    plant: (sound) => {
      const keys = new Set<string | undefined>();
      return {
        create: (runs, options) =>
          sound.create(runs, options).map((outcome, index) => {
            const key = runs[index]?.idempotencyKey;
            if ('refusedBy' in outcome) keys.add(key);
            else if (key !== undefined && keys.has(key)) return { ...outcome, created: false };
            return outcome;
          }),
      };
    },
  },
  {
    rule: 'ST11.22',
    fault: 'asks the first key of a run only',
    plant: creating((run) => ({ ...run, limitKeys: run.limitKeys.slice(0, 1) })),
  },
  {
    rule: 'ST11.23',
    fault: 'refuses runs before it looks whether they are there',
    plant: (sound) => ({
      create(runs, options) {
        const full = sound.listLimits().find(({ queued, maxQueued }) => queued === maxQueued);
        if (full === undefined) return sound.create(runs, options);
        return runs.map(() => ({ refusedBy: full }));
      },
    }),
  },
  {
    rule: 'ST11.24',
    fault: 'refuses children',
    plant: changing((change, sound) => ({
      ...change,
      children: change.children.filter(({ limitKeys }) =>
        sound.listLimits(limitKeys).every(({ queued, maxQueued }) => queued !== maxQueued),
      ),
    })),
  },
  {
    rule: 'ST11.24',
    fault: 'does not count children',
    plant: changing((change) => ({
      ...change,
      children: change.children.map((child) => ({ ...child, limitKeys: [] })),
    })),
  },
  {
    rule: 'ST11.26',
    fault: 'refuses runs that it would create held',
    plant: (sound) => ({
      create(runs, options) {
        const full = sound.listLimits().find(({ queued, maxQueued }) => queued === maxQueued);
        if (full === undefined) return sound.create(runs, options);
        return runs.map(() => ({ refusedBy: full }));
      },
    }),
  },
  {
    rule: 'ST11.26',
    fault: 'refuses no run that is to be created held',
    plant: (sound) => ({
      create(runs, options) {
        const limits = options?.claim === undefined ? [] : sound.listLimits();
        sound.setLimits(limits.map((limit) => ({ ...limit, maxQueued: null })));
        const outcomes = sound.create(runs, options);
        sound.setLimits(limits);
        return outcomes;
      },
    }),
  },
  {
    rule: 'ST11.25',
    fault: 'looks how many queue, then creates',
    plant: (sound) => ({
      async create(runs, options) {
        const [limit] = sound.listLimits(['k']);
        if (limit === undefined || limit.queued === limit.maxQueued) {
          return sound.create(runs, options);
        }
        await Promise.resolve();
        return withoutLimits(sound, () => sound.create(runs, options));
      },
    }),
  },
];

describe('the store contract: limits', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST11'], defects)).toEqual([]);
  });
});
