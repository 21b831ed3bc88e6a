import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Play } from './kernel-harness.fixture.js';
import { playOut } from './random-play.fixture.js';
import { behaviourOf, randomWorkflow } from './random-workflow.fixture.js';

describe('any-joins in loops, where order matters', { timeout: 60_000 }, () => {
  it('G2 G5 L7 keep their counters, end once, and survive crashes, nonsense, cancels and resumes', () => {
    const cases = fc.record({
      seed: fc.integer(),
      order: fc.integer(),
      nodes: fc.integer({ min: 2, max: 25 }),
      depth: fc.integer({ min: 0, max: 2 }),
      failing: fc.constantFrom(0, 0.05, 0.2),
      cancelAt: fc.nat(80),
    });
    const property = fc.property(cases, ({ order, failing, cancelAt, ...shape }) => {
      const graph = randomWorkflow({
        ...shape,
        loops: true,
        joins: true,
        handlers: true,
        undo: true,
      });
      const run = new Play(graph).start();
      const behave = (path: string) => behaviourOf(shape.seed, path, failing);
      const habits = { seed: order, behave, waits: 0.15, crashes: 0.05, nonsense: 0.2 };
      playOut(run, {
        ...habits,
        before: (_, answers) => {
          if (answers === cancelAt) run.cancel();
        },
      });
      expect(run.finishes).toHaveLength(1);
      run.resume();
      playOut(run, habits);
      expect(run.state.status).not.toBe('running');
      expect(run.finishes.length).toBeLessThan(3);
    });
    fc.assert(property, { numRuns: 1_500, seed: 21 });
  });
});
