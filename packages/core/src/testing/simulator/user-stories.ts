/** What users do in a simulation: start runs, send signals, cancel, decide about unknown steps, ask for results. */

import { isFlowgraftError } from '../../model/error.js';
import type { RunEvent, StepResolution } from '../../model/run-event.js';
import type { RunHandle } from '../../runtime/run-handle.js';
import type { Workflow } from '../../workflow/workflow.js';
import type { Chance } from './chance.js';
import type { OpenRuns } from './open-runs.js';
import type { FaultProfile } from './fault-plan.js';
import type { Answer, SimulatedUsers } from './simulated-users.js';

export interface StoryParts {
  readonly users: SimulatedUsers;
  readonly chance: Chance;
  readonly runs: OpenRuns;
  readonly workflow: Workflow;
  readonly options: {
    readonly seed: number;
    readonly profile: FaultProfile;
    readonly isReference?: boolean | undefined;
  };
}

export interface Told {
  readonly acknowledged: ReadonlySet<string>;
  readonly results: ReadonlyMap<string, readonly string[]>;
}

/** Waiting for a result takes as long as the run does. */
const resultPatienceMs = 60_000;

/** Plans everything that users do, now and in answer to what happens. */
export function userStories(parts: StoryParts): Told {
  const acknowledged = new Set<string>();
  const results = new Map<string, string[]>();
  const { users, chance, runs, options } = parts;
  const tell = (runId: string, result: string): void => {
    const told = results.get(runId) ?? [];
    results.set(runId, [...told, result]);
  };
  const count = options.isReference === true ? 1 : chance.pick([1, 1, 2, 3]);
  for (let i = 0; i < count; i++) {
    const runId = `run-${i}`;
    startOne(parts, runId, { acknowledged, tell });
  }
  for (let i = 0; i < options.profile.cancels; i++) {
    const runId = `run-${chance.below(count)}`;
    const afterMs = chance.pick([0, 500, 3_000, 12_000, 30_000]);
    users.request(afterMs, { ask: (engine) => engine.cancel(runId) });
  }
  runs.onFact((runId, fact) => {
    if (fact.type === 'step.waiting' && fact.wait.signal !== undefined) {
      sendSignal(parts, runId, { name: fact.wait.signal, afterMs: reactionMs(chance) });
    }
    if (fact.type === 'step.unknown') decide(parts, runId, fact);
  });
  return { acknowledged, results };
}

function reactionMs(chance: Chance): number {
  return chance.pick([0, 5, 300, 2_000, 9_000]);
}

function startOne(
  { users, chance, workflow, options }: StoryParts,
  runId: string,
  told: { readonly acknowledged: Set<string>; readonly tell: (id: string, result: string) => void },
): void {
  const input = { n: options.seed };
  const startOptions = { runId, idempotencyKey: chance.is(0.5) ? runId : undefined };
  const how = chance.pick(['start', 'start', 'result', 'drive', 'run'] as const);
  const delayMs = chance.pick([0, 0, 50, 2_000]);
  const told2 = (answer: Answer): void => told.tell(runId, resultOf(answer));
  if (how === 'run') {
    users.request(delayMs, {
      patienceMs: resultPatienceMs,
      ask: (engine) => engine.run(workflow, input, startOptions),
      answered: (answer) => {
        told.acknowledged.add(runId);
        told2(answer);
      },
    });
    return;
  }
  const laterMs = chance.is(0.15) ? 1_500 : undefined;
  users.request(delayMs, {
    ask: (engine) =>
      engine.start(workflow, input, {
        ...startOptions,
        priority: chance.below(2),
        ...(laterMs !== undefined && { delay: laterMs }),
      }),
    answered: () => {
      told.acknowledged.add(runId);
      if (how === 'start') return;
      users.request(0, {
        patienceMs: resultPatienceMs,
        ask: async (engine) => {
          const handle: RunHandle = await engine.handle(runId);
          return how === 'drive' ? handle.drive() : handle.result();
        },
        answered: told2,
      });
    },
  });
}

function resultOf(answer: Answer): string {
  if (answer.ok) return `completed ${JSON.stringify(answer.value) ?? 'undefined'}`;
  const { thrown } = answer;
  return isFlowgraftError(thrown, 'RUN_FAILED') ? 'failed' : 'cancelled';
}

/** The same id however often it is asked: users do not know whether the first time counted. */
function sendSignal(
  { users, chance }: StoryParts,
  runId: string,
  { name, afterMs }: { readonly name: string; readonly afterMs: number },
): void {
  const ask: Parameters<SimulatedUsers['request']>[1]['ask'] = (engine) =>
    engine.signal(runId, name, `payload of ${name}`, { id: `signal ${name}` });
  users.request(afterMs, { ask });
  if (chance.is(0.25)) users.request(afterMs + 1_000 * chance.below(3), { ask });
}

/** A person looks whether the work was done; nobody could tell, so it is done again. */
function decide(
  { users, chance }: StoryParts,
  runId: string,
  { step }: Extract<RunEvent, { readonly type: 'step.unknown' }>,
): void {
  const resolution: StepResolution = { action: 'retry' };
  const ask: Parameters<SimulatedUsers['request']>[1]['ask'] = (engine) =>
    engine.resolveStep(runId, step, resolution);
  users.request(reactionMs(chance), { ask });
}
