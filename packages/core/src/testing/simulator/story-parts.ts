/** What those who use the engines in a simulation know and have. */

import type { Workflow } from '../../workflow/workflow.js';
import type { Chance } from './chance.js';
import type { FaultProfile } from './fault-plan.js';
import type { HistoryEntry } from './history.js';
import type { Lives } from './lives.js';
import type { OpenRuns } from './open-runs.js';
import type { SimulatedUsers } from './simulated-users.js';

export interface StoryParts {
  readonly users: SimulatedUsers;
  readonly chance: Chance;
  readonly runs: OpenRuns;
  readonly lives: Lives;
  /** What has happened so far. */
  readonly history: readonly HistoryEntry[];
  readonly workflow: Workflow;
  readonly options: {
    readonly seed: number;
    readonly profile: FaultProfile;
    readonly reference?: string | undefined;
  };
}

/** How long it takes until somebody does something about what has happened, milliseconds. */
export function reactionMs(chance: Chance): number {
  return chance.pick([0, 5, 300, 2_000, 9_000]);
}
