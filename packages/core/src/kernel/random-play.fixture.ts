/** Plays a run out in a random order, with waits, retries, late answers, crashes and nonsense on the way. */

import type { KernelEvent } from '../model/run-event.js';
import { claim, dump, same } from './check-invariants.fixture.js';
import { boom, fold, inputOf, type Play } from './kernel-harness.fixture.js';
import { outstandingEffects } from './outstanding.js';
import { digest, randomOf, type Behaviour } from './random-workflow.fixture.js';
import type { RunState } from './run-state.js';
import type { StepRef } from './scope-state.js';
import { findStep, stepPath } from './step-path.js';

export interface Habits {
  readonly seed: number;
  behave(path: string): Behaviour;
  /** Chance, before each answer, of a crash, of nonsense, and of a wait or retry. */
  readonly crashes?: number;
  readonly nonsense?: number;
  readonly waits?: number;
  /** Called before each answer. */
  readonly before?: (play: Play, answers: number) => void;
}

const mostEvents = 20_000;

/** The output of completions that come too late to count. */
export const late = 'late';

/** Answers until nothing is left to answer. */
export function playOut(play: Play, habits: Habits): void {
  const random = randomOf(habits.seed);
  const player = new Player(play, habits, random);
  for (let answers = 0; ; answers++) {
    claim(play.journal.length < mostEvents, 'the run comes to an end');
    habits.before?.(play, answers);
    if (random() < (habits.nonsense ?? 0)) talkNonsense(play, random);
    if (random() < (habits.crashes ?? 0)) crash(play);
    const choices = player.choices();
    const choice = choices[Math.floor(random() * choices.length)];
    if (choice === undefined) break;
    choice();
  }
}

class Player {
  readonly #play: Play;
  readonly #habits: Habits;
  readonly #random: () => number;
  /** How often each step has waited or was tried again: it comes to an end. */
  readonly #pauses = new Map<string, number>();

  constructor(play: Play, habits: Habits, random: () => number) {
    this.#play = play;
    this.#habits = habits;
    this.#random = random;
  }

  choices(): readonly (() => void)[] {
    const play = this.#play;
    const { waiting, children } = play.state;
    return [
      ...[...play.underWay.keys()].map((step) => () => this.#answer(step)),
      ...[...(waiting ?? [])].map(([step, { wait, purpose }]) => () => {
        if (purpose === 'unknown') return play.resolve(step, { action: 'retry' });
        if (wait.wakeAt !== undefined) return play.timer(step, wait.wakeAt);
        return play.signal(wait.signal ?? '');
      }),
      ...[...play.openings].map((step) => () => play.childStarted(step, `child of ${step}`)),
      ...[...(children ?? [])].map(
        ([step, childId]) =>
          () =>
            this.#endChild(step, childId),
      ),
    ];
  }

  #answer(step: string): void {
    const play = this.#play;
    const { ref, attempt, isStopping, interrupted } = play.underWay.get(step) as NonNullable<
      ReturnType<typeof play.underWay.get>
    >;
    if (isStopping && this.#random() < 0.7) return play.stop(step);
    const pauses = this.#pauses.get(step) ?? 0;
    if (pauses < 3 && this.#random() < (this.#habits.waits ?? 0)) {
      this.#pauses.set(step, pauses + 1);
      return this.#pause(step, attempt, interrupted);
    }
    if (ref.undo) return play.complete(step);
    const behaviour = this.#habits.behave(step);
    if (behaviour === 'fails') return play.fail(step, boom);
    const output = digest(step, inputOf(play.state, ref));
    const [only = 'out'] = behaviour;
    if (behaviour.length === 1) play.complete(step, `${output}.${only}`, only);
    else
      play.completeOn(
        step,
        Object.fromEntries(behaviour.map((port) => [port, `${output}.${port}`])),
      );
  }

  #pause(step: string, attempt: number, interrupted: boolean): void {
    const play = this.#play;
    const draw = this.#random();
    if (interrupted) return play.unknown(step, attempt);
    if (draw < 0.25) return play.wait(step, { wakeAt: 1 }, attempt);
    if (draw < 0.5) return play.wait(step, { signal: `for ${step}` }, attempt);
    if (draw < 0.75) return play.begin(step, attempt);
    play.retry(step, attempt, 1);
  }

