/** What users do in a simulation: start runs, send signals, cancel, resume, ask for results. */

import { isFlowgraftError } from '../../model/error.js';
import type { Engine } from '../../runtime/engine.js';
import type { RunHandle } from '../../runtime/run-handle.js';
import { decideOnUnknown } from './decisions.js';
import { changeLimits, ownLimitKey } from './operator-stories.js';
import { resumeFailed } from './resume-stories.js';
import type { Answer } from './simulated-users.js';
import { reactionMs, type StoryParts } from './story-parts.js';

export interface Told {
  readonly acknowledged: ReadonlySet<string>;
  readonly results: ReadonlyMap<string, readonly string[]>;
  /** By run, how often a user was told that it is resumed. */
  readonly resumed: ReadonlyMap<string, number>;
}

/** Waiting for a result takes as long as the run does. */
const resultPatienceMs = 60_000;

/** Plans everything that users do, now and in answer to what happens. */
export function userStories(parts: StoryParts): Told {
  const acknowledged = new Set<string>();
  const results = new Map<string, string[]>();
  const { users, chance, options } = parts;
  const tell = (runId: string, result: string): void => {
    const told = results.get(runId) ?? [];
    results.set(runId, [...told, result]);
  };
  const count = options.reference !== undefined ? 1 : chance.pick([1, 1, 2, 3]);
  const givenUp = new Set<string>();
  for (let i = 0; i < count; i++) startOne(parts, `run-${i}`, { acknowledged, givenUp, tell });
  for (let i = 0; i < options.profile.cancels; i++) {
    const runId = `run-${chance.below(count)}`;
    const afterMs = chance.pick([0, 500, 3_000, 12_000, 30_000]);
    users.request(afterMs, {
      ask: async (engine) => (givenUp.has(runId) ? undefined : engine.cancel(runId)),
    });
  }
  sendSignals(parts);
  decideOnUnknown(parts);
  changeLimits(parts);
  return { acknowledged, results, resumed: resumeFailed(parts) };
}

/** Once somebody waits for them, and again when the run is resumed: while it had failed, they were refused. */
function sendSignals(parts: StoryParts): void {
  const { runs } = parts;
  /** By run and name of the signal, the last id. */
  const sent = new Map<string, Map<string, string>>();
  runs.onFact((runId, fact) => {
    const known = sent.get(runId) ?? new Map<string, string>();
    if (fact.type === 'step.waiting' && fact.wait.signal !== undefined) {
      const name = fact.wait.signal;
      // The same id for the same wait: users do not know whether the first time counted. A `finally` may wait anew.
      const isNew = name.includes('[finally]/') || !known.has(name);
      const id = isNew ? `signal ${name} at ${fact.at}` : (known.get(name) ?? name);
      sent.set(runId, known.set(name, id));
      sendSignal(parts, runId, name, id);
    }
    if (fact.type !== 'run.resumed') return;
    for (const [name, id] of known) sendSignal(parts, runId, name, id);
  });
}

function sendSignal({ users, chance }: StoryParts, runId: string, name: string, id: string): void {
  const afterMs = reactionMs(chance);
  const ask = (engine: Engine): Promise<void> =>
    engine.signal(runId, name, `payload of ${name}`, { id });
  users.request(afterMs, { ask });
  if (chance.is(0.25)) users.request(afterMs + 1_000 * chance.below(3), { ask });
}

function startOne(
  { users, chance, workflow, options }: StoryParts,
  runId: string,
  told: {
    readonly acknowledged: Set<string>;
    readonly givenUp: Set<string>;
    readonly tell: (id: string, result: string) => void;
  },
): void {
  const input = { n: options.seed };
  const startOptions = {
    runId,
    idempotencyKey: chance.is(0.5) ? runId : undefined,
    ...(chance.is(0.5) && { limitKeys: [ownLimitKey] }),
  };
  const givesUp = chance.is(0.3);
  const how = chance.pick(['start', 'start', 'result', 'drive', 'run'] as const);
  const delayMs = chance.pick([0, 0, 50, 2_000]);
  const tellResult = (answer: Answer): void => told.tell(runId, resultOf(answer));
  const isThere = (answer: Answer): boolean => {
    const isFull = !answer.ok && isFlowgraftError(answer.thrown, 'QUEUE_FULL');
    (isFull ? told.givenUp : told.acknowledged).add(runId);
    return !isFull;
  };
  if (how === 'run') {
    users.request(delayMs, {
      patienceMs: resultPatienceMs,
      givesUp,
      ask: (engine) => engine.run(workflow, input, startOptions),
      answered: (answer) => {
        if (isThere(answer)) tellResult(answer);
      },
    });
    return;
  }
  const laterMs = chance.is(0.15) ? 1_500 : undefined;
  users.request(delayMs, {
    givesUp,
    ask: (engine) =>
      engine.start(workflow, input, {
        ...startOptions,
        priority: chance.below(2),
        ...(laterMs !== undefined && { delay: laterMs }),
      }),
    answered: (answer) => {
      if (!isThere(answer) || how === 'start') return;
      users.request(0, {
        patienceMs: resultPatienceMs,
        ask: async (engine) => {
          const handle: RunHandle = await engine.handle(runId);
          return how === 'drive' ? handle.drive() : handle.result();
        },
        answered: tellResult,
      });
    },
  });
}

function resultOf(answer: Answer): string {
  if (answer.ok) return `completed ${JSON.stringify(answer.value) ?? 'undefined'}`;
  const { thrown } = answer;
  return isFlowgraftError(thrown, 'RUN_FAILED') ? 'failed' : 'cancelled';
}
