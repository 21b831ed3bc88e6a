/** What goes wrong, and when: drawn from the seed, and nothing more once faults have stopped. */

import type { Chance } from './chance.js';

/** When a call is cut off, if it is: before the store did it, or after. */
export type Cut = 'never' | 'before' | 'after';

/** How one call of the store goes. */
export interface CallPlan {
  /** Milliseconds until the store does it. */
  readonly requestMs: number;
  /** Milliseconds from there until the caller knows. */
  readonly answerMs: number;
  /** The process dies. */
  readonly crash: Cut;
  /** The call fails; the caller cannot tell whether it was done. */
  readonly fail: Cut;
  /** Whether the store does it although the caller has died meanwhile. */
  readonly survives: boolean;
}

export interface FaultPlan {
  call(operation: string): CallPlan;
  /** Milliseconds until a hint comes: none when it is lost, two when it is doubled. */
  hint(): readonly number[];
}

/** How often what goes wrong. Each seed has its own mixture, so that rare things also meet often. */
export interface FaultProfile {
  /** Virtual milliseconds after which nothing goes wrong any more. */
  readonly faultsMs: number;
  readonly processes: number;
  /** Share of the store's calls at which the caller dies. */
  readonly crashing: number;
  /** Share of the calls that fail. */
  readonly failing: number;
  /** Share of the requests and answers that take up to `slowMs`. */
  readonly slow: number;
  readonly slowMs: number;
  readonly lostHints: number;
  readonly doubledHints: number;
  readonly lateHints: number;
  /** How often a process dies of itself, stands still, has its clock set, is closed. */
  readonly deaths: number;
  readonly stalls: number;
  readonly jumps: number;
  readonly closes: number;
  /** Runs that somebody cancels. */
  readonly cancels: number;
  /** How often somebody resumes a run that has failed, at most; so often it is asked for at a wrong moment, too. */
  readonly resumes: number;
  /** How often somebody sets a limit. */
  readonly limits: number;
}

/** Nothing goes wrong. */
export const faultless: FaultProfile = {
  faultsMs: 0,
  processes: 1,
  crashing: 0,
  failing: 0,
  slow: 0,
  slowMs: 0,
  lostHints: 0,
  doubledHints: 0,
  lateHints: 0,
  deaths: 0,
  stalls: 0,
  jumps: 0,
  closes: 0,
  cancels: 0,
  resumes: 0,
  limits: 0,
};

export function drawProfile(chance: Chance): FaultProfile {
  return {
    faultsMs: chance.pick([20_000, 60_000, 200_000]),
    processes: chance.from(2, 3),
    crashing: chance.pick([0, 0, 0.01, 0.03, 0.08]),
    failing: chance.pick([0, 0, 0.02, 0.08]),
    slow: chance.pick([0, 0, 0.02, 0.1]),
    slowMs: chance.pick([800, 12_000, 70_000]),
    lostHints: chance.pick([0, 0.3, 1]),
    doubledHints: chance.pick([0, 0.4]),
    lateHints: chance.pick([0, 0.3]),
    deaths: chance.pick([0, 0, 1, 2]),
    stalls: chance.pick([0, 0, 1, 3]),
    jumps: chance.pick([0, 0, 2]),
    closes: chance.pick([0, 0, 0, 1]),
    cancels: chance.pick([0, 0, 0, 1, 2]),
    resumes: chance.pick([0, 0, 1, 2]),
    limits: chance.pick([0, 0, 0, 1, 4]),
  };
}

/** @param isCalm - True once nothing may go wrong any more. */
export function drawFaults(
  profile: FaultProfile,
  chance: Chance,
  isCalm: () => boolean,
): FaultPlan {
  const cut = (share: number): Cut => {
    if (!chance.is(share)) return 'never';
    return chance.is(0.5) ? 'before' : 'after';
  };
  const latency = (): number => (chance.is(0.7) ? 0 : chance.from(1, 5));
  const delay = (): number =>
    chance.is(profile.slow) ? chance.from(20, profile.slowMs) : latency();
  return {
    call() {
      if (isCalm()) return calmCall;
      return {
        requestMs: delay(),
        answerMs: delay(),
        crash: cut(profile.crashing),
        fail: cut(profile.failing),
        survives: chance.is(0.5),
      };
    },
    hint() {
      if (isCalm()) return soon;
      if (chance.is(profile.lostHints)) return [];
      const first = chance.is(profile.lateHints) ? chance.from(10, 20_000) : chance.below(3);
      return chance.is(profile.doubledHints) ? [first, chance.from(0, 5_000)] : [first];
    },
  };
}

const soon: readonly number[] = [0];

/** A call that goes well, at once. */
export const calmCall: CallPlan = {
  requestMs: 0,
  answerMs: 0,
  crash: 'never',
  fail: 'never',
  survives: true,
};
