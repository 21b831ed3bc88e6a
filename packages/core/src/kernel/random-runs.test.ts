import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { KernelEvent, StepCompleted } from '../model/run-event.js';
import { advance } from './advance.js';
import { dump, same } from './check-invariants.fixture.js';
import { newState, nodeOf, Play } from './kernel-harness.fixture.js';
import { interpret } from './oracle.fixture.js';
import { late, liveOf, outstandingOf, playOut, type Habits } from './random-play.fixture.js';
import {
  behaviourOf,
  essence,
  randomWorkflow,
  type WorkflowShape,
} from './random-workflow.fixture.js';
import type { RunState } from './run-state.js';

const shapes = (fixed: Partial<WorkflowShape>): fc.Arbitrary<WorkflowShape> =>
  fc
    .record({
      seed: fc.integer(),
      nodes: fc.integer({ min: 1, max: 30 }),
      depth: fc.integer({ min: 0, max: 3 }),
    })
    .map((shape) => ({
      loops: false,
      joins: fixed.loops !== true,
      handlers: true,
      undo: false,
      ...shape,
      ...fixed,
    }));

interface Case {
  readonly shape: WorkflowShape;
  readonly failing: number;
  readonly order: number;
}

function cases(fixed: Partial<WorkflowShape>): fc.Arbitrary<Case> {
  return fc.record({
    shape: shapes(fixed),
    failing: fc.constantFrom(0, 0, 0.03, 0.1, 0.3),
    order: fc.integer(),
  });
}

function play({ shape, failing, order }: Case, habits: Partial<Habits> = {}) {
  const graph = randomWorkflow(shape);
  const behave = (path: string) => behaviourOf(shape.seed, path, failing);
  const run = new Play(graph).start();
  playOut(run, { seed: order, behave, ...habits });
  const world = { behave, ran: new Set<string>(), failures: 0 };
  return { run, meaning: interpret(graph, world), world };
}

/** How a run ends, and how the oracle says that it ends. */
function compare(given: Case, habits?: Partial<Habits>) {
  const { run, meaning, world } = play(given, habits);
  const isWhole = world.failures === 0;
  const started = run.log.flatMap((entry) => /^(?:start|child) (.*)$/.exec(entry)?.[1] ?? []);
  return {
    found: {
      ends: run.finishes.length,
      status: run.result?.status,
      output: essence(run.result?.output),
      // What else ran when something failed is a matter of order.
      ran: isWhole ? new Set(started) : undefined,
    },
    meant: {
      ends: 1,
      status: meaning.status,
      output: meaning.status === 'completed' ? essence(meaning.output) : undefined,
      ran: isWhole ? world.ran : undefined,
    },
  };
}

const rounds = (numRuns: number, seed: number) => ({ numRuns, seed });

/** Compares, before every answer, what lives with what its journal folds to. */
function foldAlong(): NonNullable<Habits['before']> {
  let shadow: RunState | undefined;
  let folded = 0;
  return (run) => {
    shadow ??= newState(run.plan);
    for (; folded < run.journal.length; folded++)
      advance(shadow, run.journal[folded] as KernelEvent);
    same(dump(shadow), dump(run.state), 'the journal folds to the live state');
    same(outstandingOf(shadow), liveOf(run), 'what is outstanding is what is under way');
  };
}

