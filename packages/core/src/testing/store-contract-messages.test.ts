import { describe, expect, it } from 'vitest';
import { memory } from '../memory/memory-backend.js';
import type { BackendHost } from '../ports/store.js';
import type { RunRecord } from '../ports/stored-run.js';
import { ContractViolation } from './assert.js';
import {
  type Defect,
  failuresOf,
  rulesWithoutDefect,
  changing,
  claiming,
  delivering,
  refused,
} from './planted-defects.js';

const defects: readonly Defect[] = [
  {
    rule: 'ST4.1',
    fault: 'reads the inbox newest first',
    plant: (sound) => ({ readInbox: (...args) => sound.readInbox(...args).toReversed() }),
  },
  {
    rule: 'ST4.1',
    fault: 'hands over the inbox sorted by id',
    plant: claiming((run) => ({
      ...run,
      inbox: run.inbox.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    })),
  },
  {
    rule: 'ST4.2',
    fault: 'stores a message each time',
    plant: (sound) => {
      let count = 0;
      return delivering((message) => ({ ...message, id: `${message.id}#${(count += 1)}` }))(
        sound,
        {} as BackendHost,
        memory(),
      );
    },
  },
  {
    rule: 'ST4.2',
    fault: 'calls a duplicate refused when the run has ended',
    plant: (sound) => ({
      deliver: (messages) =>
        sound
          .deliver(messages)
          .map((outcome, index) =>
            outcome === 'duplicate' &&
            sound.getRun('acme', messages[index]?.runId ?? '')?.status === 'completed'
              ? 'refused'
              : outcome,
          ),
    }),
  },
  {
    rule: 'ST4.3',
    fault: 'stores an id once for all runs',
    plant: (sound) => {
      const seen = new Set<string>();
      return {
        deliver: (messages) =>
          messages.flatMap((message) =>
            seen.size === seen.add(message.id).size ? ['duplicate'] : sound.deliver([message]),
          ),
      };
    },
  },
  {
    rule: 'ST4.4',
    fault: 'forgets what was consumed',
    plant: changing((change) => ({ ...change, consumed: [] })),
  },
  {
    rule: 'ST4.4',
    fault: 'consumes everything',
    plant: changing((change, sound) => ({
      ...change,
      consumed:
        change.consumed.length === 0
          ? []
          : sound.readInbox(change.tenant, change.runId).map(({ id }) => id),
    })),
  },
  {
    rule: 'ST4.5',
    fault: 'accepts messages to nobody',
    plant: (sound) => ({
      deliver: (messages) =>
        sound.deliver(messages).map((outcome) => (outcome === 'notFound' ? 'accepted' : outcome)),
    }),
  },
  {
    rule: 'ST4.5',
    fault: 'accepts messages to runs that have ended',
    plant: (sound) => ({
      deliver: (messages) =>
        sound.deliver(messages).map((outcome) => (outcome === 'refused' ? 'accepted' : outcome)),
    }),
  },
  {
    rule: 'ST4.6',
    fault: 'resumes no run',
    plant: (sound) => ({
      deliver: (messages) =>
        messages.flatMap((message) =>
          message.body.kind === 'resume' ? ['refused'] : sound.deliver([message]),
        ),
    }),
  },
  {
    rule: 'ST4.6',
    fault: 'shows the old error of a resumed run',
    plant: (sound) => {
      let error: RunRecord['error'];
      return {
        getRun(tenant, runId) {
          const record = sound.getRun(tenant, runId);
          error = record?.error ?? error;
          return record === null
            ? null
            : {
                ...record,
                error:
                  record.error ??
                  (record.status === 'queued' && record.seq > 0
                    ? { category: 'permanent', message: 'old' }
                    : undefined),
              };
        },
      };
    },
  },
  {
    rule: 'ST4.7',
    fault: 'accepts a resume of any run',
    plant: (sound) => ({
      deliver: (messages) =>
        messages.flatMap((message) =>
          message.body.kind === 'resume' ? ['accepted'] : sound.deliver([message]),
        ),
    }),
  },
  {
    rule: 'ST4.8',
    fault: "stores a commit's message each time",
    plant: (sound) => {
      let count = 0;
      return {
        commit: (changes) =>
          sound.commit(
            changes.map((change) => ({
              ...change,
              messages: change.messages.map((message) => ({
                ...message,
                id: `${message.id}#${(count += 1)}`,
              })),
            })),
          ),
      };
    },
  },
  {
    rule: 'ST4.8',
    fault: 'refuses a commit with a message to nobody',
    plant: (sound) => ({
      commit: (changes) =>
        changes.flatMap((change) =>
          change.messages.some(({ tenant, runId }) => sound.getRun(tenant, runId) === null)
            ? [refused]
            : sound.commit([change]),
        ),
    }),
  },
  {
    rule: 'ST4.9',
    fault: 'delivers no messages between held runs',
    plant: changing((change, sound) => ({
      ...change,
      messages: change.messages.filter(
        ({ tenant, runId }) => sound.getRun(tenant, runId)?.worker === null,
      ),
    })),
  },
  {
    rule: 'ST4.10',
    fault: 'checks a message id, then stores it',
    plant: (sound) => {
      let count = 0;
      return {
        async deliver(messages) {
          const known = new Set(
            messages.flatMap(({ tenant, runId }) =>
              sound.readInbox(tenant, runId).map(({ id }) => id),
            ),
          );
          await Promise.resolve();
          return sound.deliver(
            messages.map((message) =>
              known.has(message.id) ? message : { ...message, id: `${message.id}#${(count += 1)}` },
            ),
          );
        },
      };
    },
  },
];

describe('the store contract: messages', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST4'], defects)).toEqual([]);
  });
});
