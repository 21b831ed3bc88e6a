import { describe, expect, it } from 'vitest';
import { memory } from '../memory/memory-backend.js';
import type { BackendHost } from '../ports/store.js';
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
        request.runIds === undefined ? sound.claim(request) : { runs: [], nextWakeAt: null },
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
    plant: () => ({ heartbeat: () => ({ lost: [], mail: [] }) }),
  },
  {
    rule: 'ST3.10',
    fault: 'renews no lease with a claim',
    plant: (sound) => ({
      claim(request) {
        const worker = `${request.worker}?`;
        const { runs } = sound.claim({ ...request, worker });
        return runs.length > 0 ? { runs, nextWakeAt: null } : { runs, nextWakeAt: null };
      },
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
        const { lost, mail } = sound.heartbeat(beat);
        return { lost: lost.filter((runId) => sound.getRun('acme', runId)?.worker !== 'w2'), mail };
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
