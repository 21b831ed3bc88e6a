import { describe, expect, it } from 'vitest';
import { memory } from '../memory/memory-backend.js';
import type { BackendHost } from '../ports/store.js';
import { ContractViolation } from './assert.js';
import {
  type Defect,
  failuresOf,
  rulesWithoutDefect,
  ownerOf,
  changing,
  delivering,
} from './planted-defects.js';

const defects: readonly Defect[] = [
  {
    rule: 'ST6.1',
    fault: 'finds runs by id alone',
    plant: (sound) => ({
      getRun: (tenant, runId) => sound.getRun(ownerOf(sound, runId, tenant), runId),
    }),
  },
  {
    rule: 'ST6.1',
    fault: 'finds journals by id alone',
    plant: (sound) => ({
      readJournal: (tenant, runId, from) =>
        sound.readJournal(ownerOf(sound, runId, tenant), runId, from),
    }),
  },
  {
    rule: 'ST6.1',
    fault: 'finds inboxes by id alone',
    plant: (sound) => ({
      readInbox: (tenant, runId) => sound.readInbox(ownerOf(sound, runId, tenant), runId),
    }),
  },
  {
    rule: 'ST6.2',
    fault: 'delivers by id alone',
    plant: (sound) =>
      delivering((message) => ({
        ...message,
        tenant: ownerOf(sound, message.runId, message.tenant),
      }))(sound, {} as BackendHost, memory()),
  },
  {
    rule: 'ST6.2',
    fault: "delivers a commit's messages to other tenants",
    plant: (sound) => ({
      commit(changes) {
        for (const { messages } of changes) sound.deliver(messages);
        return sound.commit(changes);
      },
    }),
  },
  {
    rule: 'ST6.3',
    fault: 'commits by id alone',
    plant: changing((change, sound) => ({
      ...change,
      tenant: ownerOf(sound, change.runId, change.tenant),
    })),
  },
  {
    rule: 'ST6.3',
    fault: 'looks at held runs by id alone',
    plant: (sound) => ({
      heartbeat: (beat) =>
        sound.heartbeat({
          ...beat,
          holding: beat.holding.map((run) => ({
            ...run,
            tenant: ownerOf(sound, run.runId, run.tenant),
          })),
        }),
    }),
  },
  {
    rule: 'ST6.4',
    fault: 'keeps one run per id',
    plant: (sound) => ({
      create: (runs, options) =>
        sound.create(
          runs.map((run) => ({ ...run, tenant: ownerOf(sound, run.runId, run.tenant) })),
          options,
        ),
    }),
  },
  {
    rule: 'ST6.5',
    fault: 'keeps keys for all tenants together',
    plant: (sound) => {
      const keys = new Set<string>();
      return {
        create(runs, options) {
          const key = runs[0]?.idempotencyKey;
          const isTaken = key !== undefined && keys.size === keys.add(key).size;
          return sound
            .create(runs, options)
            .map((made) =>
              'created' in made ? { ...made, created: made.created && !isTaken } : made,
            );
        },
      };
    },
  },
  {
    rule: 'ST6.6',
    fault: 'lists the runs of all tenants',
    plant: (sound) => ({ listRuns: (filter) => sound.listRuns({ ...filter, tenant: undefined }) }),
  },
  {
    rule: 'ST6.7',
    fault: 'keeps workflows for all tenants together',
    plant: (sound) => ({
      saveWorkflow: (_, hash, document) => sound.saveWorkflow('all', hash, document),
      loadWorkflow: (_, hash) => sound.loadWorkflow('all', hash),
      latestWorkflow: (_, id) => sound.latestWorkflow('all', id),
    }),
  },
  {
    rule: 'ST6.7',
    fault: 'lists the workflows of one tenant to all',
    plant: (sound) => ({
      listWorkflows: (filter) => sound.listWorkflows({ ...filter, tenant: 'acme' }),
    }),
  },
  {
    rule: 'ST6.8',
    fault: 'lists the waits of all tenants',
    plant: (sound) => ({
      listWaits: (filter) => sound.listWaits({ ...filter, tenant: undefined }),
    }),
  },
  {
    rule: 'ST6.9',
    fault: 'purges the runs of all tenants',
    plant: (sound) => ({ purge: (request) => sound.purge({ ...request, tenant: undefined }) }),
  },
];

describe('the store contract: tenants', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST6'], defects)).toEqual([]);
  });
});
