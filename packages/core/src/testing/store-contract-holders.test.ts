import { describe, expect, it } from 'vitest';
import { memory } from '../memory/memory-backend.js';
import type { BackendHost } from '../ports/store.js';
import type { WorkerRecord, WorkerReport } from '../ports/workers.js';
import { ContractViolation } from './assert.js';
import {
  type Defect,
  failuresOf,
  rulesWithoutDefect,
  changing,
  showing,
  claiming,
  creating,
} from './planted-defects.js';

const defects: readonly Defect[] = [
  {
    rule: 'ST3.1',
    fault: 'creates without the claim',
    plant: (sound) => ({ create: (runs) => sound.create(runs) }),
  },
  {
    rule: 'ST3.2',
    fault: 'holds runs that start later',
    plant: creating((run) => ({ ...run, startAt: undefined })),
  },
  {
    rule: 'ST3.3',
    fault: 'shows the epoch before the claim',
    plant: claiming((run) => ({ ...run, record: { ...run.record, epoch: run.record.epoch - 1 } })),
  },
  {
    rule: 'ST3.3',
    fault: 'sets startedAt with each claim',
    plant: (sound, { clock }) =>
      claiming((run) => ({ ...run, record: { ...run.record, startedAt: clock.now() } }))(
        sound,
        { clock } as BackendHost,
        memory(),
      ),
  },
  {
    rule: 'ST3.4',
    fault: 'lets a held run with mail be claimed again',
    plant: (sound) => ({
      claim(request) {
        const result = sound.claim(request);
        const held = sound
          .listRuns({ status: ['running'] })
          .runs.filter(({ tenant, runId }) => sound.readInbox(tenant, runId).length > 0);
        return {
          ...result,
          runs: [...result.runs, ...held.map((record) => ({ record, journal: [], inbox: [] }))],
        };
      },
    }),
  },
  {
    rule: 'ST3.5',
    fault: 'looks for due runs, then takes them',
    plant: (sound) => ({
      async claim(request) {
        const due = sound.listRuns({ status: ['queued'], limit: request.limit }).runs;
        await Promise.resolve();
        sound.claim(request);
        return {
          runs: due.map((record) => ({ record, journal: [], inbox: [] })),
          nextWakeAt: null,
          now: 0,
        };
      },
    }),
  },
  {
    rule: 'ST3.6',
    fault: 'never takes runs from lost workers',
    plant: (sound) => ({
      claim: (request) => sound.claim({ ...request, leaseMs: 1e12 }),
      create: (runs, options) =>
        sound.create(runs, options?.claim && { claim: { ...options.claim, leaseMs: 1e12 } }),
    }),
  },
  {
    rule: 'ST3.6',
    fault: 'counts no crashes',
    plant: showing((record) => ({ ...record, crashes: 0 })),
  },
  {
    rule: 'ST3.7',
    fault: 'does not find lost runs by id',
    plant: (sound) => ({
      claim: (request) =>
        request.runIds === undefined
          ? sound.claim(request)
          : { runs: [], nextWakeAt: null, now: 0 },
    }),
  },
  {
    rule: 'ST3.8',
    fault: 'lets a lost holder write',
    plant: changing((change, sound) => {
      const record = sound.getRun(change.tenant, change.runId);
      return record !== null && record.crashes > 0 ? { ...change, epoch: record.epoch } : change;
    }),
  },
  {
    rule: 'ST3.9',
    fault: 'does not renew leases with heartbeats',
    plant: (_, { clock }) => ({
      heartbeat: () => ({ lost: [], mail: [], strays: [], now: clock.now() }),
    }),
  },
  {
    rule: 'ST3.10',
    fault: 'renews no lease with a claim',
    plant: (sound) => ({
      claim: (request) => sound.claim({ ...request, worker: `${request.worker}?` }),
    }),
  },
  {
    rule: 'ST3.11',
    fault: 'calls nothing lost',
    plant: (sound) => ({ heartbeat: (beat) => ({ ...sound.heartbeat(beat), lost: [] }) }),
  },
  {
    rule: 'ST3.11',
    fault: 'does not look at the epoch of a heartbeat',
    plant: (sound) => ({
      heartbeat: (beat) =>
        sound.heartbeat({
          ...beat,
          holding: beat.holding.map((run) => ({
            ...run,
            epoch: sound.getRun(run.tenant, run.runId)?.epoch ?? 0,
          })),
        }),
    }),
  },
  {
    rule: 'ST3.12',
    fault: 'calls only runs lost that are there no more',
    plant: (sound) => ({
      heartbeat(beat) {
        const result = sound.heartbeat(beat);
        const lost = result.lost.filter((runId) => sound.getRun('acme', runId)?.worker !== 'w2');
        return { ...result, lost };
      },
    }),
  },
  {
    rule: 'ST3.13',
    fault: 'tells of no mail',
    plant: (sound) => ({ heartbeat: (beat) => ({ ...sound.heartbeat(beat), mail: [] }) }),
  },
  { rule: 'ST3.14', fault: 'releases nothing', plant: () => ({ release: () => undefined }) },
  {
    rule: 'ST3.14',
    fault: 'releases what others hold',
    plant: (sound) => ({ release: () => ['w1', 'w2'].forEach((worker) => sound.release(worker)) }),
  },
  {
    rule: 'ST3.14',
    fault: 'counts a release as a crash',
    plant: (sound) => {
      let released = 0;
      return {
        ...showing((record) => ({ ...record, crashes: record.crashes + released }))(
          sound,
          {} as BackendHost,
          memory(),
        ),
        release: (worker) => {
          released += 1;
          sound.release(worker);
        },
      };
    },
  },
  { rule: 'ST3.16', fault: 'drops nothing', plant: () => ({ drop: () => undefined }) },
  {
    rule: 'ST3.16',
    fault: 'lets a dropped run be claimed at once',
    plant: (sound) => ({ drop: (runs) => sound.drop(runs, 0) }),
  },
  {
    rule: 'ST3.16',
    fault: 'does not say when a dropped run is due',
    plant: (sound) => {
      const times = new Set<number | null>();
      return {
        drop(runs, wakeAt) {
          times.add(wakeAt);
          sound.drop(runs, wakeAt);
        },
        claim(request) {
          const result = sound.claim(request);
          return times.has(result.nextWakeAt) ? { ...result, nextWakeAt: null } : result;
        },
      };
    },
  },
  {
    rule: 'ST3.17',
    fault: 'drops a run whoever holds it',
    plant: (sound) => ({
      drop: (runs, wakeAt) =>
        sound.drop(
          runs.map((run) => ({ ...run, epoch: sound.getRun(run.tenant, run.runId)?.epoch ?? 0 })),
          wakeAt,
        ),
    }),
  },
  {
    rule: 'ST3.15',
    fault: 'counts a crash with each claim after the first',
    plant: showing((record) => ({
      ...record,
      crashes: Math.max(record.crashes, record.epoch - 1),
    })),
  },
  {
    rule: 'ST3.18',
    fault: 'forgets the report with a heartbeat that has none',
    plant: (sound) => {
      const silent = new Set<string>();
      return {
        heartbeat(beat) {
          if (beat.report === undefined) silent.add(beat.worker);
          else silent.delete(beat.worker);
          return sound.heartbeat(beat);
        },
        listWorkers: () =>
          sound
            .listWorkers()
            .map((each) => (silent.has(each.worker) ? { ...each, report: null } : each)),
      };
    },
  },
  {
    rule: 'ST3.18',
    fault: 'keeps the first report',
    plant: (sound) => {
      const told = new Set<string>();
      return {
        heartbeat(beat) {
          const isFirst = told.size < told.add(beat.worker).size;
          return sound.heartbeat({ ...beat, report: isFirst ? beat.report : undefined });
        },
      };
    },
  },
  {
    rule: 'ST3.18',
    fault: 'lists workers in no order',
    plant: (sound) => ({ listWorkers: () => sound.listWorkers().toReversed() }),
  },
  {
    rule: 'ST3.19',
    fault: 'says when a worker was first heard of',
    plant: (sound) => {
      const first = new Map<string, number>();
      return {
        heartbeat(beat) {
          const result = sound.heartbeat(beat);
          if (!first.has(beat.worker)) first.set(beat.worker, result.now);
          return result;
        },
        listWorkers: () =>
          sound
            .listWorkers()
            .map((each) => ({ ...each, seenAt: first.get(each.worker) ?? each.seenAt })),
      };
    },
  },
  {
    rule: 'ST3.19',
    fault: 'says when the worker was heard of for the end of its lease',
    plant: (sound) => ({
      listWorkers: () => sound.listWorkers().map((each) => ({ ...each, leaseEndsAt: each.seenAt })),
    }),
  },
  {
    rule: 'ST3.23',
    fault: 'knows of no strays',
    plant: (sound) => ({ heartbeat: (beat) => ({ ...sound.heartbeat(beat), strays: [] }) }),
  },
  {
    rule: 'ST3.23',
    fault: 'calls a run that was named a stray',
    plant: (sound) => ({
      heartbeat: (beat) => ({
        ...sound.heartbeat(beat),
        strays: sound.heartbeat({ ...beat, holding: [] }).strays,
      }),
    }),
  },
  {
    rule: 'ST3.23',
    fault: 'does not look at the epoch of a run that was named',
    plant: (sound) => ({
      heartbeat: (beat) => {
        const result = sound.heartbeat(beat);
        const named = new Set(beat.holding.map(({ runId }) => runId));
        return { ...result, strays: result.strays.filter(({ runId }) => !named.has(runId)) };
      },
    }),
  },
  {
    rule: 'ST3.20',
    fault: 'lists no lost workers',
    plant: (sound, { clock }) => ({
      listWorkers: () => sound.listWorkers().filter((each) => each.leaseEndsAt > clock.now()),
    }),
  },
  {
    rule: 'ST3.20',
    fault: 'lists lost workers for ever',
    plant: (sound) => {
      const known = new Map<string, WorkerRecord>();
      return {
        listWorkers() {
          for (const each of sound.listWorkers()) known.set(each.worker, each);
          return [...known.values()];
        },
      };
    },
  },
  {
    rule: 'ST3.21',
    fault: 'remembers the reports of workers that are gone',
    plant: (sound) => {
      const reports = new Map<string, WorkerReport>();
      return {
        heartbeat(beat) {
          if (beat.report !== undefined) reports.set(beat.worker, beat.report);
          return sound.heartbeat({ ...beat, report: reports.get(beat.worker) });
        },
      };
    },
  },
  {
    rule: 'ST3.22',
    fault: 'knows workers that have released what they held',
    plant: (sound) => ({
      release(worker) {
        sound.release(worker);
        sound.heartbeat({ worker, leaseMs: 1000, holding: [] });
      },
    }),
  },
];

describe('the store contract: holders', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST3'], defects)).toEqual([]);
  });
});
