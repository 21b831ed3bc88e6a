/** What an attempt was given, found again from the journal. */

import type { CompiledBinding, Plan } from '../graph/plan.js';
import { advance, initialState } from '../kernel/advance.js';
import { StateEnvironment } from '../kernel/binding-environment.js';
import type { Effect } from '../kernel/effect.js';
import { isKernelEvent } from '../kernel/fold.js';
import type { RunState } from '../kernel/run-state.js';
import type { StepRef } from '../kernel/scope-state.js';
import { stepPath } from '../kernel/step-path.js';
import type { RunEvent, RunEventType } from '../model/run-event.js';
import type { RunRecord } from '../ports/stored-run.js';
import { identityOf } from './run-progress.js';

const shownSecret = '•••';

/** Facts that end an attempt. */
const attemptEnds: ReadonlySet<RunEventType> = new Set([
  'step.completed',
  'step.failed',
  'step.retrying',
  'step.waiting',
  'step.unknown',
  'step.cancelled',
  'child.ended',
]);

/**
 * The input of the attempt whose end is the entry `seq`, as its bindings gave it when the attempt was asked for.
 *
 * @throws {TypeError} when that entry is not the end of an attempt.
 * @throws what the bindings threw, when they failed.
 */
export function stepInput(
  record: RunRecord,
  plan: Plan,
  journal: readonly RunEvent[],
  seq: number,
): unknown {
  const end = journal[seq];
  if (end === undefined || !('step' in end) || !attemptEnds.has(end.type)) {
    const found = end === undefined ? 'there is none' : `it is ${end.type}`;
    throw new TypeError(
      `Entry ${seq} of run "${record.runId}" must be the end of an attempt, but ${found}`,
    );
  }
  const state = initialState(plan, identityOf(record));
  let read: (() => unknown) | undefined;
  for (const fact of journal.slice(0, seq)) {
    if (!isKernelEvent(fact)) continue;
    for (const effect of advance(state, fact)) {
      if (isBeginning(effect, end.step)) read = inputAt(state, effect);
    }
  }
  if (read !== undefined) return read();
  throw new TypeError(
    `Step "${end.step}" of run "${record.runId}" was not begun before entry ${seq}`,
  );
}

type Beginning = Extract<Effect, { readonly kind: 'start' | 'startChild' }>;

function isBeginning(effect: Effect, step: string): effect is Beginning {
  const begins = effect.kind === 'start' || effect.kind === 'startChild';
  return begins && stepPath(effect.ref) === step;
}

/** Evaluated at once, while the state is that of the beginning; a failure is kept until it is asked for. */
function inputAt(state: RunState, effect: Beginning): () => unknown {
  if (effect.kind === 'startChild') return () => effect.input;
  try {
    const input = evaluate(state, effect.ref);
    return () => input;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

function evaluate(state: RunState, { scope, node, undo }: StepRef): unknown {
  const { input } = undo && node.compensate !== undefined ? node.compensate : node;
  const secrets = hidden(input);
  return input.evaluate(new StateEnvironment(state, scope, undo ? undefined : node, { secrets }));
}

function hidden({ secrets }: CompiledBinding): ReadonlyMap<string, string> {
  return new Map(secrets.map((path) => [path, shownSecret]));
}
