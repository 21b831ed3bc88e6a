/** The decision on the alert: by ourselves, or from another terminal. */

import { approvalSignal, type Engine } from '@flowgraft/core';

import type { Decision } from './nodes/compose-report.js';
import type { Progress } from './progress.js';

const step = 'approve';

/** Approves at once, or says how another terminal can; also when the run has been waiting since before. */
export async function attendApproval(
  engine: Engine,
  {
    runId,
    approve,
    progress,
  }: { readonly runId: string; readonly approve: boolean; readonly progress: Progress },
): Promise<void> {
  const asked = async (title: string): Promise<void> => {
    progress.say(`  ? ${title}`);
    if (approve) {
      progress.say('    approved by --approve, the default; try --no-approve');
      await decide(engine, runId, { ok: true, by: 'the quickstart' });
    } else {
      progress.say('    waiting; in another terminal:  pnpm quickstart --decide yes   (or no)');
    }
  };
  engine.on('step.waiting', ({ wait }) => {
    if (wait.signal === approvalSignal(step)) void asked(wait.about?.title ?? 'Send an alert?');
  });
  const waits = (await engine.get(runId))?.waits ?? [];
  const waiting = waits.find(({ signal }) => signal === approvalSignal(step));
  if (waiting !== undefined) await asked(waiting.about?.title ?? 'Send an alert?');
}

/** A second decision is not taken: the signal has one id. */
export async function decide(engine: Engine, runId: string, decision: Decision): Promise<void> {
  await engine.signal(runId, approvalSignal(step), decision, { id: `decision:${runId}` });
}
