/** Operators who set limits, change them while runs are under way, and lift them when nothing goes wrong any more. */

import type { LimitScope } from '../../runtime/limit-key.js';
import { mainWorkflowId, childWorkflowId } from './generate-workflow.js';
import type { StoryParts } from './story-parts.js';

/** The key of their own that some runs have. */
export const ownLimitKey = 'customer';

const tenant = 'default';
const scopes: readonly LimitScope[] = [
  { kind: 'global' },
  { kind: 'queue', queue: 'default' },
  { kind: 'tenant', tenant },
  { kind: 'workflow', tenant, workflowId: mainWorkflowId },
  { kind: 'workflow', tenant, workflowId: childWorkflowId },
  { kind: 'key', tenant, key: ownLimitKey },
];

/** A setting that was under way may come after the lifting: operators look again, as long as there is something to do. */
const lookAgainMs = 30_000;

export function changeLimits(parts: StoryParts): void {
  const { users, chance, options } = parts;
  const { limits, faultsMs } = options.profile;
  if (limits === 0) return;
  const known = Array.from({ length: chance.from(1, 2) }, () => chance.pick(scopes));
  for (let i = 0; i < limits; i++) {
    const scope = chance.pick(known);
    const limit = {
      maxHeld: chance.pick([null, 0, 1, 1, 2]),
      maxQueued: chance.pick([null, null, 0, 1, 2]),
    };
    const afterMs = i === 0 ? 0 : Math.floor(faultsMs * chance.next() ** 3);
    users.request(afterMs, { ask: (engine) => engine.setLimit(scope, limit) });
  }
  users.later(faultsMs, () => lift(parts, known));
}

function lift(parts: StoryParts, known: readonly LimitScope[]): void {
  const { users, runs } = parts;
  if (users.open === 0 && runs.open.size === 0) return;
  for (const scope of known) users.request(0, { ask: (engine) => engine.setLimit(scope, {}) });
  users.later(lookAgainMs, () => lift(parts, known));
}
