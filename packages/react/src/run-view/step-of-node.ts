/** Which of a node's steps to look at. */

import type { RunSession } from '../run/run-session.js';

/** The one that failed first, else one that goes on, else the last; `undefined` while there is none. */
export function stepOfNode(session: RunSession, nodeId: string): string | undefined {
  let best: string | undefined = undefined;
  let weight = -1;
  for (const [step, { name, status }] of session.steps.get().steps) {
    if (name.nodeId !== nodeId || name.isUndo) continue;
    const own = status === 'failed' ? 2 : Number(status === 'running' || status === 'waiting');
    if (own < weight || (own === 2 && weight === 2)) continue;
    best = step;
    weight = own;
  }
  return best;
}
