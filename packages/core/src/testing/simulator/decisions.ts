/** People who decide about steps of which a crash left open whether they did their work. */

import type { RunEvent, StepResolution, StepUnknown } from '../../model/run-event.js';
import type { StepDone } from './history.js';
import { reactionMs, type StoryParts } from './story-parts.js';

/** Decides whenever somebody asks, and again when the run is resumed: it may still ask. */
export function decideOnUnknown(parts: StoryParts): void {
  const asked = new Map<string, Map<string, StepUnknown>>();
  parts.runs.onFact((runId, fact: RunEvent) => {
    const open = asked.get(runId) ?? new Map<string, StepUnknown>();
    if (fact.type === 'step.unknown') {
      asked.set(runId, open.set(fact.step, fact));
      decide(parts, runId, fact);
    } else if (fact.type === 'step.resolved') {
      open.delete(fact.step);
    } else if (fact.type === 'run.resumed') {
      for (const unknown of open.values()) decide(parts, runId, unknown);
    }
  });
}

function decide(parts: StoryParts, runId: string, unknown: StepUnknown): void {
  const { users, chance } = parts;
  // One who does not look has it done again in any case.
  const looks = chance.is(0.7);
  users.request(reactionMs(chance), {
    ask: (engine) => {
      const resolution = looks ? whatWasDone(parts, runId, unknown) : again;
      return engine.resolveStep(runId, unknown.step, resolution);
    },
  });
}

const again: StepResolution = { action: 'retry' };

/** What is to be seen of the work outside the engine; where that says nothing, it is done again. */
function whatWasDone(
  { history, lives }: StoryParts,
  runId: string,
  { step, attempt }: StepUnknown,
): StepResolution {
  const done = history.findLast(
    (entry): entry is StepDone =>
      entry.kind === 'done' &&
      entry.runId === runId &&
      entry.step === step &&
      entry.attempt === attempt,
  );
  const { conclusion } = done ?? {};
  if (conclusion?.kind === 'gave') {
    const [port, ...others] = conclusion.ports;
    // A decision names one port.
    if (others.length > 0) return again;
    return { action: 'complete', output: conclusion.output, port };
  }
  const isFinal = conclusion !== undefined && !conclusion.isPassing;
  if (!isFinal || lives.isCured(runId, step)) return again;
  return { action: 'fail', message: conclusion.message };
}
