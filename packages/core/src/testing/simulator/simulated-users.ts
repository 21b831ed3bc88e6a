/** Those who use the engines: they ask again, elsewhere, until somebody has answered. */

import { isFlowgraftError } from '../../model/error.js';
import type { Engine } from '../../runtime/engine.js';
import { LeaseInDoubt } from '../../runtime/lease-in-doubt.js';
import type { Chance } from './chance.js';
import type { Scheduler } from './scheduler.js';
import type { SimulatedProcess } from './simulated-process.js';

export interface RunningEngine {
  readonly process: SimulatedProcess;
  readonly engine: Engine;
}

/** How long a user waits for an answer before asking somebody else, milliseconds. */
const patienceMs = 20_000;
const pauseMs = 700;
/** The same where there is no room for another run. */
const fullMs = 5_000;

/** Answers that asking again does not change. */
const settled: ReadonlySet<string> = new Set([
  'RUN_CONFLICT',
  'RUN_FAILED',
  'RUN_CANCELLED',
  'QUEUE_FULL',
]);

/** What a cut connection, a closed engine and a run that is not there yet are told by. */
const explained: ReadonlySet<string> = new Set(['STORE_FAILED', 'ENGINE_CLOSED', 'RUN_NOT_FOUND']);

export type Answer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly thrown: unknown };

export interface Request {
  readonly ask: (engine: Engine) => Promise<unknown>;
  /** Called once. */
  readonly answered?: (answer: Answer) => void;
  /** Whether to do without when there is no room for a run, rather than to ask again. */
  readonly givesUp?: boolean;
  /** Milliseconds before a user asks again; long for those who wait for a result. */
  readonly patienceMs?: number;
}

export class SimulatedUsers {
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #engines: () => readonly RunningEngine[];
  readonly #unexpected: (thrown: unknown) => void;
  /** Requests that nobody has answered yet. */
  open = 0;

  /** @param unexpected - Told of errors that no fault explains. */
  constructor(
    scheduler: Scheduler,
    chance: Chance,
    engines: () => readonly RunningEngine[],
    unexpected: (thrown: unknown) => void,
  ) {
    this.#scheduler = scheduler;
    this.#chance = chance;
    this.#engines = engines;
    this.#unexpected = unexpected;
  }

  /** Does something after `delayMs`; nobody waits for it. */
  later(delayMs: number, work: () => void): void {
    this.#scheduler.after(delayMs, undefined, work);
  }

  /** Asks after `delayMs`, and until there is an answer. */
  request(delayMs: number, request: Request): void {
    this.open += 1;
    let isOver = false;
    const over = (answer: Answer): void => {
      if (isOver) return;
      isOver = true;
      this.open -= 1;
      request.answered?.(answer);
    };
    const attempt = (): void => {
      if (isOver) return;
      const up = this.#engines().filter(({ process }) => process.isUp);
      if (up.length === 0) return again(pauseMs);
      const { process, engine } = this.#chance.pick(up);
      let isPending = true;
      const giveUp = this.#scheduler.after(request.patienceMs ?? patienceMs, undefined, () => {
        isPending = false;
        attempt();
      });
      const settle = (work: () => void): void => {
        giveUp.cancel();
        work();
      };
      this.#scheduler.after(0, process, () => {
        request.ask(engine).then(
          (value) => settle(() => over({ ok: true, value })),
          (thrown: unknown) =>
            settle(() => {
              const isFull = isFlowgraftError(thrown, 'QUEUE_FULL');
              if (isExplained(thrown) || (isFull && request.givesUp !== true)) {
                if (isPending) again(isFull ? fullMs : pauseMs);
                return;
              }
              if (!isSettled(thrown)) this.#unexpected(thrown);
              over({ ok: false, thrown });
            }),
        );
      });
    };
    const again = (ms: number): void => void this.#scheduler.after(ms, undefined, attempt);
    again(delayMs);
  }
}

function isSettled(thrown: unknown): boolean {
  return isFlowgraftError(thrown) && settled.has(thrown.code);
}

/** True for what a cut connection, a lease that may have ended, a closed engine or a run that does not exist yet is told by. */
export function isExplained(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown instanceof LeaseInDoubt) return true;
  if (isFlowgraftError(thrown)) return explained.has(thrown.code);
  return thrown.message.startsWith('The connection was cut');
}