describe.each([
  ['without loops', false],
  ['with loops', true],
])('random workflows %s', { timeout: 60_000 }, (_, loops) => {
  it('G1 end as the oracle says, in any order of completions', () => {
    fc.assert(
      fc.property(cases({ loops }), (given) => {
        const { found, meant } = compare(given);
        expect(found).toEqual(meant);
      }),
      rounds(1_000, 11),
    );
  });

  it('G1 W1 F1 end as the oracle says whatever waits, is late or makes no sense', () => {
    const habits = { waits: 0.2, nonsense: 0.3 };
    fc.assert(
      fc.property(cases({ loops }), (given) => {
        const { found, meant } = compare(given, habits);
        expect(found).toEqual(meant);
      }),
      rounds(500, 12),
    );
  });

  it('R1 R2 end as the oracle says when workers die at any moment', () => {
    const habits = { waits: 0.1, crashes: 0.2 };
    fc.assert(
      fc.property(cases({ loops }), (given) => {
        const { found, meant } = compare(given, habits);
        expect(found).toEqual(meant);
      }),
      rounds(500, 13),
    );
  });

  it('R1 R2 have a journal that folds to the live state at every point', () => {
    const along = fc.property(cases({ loops, undo: true }), (given) => {
      const { run } = play(given, { waits: 0.15, before: foldAlong() });
      expect(run.finishes).toHaveLength(1);
    });
    fc.assert(along, rounds(300, 14));
  });

  it('X1 end once and cancelled, at whatever point they are cancelled', () => {
    const stopped = fc.property(cases({ loops, undo: true }), fc.nat(60), (given, point) => {
      let isLate = true;
      const before: Habits['before'] = (run, answers) => {
        if (answers !== point || run.finishes.length > 0) return;
        isLate = run.state.root.closing !== undefined;
        run.cancel();
        run.cancel();
      };
      const { run, meaning } = play(given, { waits: 0.1, before });
      expect(run.finishes).toHaveLength(1);
      expect(run.result?.status).toBe(isLate ? meaning.status : 'cancelled');
      run.cancel();
      run.timeOut();
      expect(run.finishes).toHaveLength(1);
    });
    fc.assert(stopped, rounds(500, 15));
  });

  it('F5 undo every completed step once when they fail, those of the run last first', () => {
    const shape = { loops, undo: true };
    const undone = fc.property(cases(shape), fc.nat(40), (given, point) => {
      const before: Habits['before'] = (run, answers) => {
        if (answers === point && run.finishes.length === 0) run.cancel();
      };
      const { run } = play(given, { before, crashes: 0.05 });
      const { done, undos } = undoable(run);
      const inTry = undos.filter((step) => step.includes('[body]/'));
      // Of a run that completed only what a `try` did is undone; of any other everything.
      const isWhole = run.result?.status === 'completed';
      expect(undos.toSorted()).toEqual((isWhole ? inTry : done).toSorted());
      // The order between a `try` and what is around it is not one.
      const isOrdered = inTry.length === 0 && !isWhole;
      expect(undos).toEqual(isOrdered ? done.toReversed() : undos);
    });
    fc.assert(undone, rounds(500, 16));
  });

  it('R4 complete as though nothing had failed when they are resumed often enough', () => {
    const resumed = fc.property(
      cases({ loops, handlers: false }),
      fc.constantFrom(0.05, 0.2, 0.5),
      (given, failing) => {
        const whole = play({ ...given, failing: 0 });
        const run = new Play(randomWorkflow(given.shape)).start();
        const tried = new Set<string>();
        const behave = (path: string) => {
          const isFirst = !tried.has(path);
          tried.add(path);
          return behaviourOf(given.shape.seed, path, 0, isFirst ? failing : 0);
        };
        for (let round = 0; round < 200; round++) {
          playOut(run, {
            seed: given.order + round,
            behave,
            waits: 0.1,
            crashes: 0.05,
            nonsense: 0.1,
          });
          if (run.result?.status === 'completed' || run.result?.error?.code?.startsWith('LOOP_'))
            break;
          run.resume();
          run.resume();
        }
        const { meaning } = whole;
        const isWhole = meaning.status === 'completed';
        expect(run.result?.status).toBe(meaning.status);
        expect(essence(run.result?.output)).toEqual(isWhole ? essence(meaning.output) : undefined);
        const completed = run.journal.filter(isCompletion).map(({ step }) => step);
        const once = completed.filter((step) => isWhole && !step.includes('[finally]'));
        expect(once).toEqual([...new Set(once)]);
      },
    );
    fc.assert(resumed, rounds(500, 17));
  });
});

function isCompletion(event: KernelEvent): event is StepCompleted {
  return event.type === 'step.completed' && event.output !== late;
}

/** Paths of the steps that completed and can be undone, and of those whose compensation was started. */
function undoable({ plan, journal, log }: Play) {
  const canUndo = ({ step }: StepCompleted): boolean => {
    const id = /([^/@]+)(@\d+)?$/.exec(step)?.[1] ?? '';
    return !step.endsWith('~undo') && nodeOf(plan, id).compensate !== undefined;
  };
  const done = journal
    .filter(isCompletion)
    .filter(canUndo)
    .map(({ step }) => step);
  const started = log.flatMap((entry) => /^start (.*)~undo$/.exec(entry)?.[1] ?? []);
  return { done, undos: [...new Set(started)] };
}
