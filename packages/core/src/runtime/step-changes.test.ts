import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Play } from '../kernel/kernel-harness.fixture.js';
import { playOut } from '../kernel/random-play.fixture.js';
import { behaviourOf, randomOf, randomWorkflow } from '../kernel/random-workflow.fixture.js';
import type { StepStatus } from '../model/run.js';
import { progressOf } from './run-progress.js';
import { StepChanges } from './step-changes.js';

const open: readonly StepStatus[] = ['pending', 'running', 'waiting'];

describe('the steps that change, told piece by piece', { timeout: 60_000 }, () => {
  it('FL3 agree with the progress at every point, repeat nothing, and leave nothing open at the end', () => {
    const cases = fc.record({
      seed: fc.integer(),
      order: fc.integer(),
      nodes: fc.integer({ min: 1, max: 25 }),
      depth: fc.integer({ min: 0, max: 3 }),
      loops: fc.boolean(),
      failing: fc.constantFrom(0, 0.05, 0.2),
      largest: fc.constantFrom(1, 3, 1_000),
    });
    const property = fc.property(cases, ({ order, failing, largest, ...shape }) => {
      const graph = randomWorkflow({ ...shape, joins: true, handlers: true, undo: true });
      const run = new Play(graph).start();
      const behave = (path: string) => behaviourOf(shape.seed, path, failing);
      playOut(run, { seed: order, behave, waits: 0.15 });

      const changes = new StepChanges(run.plan, run.state.identity);
      const told = new Map<string, StepStatus>();
      const random = randomOf(order);
      for (let from = 0; from < run.journal.length;) {
        const to = from + 1 + Math.floor(random() * largest);
        changes.take(run.journal.slice(from, to));
        from = to;
        for (const { step, status } of changes.drain()) {
          expect([step, told.get(step)]).not.toEqual([step, status]);
          told.set(step, status);
        }
        const now = progressOf('running', changes.state).steps;
        expect(now.map(({ step }) => [step, told.get(step)])).toEqual(
          now.map(({ step, status }) => [step, status]),
        );
      }

      expect([...told].filter(([, status]) => open.includes(status))).toEqual([]);
      const completed = run.journal.flatMap((fact) =>
        fact.type === 'step.completed' && !fact.step.endsWith('~undo') ? [fact.step] : [],
      );
      expect(completed.filter((step) => !told.has(step))).toEqual([]);
    });
    fc.assert(property, { numRuns: 400, seed: 7 });
  });
});
