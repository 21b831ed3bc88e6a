import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../ports/stored-run.js';
import { ContractViolation } from './assert.js';
import { claimingBy, freeRunsOf } from './planted-claim-defects.js';
import { creating, type Defect, failuresOf, rulesWithoutDefect } from './planted-defects.js';

/** One run of each tenant, again and again, beginning with the tenant of the first. */
function inRounds(runs: readonly RunRecord[]): readonly RunRecord[] {
  const round = new Map<string, number>();
  const placed = runs.map((run) => {
    const place = round.get(run.tenant) ?? 0;
    round.set(run.tenant, place + 1);
    return { run, place };
  });
  return placed.toSorted((a, b) => a.place - b.place).map(({ run }) => run);
}

const defects: readonly Defect[] = [
  {
    rule: 'ST10.1',
    fault: 'serves what is due for longest',
    plant: claimingBy((runs) => runs),
  },
  {
    rule: 'ST10.2',
    fault: 'begins the round anew with each claim',
    plant: claimingBy(inRounds),
  },
  {
    rule: 'ST10.3',
    fault: 'serves the highest priority, whoever has it',
    plant: claimingBy((runs) => runs.toSorted((a, b) => b.priority - a.priority)),
  },
  {
    rule: 'ST10.4',
    fault: 'does not look at the priority',
    plant: creating((run) => ({ ...run, priority: 0 })),
  },
  {
    rule: 'ST10.4',
    fault: 'serves what was created first',
    plant: creating((run) => ({ ...run, startAt: undefined })),
  },
  {
    rule: 'ST10.5',
    fault: 'serves what was due at once before all else',
    plant: (sound) => ({
      claim(request) {
        const atOnce = freeRunsOf(sound).filter(
          ({ wakeAt, createdAt }) => wakeAt !== null && wakeAt <= createdAt,
        );
        if (request.runIds !== undefined || atOnce.length === 0) return sound.claim(request);
        return sound.claim({ ...request, runIds: atOnce.map(({ runId }) => runId) });
      },
    }),
  },
  {
    rule: 'ST10.6',
    fault: 'takes nothing when it is the turn of a tenant that the worker does not serve',
    plant: (sound) => {
      let turns = 0;
      return {
        claim(request) {
          const elsewhere = freeRunsOf(sound).some(
            ({ queue }) => request.queues?.includes(queue) === false,
          );
          turns += 1;
          return elsewhere && turns % 2 === 0
            ? sound.claim({ ...request, queues: [] })
            : sound.claim(request);
        },
      };
    },
  },
  {
    rule: 'ST10.7',
    fault: 'serves what a limit has held back for longest',
    plant: (sound, ...rest) => {
      const { claim: inOrder } = claimingBy((runs) => runs)(sound, ...rest);
      if (inOrder === undefined) throw new Error('claimingBy gives a claim');
      return {
        claim: (request) =>
          freeRunsOf(sound).some(({ limitKeys }) => limitKeys.length > 0)
            ? inOrder(request)
            : sound.claim(request),
      };
    },
  },
  {
    rule: 'ST10.8',
    fault: 'serves tenants in the order of their first runs until they have none',
    plant: (sound) => {
      let known: ReadonlySet<string> = new Set();
      return {
        claim(request) {
          const free = freeRunsOf(sound);
          if (known.size === 0) known = new Set(free.map(({ tenant }) => tenant));
          const early = free.filter(({ tenant }) => known.has(tenant));
          if (request.runIds !== undefined || early.length === 0) return sound.claim(request);
          return sound.claim({ ...request, runIds: early.map(({ runId }) => runId) });
        },
      };
    },
  },
];

describe('the store contract: fairness', () => {
  it.each(defects)('$rule finds a store that $fault', async (defect) => {
    const failures = await failuresOf(defect);
    expect([...failures.keys()]).toContain(defect.rule);
    expect(failures.get(defect.rule)).toBeInstanceOf(ContractViolation);
  });

  it('has no case that was not seen to fail', () => {
    expect(rulesWithoutDefect(['ST10'], defects)).toEqual([]);
  });
});
