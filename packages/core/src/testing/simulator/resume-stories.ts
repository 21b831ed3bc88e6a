/** People who resume runs: those that have failed, and at wrong moments any other. */

import { reactionMs, type StoryParts } from './story-parts.js';

/** @returns by run, how often somebody was told that it is resumed. */
export function resumeFailed(parts: StoryParts): ReadonlyMap<string, number> {
  const { chance, runs, options } = parts;
  const { resumes, faultsMs } = options.profile;
  const told = new Map<string, number>();
  const asked = new Map<string, number>();
  if (resumes === 0) return told;
  runs.onFact((runId, fact) => {
    const times = asked.get(runId) ?? 0;
    if (fact.type !== 'run.failed' || times >= resumes || chance.is(0.2)) return;
    asked.set(runId, times + 1);
    resume(parts, told, runId, reactionMs(chance));
  });
  for (let i = 0; i < resumes; i++) {
    const which = chance.next();
    const afterMs = Math.floor(faultsMs * chance.next() ** 3);
    parts.users.later(afterMs, () => {
      const ids = [...runs.known.keys()];
      const runId = ids[Math.floor(which * ids.length)];
      if (runId !== undefined) resume(parts, told, runId, 0);
    });
  }
  return told;
}

function resume(
  { users }: StoryParts,
  told: Map<string, number>,
  runId: string,
  afterMs: number,
): void {
  users.request(afterMs, {
    ask: (engine) => engine.resume(runId),
    // Anything but `RUN_CONFLICT` is told as unexpected.
    answered: ({ ok }) => {
      if (ok) told.set(runId, (told.get(runId) ?? 0) + 1);
    },
  });
}