  #endChild(step: string, childId: string): void {
    const play = this.#play;
    if (this.#habits.behave(step) === 'fails') {
      return play.childEnded(step, childId, { status: 'failed', error: boom });
    }
    const input = play.childInputs.get(step);
    play.childEnded(step, childId, { status: 'completed', output: digest(step, input) });
  }
}

/** A worker dies and another goes on from the journal: nothing is forgotten, nothing is made up. */
function crash(play: Play): void {
  const folded = fold(play.plan, play.journal);
  same(dump(folded), dump(play.state), 'the journal folds to the live state');
  same(outstandingOf(folded), liveOf(play), 'what is outstanding is what is under way');
  play.crash();
}

/** What is under way, in words. */
export function liveOf(play: Play): readonly string[] {
  const steps = [...play.underWay].flatMap(([step, { ref, attempt, wake, isStopping }]) => {
    if (!isStopping) return show(ref, attempt, wake);
    // One that a new pass of a loop has left behind is gone with its worker.
    return findStep(play.state, step) === undefined ? [] : `stop ${step}`;
  });
  // A child that was asked for and is no longer wanted is cancelled when it comes.
  const wanted = [...play.openings].filter((step) => play.state.openings?.has(step));
  return [...steps, ...wanted.map((step) => `child ${step}`)].toSorted();
}

/** The same of what a fold says is outstanding. */
export function outstandingOf(state: RunState): readonly string[] {
  return outstandingEffects(state)
    .map((effect) => {
      if (effect.kind === 'start') return show(effect.ref, effect.attempt, effect.wake);
      return `${effect.kind === 'cancelStep' ? 'stop' : 'child'} ${stepPath((effect as { ref: StepRef }).ref)}`;
    })
    .toSorted();
}

function show(ref: StepRef, attempt: number, wake: unknown): string {
  return `start ${stepPath(ref)} ${attempt} ${JSON.stringify(wake)}`;
}

/** Events that fit nothing: they change nothing and ask for nothing. */
function talkNonsense(play: Play, random: () => number): void {
  const before = dump(play.state);
  const spoken = play.journal.flatMap((event) => ('step' in event ? [event.step] : []));
  const step =
    [...spoken, 'nobody', 'nobody[0]/x', 'n0@7', 'n0~undo'][
      Math.floor(random() * (spoken.length + 4))
    ] ?? '';
  const { waiting } = play.state;
  const isKnown = play.underWay.has(step) || waiting?.has(step) === true || play.openings.has(step);
  if (isKnown || play.state.children?.has(step) === true) return;
  const at = 1;
  const events: readonly KernelEvent[] = [
    { type: 'step.completed', at, step, attempt: 1, startedAt: 0, port: 'out', output: late },
    { type: 'step.failed', at, step, attempt: 1, startedAt: 0, error: boom },
    { type: 'step.cancelled', at, step, attempt: 1 },
    { type: 'step.started', at, step, attempt: 1 },
    { type: 'step.waiting', at, step, attempt: 1, startedAt: 0, wait: { wakeAt: 5 } },
    { type: 'step.retrying', at, step, attempt: 1, startedAt: 0, error: boom, wakeAt: 5 },
    { type: 'step.unknown', at, step, attempt: 1 },
    { type: 'step.resolved', at, step, resolution: { action: 'retry' } },
    { type: 'timer.fired', at: 1e9, step },
    {
      type: 'child.ended',
      at,
      step,
      childId: 'nobody',
      outcome: { status: 'completed', output: 1 },
    },
    { type: 'run.started', at, input: 'again' },
  ];
  const event = events[Math.floor(random() * events.length)] as KernelEvent;
  const effects = play.send(event);
  same(effects, [], `${JSON.stringify(event)} asks for nothing`);
  same(dump(play.state), before, `${JSON.stringify(event)} changes nothing`);
}
