import { describe, expect, it } from 'vitest';
import { memory } from '../memory/memory-backend.js';
import type { BackendHost } from '../ports/store.js';
import { ContractViolation } from './assert.js';
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
        const { runs, nextWakeAt } = sound.claim(request);
        return { runs: runs.filter((run) => run.inbox.length === 0), nextWakeAt };
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
          const { runs, nextWakeAt } = sound.claim(request);
          return { runs: runs.filter(({ record }) => !asleep.has(record.runId)), nextWakeAt };
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
        const { runs, nextWakeAt } = sound.claim(request);
        return { runs: runs.toReversed(), nextWakeAt };
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
