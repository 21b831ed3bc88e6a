import { describe, expect, it } from 'vitest';
import { memory } from '../memory/memory-backend.js';
import type { BackendHost } from '../ports/store.js';
import { ContractViolation } from './assert.js';
import { callingAt, freeRunsOf, withoutLimits } from './planted-claim-defects.js';
import {
  type Defect,
  failuresOf,
  rulesWithoutDefect,
  changing,
  claiming,
  creating,
  requesting,
  atClock,
} from './planted-defects.js';

const defects: readonly Defect[] = [
  {
    rule: 'ST5.1',
    fault: 'claims only what has been due for a moment',
    plant: atClock((now) => now - 1, ['claim']),
  },
  {
    rule: 'ST5.2',
    fault: 'starts delayed runs at once',
    plant: creating((run) => ({ ...run, startAt: undefined })),
  },
  {
    rule: 'ST5.3',
    fault: 'claims parked runs before their time',
    plant: changing((change, sound) => {
      const { next } = change;
      const { createdAt = 0 } = sound.getRun(change.tenant, change.runId) ?? {};
      return next.kind === 'park' && next.wakeAt !== null
        ? { ...change, next: { ...next, wakeAt: Math.min(next.wakeAt, createdAt) } }
        : change;
    }),
  },
  {
    rule: 'ST5.4',
    fault: 'claims runs that were parked without a time',
    plant: (sound, { clock }) =>
      changing((change) =>
        change.next.kind === 'park' && change.next.wakeAt === null
          ? { ...change, next: { ...change.next, wakeAt: clock.now() } }
          : change,
      )(sound, { clock } as BackendHost, memory()),
  },
  {
    rule: 'ST5.5',
    fault: 'wakes no parked run for a message',
    plant: (sound) => ({
      claim(request) {
        const result = sound.claim(request);
        return { ...result, runs: result.runs.filter((run) => run.inbox.length === 0) };
      },
    }),
  },
  {
    rule: 'ST5.6',
    fault: 'parks with unread mail until the time',
    plant: (sound) => {
      const asleep = new Set<string>();
      return {
        commit(changes) {
          for (const { runId, tenant, next, consumed } of changes)
            if (next.kind === 'park' && sound.readInbox(tenant, runId).length > consumed.length)
              asleep.add(runId);
          return sound.commit(changes);
        },
        claim(request) {
          const result = sound.claim(request);
          const runs = result.runs.filter(({ record }) => !asleep.has(record.runId));
          return { ...result, runs };
        },
      };
    },
  },
  {
    rule: 'ST5.7',
    fault: 'wakes a run for mail that it has read',
    plant: (sound, { clock }) =>
      changing((change) =>
        change.next.kind === 'park' && change.consumed.length > 0
          ? { ...change, next: { ...change.next, wakeAt: clock.now() } }
          : change,
      )(sound, { clock } as BackendHost, memory()),
  },
  {
    rule: 'ST5.8',
    fault: 'does not look at the priority',
    plant: creating((run) => ({ ...run, priority: 0 })),
  },
  {
    rule: 'ST5.8',
    fault: 'takes low priorities first',
    plant: creating((run) => ({ ...run, priority: -run.priority })),
  },
  {
    rule: 'ST5.8',
    fault: 'takes the newest first',
    plant: (sound) => ({
      claim(request) {
        const result = sound.claim(request);
        return { ...result, runs: result.runs.toReversed() };
      },
    }),
  },
  {
    rule: 'ST5.9',
    fault: 'does not look at the limit',
    plant: requesting((request) => ({ ...request, limit: 1000 })),
  },
  {
    rule: 'ST5.9',
    fault: 'takes a limit of none',
    plant: requesting((request) => ({ ...request, limit: Math.max(1, request.limit) })),
  },
  {
    rule: 'ST5.10',
    fault: 'does not say when the next run is due',
    plant: (sound) => ({ claim: (request) => ({ ...sound.claim(request), nextWakeAt: null }) }),
  },
  {
    rule: 'ST5.10',
    fault: 'says when any run is due, not one of those asked for',
    plant: (sound) => ({
      claim(request) {
        const result = sound.claim(request);
        return {
          ...result,
          nextWakeAt: sound.claim({ ...request, runIds: undefined, worker: 'probe', limit: 1 })
            .nextWakeAt,
        };
      },
    }),
  },
  {
    rule: 'ST5.11',
    fault: 'does not look at the run ids',
    plant: requesting((request) => ({ ...request, runIds: undefined })),
  },
  {
    rule: 'ST5.11',
    fault: 'takes an empty list of run ids for none',
    plant: requesting((request) => ({
      ...request,
      runIds: request.runIds?.length === 0 ? undefined : request.runIds,
    })),
  },
  {
    rule: 'ST5.12',
    fault: 'lets runs be claimed that have failed',
    plant: (sound) => ({
      claim(request) {
        const result = sound.claim(request);
        const ended = sound
          .listRuns({ status: ['failed'] })
          .runs.map((record) => ({ record, journal: [], inbox: [] }));
        return { ...result, runs: [...result.runs, ...ended] };
      },
    }),
  },
  {
    rule: 'ST5.13',
    fault: 'hands over no journal',
    plant: claiming((run) => ({ ...run, journal: [] })),
  },
  {
    rule: 'ST5.13',
    fault: 'hands over no messages',
    plant: claiming((run) => ({ ...run, inbox: [] })),
  },
  {
    rule: 'ST5.14',
    fault: 'starts children later',
    plant: (sound, { clock }) =>
      changing((change) => ({
        ...change,
        children: change.children.map((child) => ({ ...child, startAt: clock.now() + 1e9 })),
      }))(sound, { clock } as BackendHost, memory()),
  },
  {
    rule: 'ST5.14',
    fault: 'starts children without their key',
    plant: changing((change) => ({
      ...change,
      children: change.children.map((child) => ({ ...child, idempotencyKey: undefined })),
    })),
  },
  {
    rule: 'ST5.15',
    fault: 'does not look at the queues',
    plant: requesting((request) => ({ ...request, queues: undefined })),
  },
  {
    rule: 'ST5.15',
    fault: 'takes an empty list of queues for any',
    plant: requesting((request) => ({
      ...request,
      queues: request.queues?.length === 0 ? undefined : request.queues,
    })),
  },
  {
    rule: 'ST5.16',
    fault: 'does not look at the regions',
    plant: requesting((request) => ({ ...request, regions: ['eu', 'us', ''] })),
  },
  {
    rule: 'ST5.16',
    fault: 'takes an empty region for none',
    plant: creating((run) => ({ ...run, region: run.region === '' ? undefined : run.region })),
  },
  {
    rule: 'ST5.17',
    fault: 'does not look at the labels',
    plant: creating((run) => ({ ...run, labels: [] })),
  },
  {
    rule: 'ST5.17',
    fault: 'wants one of the labels only',
    plant: creating((run) => ({ ...run, labels: run.labels.slice(0, 1) })),
  },
  {
    rule: 'ST5.18',
    fault: 'leaves nothing out',
    plant: requesting((request) => ({ ...request, without: undefined })),
  },
  {
    rule: 'ST5.18',
    fault: 'leaves nothing out of certain runs',
    plant: requesting((request) => ({
      ...request,
      without: request.runIds === undefined ? request.without : undefined,
    })),
  },
  {
    rule: 'ST5.18',
    fault: 'leaves out what it has chosen already',
    plant: (sound) => ({
      claim(request) {
        const { runIds, limit, without = [] } = request;
        const next = freeRunsOf(sound)
          .toSorted((a, b) => b.priority - a.priority)
          .slice(0, runIds?.length ?? limit)
          .filter(({ workflowHash }) => !without.includes(workflowHash));
        return sound.claim({ ...request, runIds: runIds ?? next.map(({ runId }) => runId) });
      },
    }),
  },
  {
    rule: 'ST5.19',
    fault: 'looks at the queues of certain runs',
    plant: requesting((request) => ({
      ...request,
      runIds: request.queues?.includes('slow') === false ? [] : request.runIds,
    })),
  },
  {
    rule: 'ST5.20',
    fault: 'calls workers for due runs that they do not serve',
    plant: callingAt((sound, { now, nextWakeAt }) =>
      freeRunsOf(sound).some(({ wakeAt }) => wakeAt !== null && wakeAt <= now) ? now : nextWakeAt,
    ),
  },
  {
    rule: 'ST5.20',
    fault: 'calls workers for certain runs that they leave out',
    plant: callingAt((_, { now, nextWakeAt, runs }, { runIds, without }) =>
      runIds !== undefined && without !== undefined && runs.length === 0 ? now : nextWakeAt,
    ),
  },
  {
    rule: 'ST5.21',
    fault: 'looks in one queue at a time',
    plant: (sound) => ({
      claim(request) {
        const [first] = freeRunsOf(sound);
        if (request.queues !== undefined || first === undefined) return sound.claim(request);
        return sound.claim({ ...request, queues: [first.queue] });
      },
    }),
  },
  {
    rule: 'ST5.22',
    fault: 'gives parked runs to any worker',
    plant: (sound) => ({
      claim(request) {
        const woken = freeRunsOf(sound).filter(({ status }) => status === 'waiting');
        const runIds = request.runIds ?? woken.map(({ runId }) => runId);
        return sound.claim(runIds.length > 0 ? { ...request, runIds } : request);
      },
    }),
  },
  {
    rule: 'ST5.23',
    fault: 'does not say when leases end',
    plant: callingAt((sound, { nextWakeAt }) =>
      sound.listWorkers().some(({ leaseEndsAt }) => leaseEndsAt === nextWakeAt) ? null : nextWakeAt,
    ),
  },
  {
    rule: 'ST5.23',
    fault: 'says when leases end of workers that hold nothing',
    plant: callingAt((sound, { nextWakeAt }, { worker }) => {
      const others = sound.listWorkers().filter((other) => other.worker !== worker);
      const ends = others.map(({ leaseEndsAt }) => leaseEndsAt);
      return ends.length === 0 ? nextWakeAt : Math.min(...ends, nextWakeAt ?? Infinity);
    }),
  },
  {
    rule: 'ST5.24',
    fault: 'counts due runs beyond the limit',
    plant: (sound) => ({ countDue: (scope) => sound.countDue(scope, 1e9) }),
  },
  {
    rule: 'ST5.24',
    fault: 'counts due runs whatever a worker serves',
    plant: (sound) => ({
      countDue: (_, limit) =>
        Math.min(limit, freeRunsOf(sound).filter(({ startedAt }) => startedAt === null).length),
    }),
  },
  {
    rule: 'ST5.24',
    fault: 'counts due runs that a limit holds back',
    plant: (sound) => ({
      countDue: (scope, limit) => withoutLimits(sound, () => sound.countDue(scope, limit)),
    }),
  },
];

describe('the store contract: due runs', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST5'], defects)).toEqual([]);
  });
});
