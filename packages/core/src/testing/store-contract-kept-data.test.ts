import { describe, expect, it } from 'vitest';
import { memory } from '../memory/memory-backend.js';
import type { MemoryStore } from '../memory/memory-store.js';
import type { RunEvent } from '../model/run-event.js';
import type { CreatedRun } from '../ports/claim.js';
import type { InboxMessage, NewRun } from '../ports/stored-run.js';
import { ContractViolation } from './assert.js';
import {
  type Defect,
  failuresOf,
  rulesWithoutDefect,
  json,
  changing,
  claiming,
  creating,
  delivering,
  methodsOf,
} from './planted-defects.js';

const defects: readonly Defect[] = [
  { rule: 'ST2.1', fault: 'forgets the tags', plant: creating((run) => ({ ...run, tags: [] })) },
  {
    rule: 'ST2.1',
    fault: 'forgets the parent',
    plant: creating((run) => ({ ...run, parent: undefined })),
  },
  {
    rule: 'ST2.2',
    fault: 'makes up an idempotency key',
    plant: creating((run) => ({ ...run, idempotencyKey: run.idempotencyKey ?? run.runId })),
  },
  {
    rule: 'ST2.3',
    fault: 'forgets idempotency keys when the run has ended',
    plant: (sound) => ({
      create(runs, options) {
        const made = sound.create(runs, options);
        return made.map((each, index) => {
          if (!('created' in each)) return each;
          if (each.created || each.record.finishedAt === null) return each;
          return sound.create(
            [{ ...(runs[index] as NewRun), idempotencyKey: undefined }],
            options,
          )[0] as CreatedRun;
        });
      },
    }),
  },
  {
    rule: 'ST2.4',
    fault: 'gives a taken run id a new run',
    plant: (sound) => ({
      create: (runs, options) =>
        sound.create(
          runs.map((run) =>
            sound.getRun(run.tenant, run.runId) === null ? run : { ...run, runId: `${run.runId}+` },
          ),
          options,
        ),
    }),
  },
  {
    rule: 'ST2.5',
    fault: 'looks for keys before the batch only',
    plant: (sound) => ({
      create(runs, options) {
        const keys = new Set<string>();
        const distinct = runs.map((run) => {
          const isTwice = run.idempotencyKey !== undefined && keys.has(run.idempotencyKey);
          if (run.idempotencyKey !== undefined) keys.add(run.idempotencyKey);
          return isTwice ? { ...run, idempotencyKey: undefined } : run;
        });
        return sound.create(distinct, options);
      },
    }),
  },
  {
    rule: 'ST2.6',
    fault: 'checks a key, then creates',
    plant: (sound) => ({
      async create(runs, options) {
        const { length } = sound.listRuns({}).runs;
        await Promise.resolve();
        return sound.create(
          length === 0 ? runs.map((run) => ({ ...run, idempotencyKey: undefined })) : runs,
          options,
        );
      },
    }),
  },
  {
    rule: 'ST2.7',
    fault: 'takes an empty key for none',
    plant: creating((run) => ({
      ...run,
      idempotencyKey: run.idempotencyKey === '' ? undefined : run.idempotencyKey,
    })),
  },
  {
    rule: 'ST2.8',
    fault: 'reads a journal from one entry too far',
    plant: (sound) => ({
      readJournal: (tenant, runId, from = 0) =>
        sound.readJournal(tenant, runId, from === 0 ? 0 : from + 1),
    }),
  },
  {
    rule: 'ST2.9',
    fault: 'reads 5,000 entries of a journal',
    plant: (sound) => ({
      readJournal: (tenant, runId, from = 0) =>
        sound.readJournal(tenant, runId, from).slice(0, 5000),
    }),
  },
  {
    rule: 'ST2.9',
    fault: 'hands over 5,000 entries of a journal',
    plant: claiming((run) => ({ ...run, journal: run.journal.slice(0, 5000) })),
  },
  {
    rule: 'ST2.10',
    fault: 'keeps inputs as JSON',
    plant: creating((run) => ({ ...run, input: json(run.input) })),
  },
  {
    rule: 'ST2.10',
    fault: 'keeps messages as JSON',
    plant: delivering((message) => ({ ...message, body: json(message.body) })),
  },
  {
    rule: 'ST2.10',
    fault: 'keeps events as JSON',
    plant: changing((change) => ({ ...change, events: json(change.events) })),
  },
  {
    rule: 'ST2.10',
    fault: 'keeps outcomes and waits as JSON',
    plant: changing((change) => ({ ...change, next: json(change.next) })),
  },
  {
    rule: 'ST2.11',
    fault: 'takes a false output for none',
    plant: changing((change) =>
      change.next.kind === 'finish' && !change.next.output
        ? { ...change, next: { ...change.next, output: undefined } }
        : change,
    ),
  },
  {
    rule: 'ST2.12',
    fault: 'keeps inputs by assigning keys',
    plant: creating((run) => {
      const copy: Record<string, unknown> = {};
      if (typeof run.input !== 'object' || run.input === null || Array.isArray(run.input))
        return run;
      for (const [key, value] of Object.entries(run.input)) copy[key] = value;
      return { ...run, input: copy };
    }),
  },
  {
    rule: 'ST2.12',
    fault: 'keeps workflows by tenant in an object',
    plant: () => {
      const workflows: Record<string, Record<string, string>> = {};
      return { latestWorkflow: (tenant, id) => workflows[tenant]?.[id] ?? null };
    },
  },
  {
    rule: 'ST2.13',
    fault: 'trims ids',
    plant: creating((run) => ({ ...run, runId: run.runId.trim() })),
  },
  {
    rule: 'ST2.14',
    fault: 'cuts text at 64 KiB',
    plant: creating((run) => ({
      ...run,
      input: typeof run.input === 'string' ? run.input.slice(0, 65_536) : run.input,
    })),
  },
  {
    rule: 'ST2.15',
    fault: 'keeps the first hash as the latest',
    plant: (sound) => ({
      saveWorkflow(tenant, hash, document) {
        const latest = sound.latestWorkflow(tenant, document.id);
        sound.saveWorkflow(tenant, hash, document);
        const first = latest === null ? null : sound.loadWorkflow(tenant, latest);
        if (latest !== null && first !== null) sound.saveWorkflow(tenant, latest, first);
      },
    }),
  },
  {
    rule: 'ST2.23',
    fault: 'keeps the document that was saved first under a hash',
    plant: (sound) => ({
      saveWorkflow(tenant, hash, document) {
        sound.saveWorkflow(tenant, hash, sound.loadWorkflow(tenant, hash) ?? document);
      },
    }),
  },
  {
    rule: 'ST2.24',
    fault: 'makes a draft the latest of its id',
    plant: (sound) => ({
      saveWorkflow: (tenant, hash, document) => sound.saveWorkflow(tenant, hash, document),
    }),
  },
  {
    rule: 'ST2.24',
    fault: 'keeps no drafts',
    plant: (sound) => ({
      saveWorkflow(tenant, hash, document, options) {
        if (options?.draft !== true) sound.saveWorkflow(tenant, hash, document);
      },
    }),
  },
  {
    rule: 'ST2.16',
    fault: 'gives each store data of its own',
    plant: (_, host) => methodsOf(memory().open(host) as MemoryStore),
  },
  {
    rule: 'ST2.17',
    fault: 'claims to keep what it forgets',
    plant: (sound, host) => {
      let store = methodsOf(sound);
      return {
        capabilities: { ...sound.capabilities, durability: 'processDeath' },
        getRun: (...args) => store.getRun(...args),
        close() {
          store = methodsOf(memory().open(host) as MemoryStore);
        },
        readJournal: () => [],
      };
    },
  },
  {
    rule: 'ST2.18',
    fault: 'keeps the journals of purged runs',
    plant: (sound) => {
      const journals = new Map<string, readonly RunEvent[]>();
      return {
        readJournal(tenant, runId, from) {
          const kept = journals.get(runId);
          return kept?.slice(from) ?? sound.readJournal(tenant, runId, from);
        },
        purge(request) {
          for (const { tenant, runId } of sound.listRuns({}).runs) {
            journals.set(runId, sound.readJournal(tenant, runId));
          }
          return sound.purge(request);
        },
      };
    },
  },
  {
    rule: 'ST2.18',
    fault: 'keeps the messages of purged runs',
    plant: (sound) => {
      const inboxes = new Map<string, readonly InboxMessage[]>();
      return {
        readInbox: (tenant, runId) => inboxes.get(runId) ?? sound.readInbox(tenant, runId),
        purge(request) {
          for (const { tenant, runId } of sound.listRuns({}).runs) {
            inboxes.set(runId, sound.readInbox(tenant, runId));
          }
          return sound.purge(request);
        },
      };
    },
  },
  {
    rule: 'ST2.18',
    fault: 'does not say how many it purged',
    plant: (sound) => ({ purge: (request) => sound.purge(request) && 0 }),
  },
  {
    rule: 'ST2.19',
    fault: 'keeps the keys of purged runs',
    plant: (sound) => {
      const keys = new Set<string>();
      return {
        purge(request) {
          for (const { idempotencyKey } of sound.listRuns({ status: request.status }).runs) {
            if (idempotencyKey !== undefined) keys.add(idempotencyKey);
          }
          return sound.purge(request);
        },
        create: (runs, options) =>
          sound
            .create(runs, options)
            .map((made) =>
              'created' in made
                ? { ...made, created: made.created && !keys.has(made.record.idempotencyKey ?? '') }
                : made,
            ),
      };
    },
  },
  {
    rule: 'ST2.19',
    fault: 'remembers the messages that purged runs had',
    plant: (sound) => {
      const seen = new Set<string>();
      return {
        deliver: (messages) =>
          sound
            .deliver(messages)
            .map((outcome, index) =>
              seen.size === seen.add(messages[index]?.id ?? '').size ? 'duplicate' : outcome,
            ),
      };
    },
  },
  {
    rule: 'ST2.20',
    fault: 'purges runs of any final status',
    plant: (sound) => ({
      purge: (request) => sound.purge({ ...request, status: ['completed', 'failed', 'cancelled'] }),
    }),
  },
  {
    rule: 'ST2.20',
    fault: 'purges runs whenever they ended',
    plant: (sound) => ({ purge: (request) => sound.purge({ ...request, finishedBefore: 1e15 }) }),
  },
  {
    rule: 'ST2.21',
    fault: 'purges more than its limit',
    plant: (sound) => ({ purge: (request) => sound.purge({ ...request, limit: 1000 }) }),
  },
  {
    rule: 'ST2.21',
    fault: 'purges status by status',
    plant: (sound) => ({
      purge(request) {
        let count = 0;
        for (const status of request.status) {
          const limit = request.limit - count;
          if (limit > 0) count += sound.purge({ ...request, status: [status], limit });
        }
        return count;
      },
    }),
  },
  {
    rule: 'ST2.21',
    fault: 'takes a limit of no runs',
    plant: (sound) => ({
      purge: (request) => sound.purge({ ...request, limit: Math.max(1, request.limit) }),
    }),
  },
  {
    rule: 'ST2.22',
    fault: 'counts the runs of the pages before',
    plant: (sound) => ({
      listRuns({ cursor, limit = 50, ...filter }) {
        const start = Number(cursor ?? 0);
        const all = sound.listRuns({ ...filter, limit: 1000 }).runs;
        const runs = all.slice(start, start + limit);
        return { runs, cursor: start + limit < all.length ? String(start + limit) : null };
      },
    }),
  },
];

describe('the store contract: what is kept', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST2'], defects)).toEqual([]);
  });
});
