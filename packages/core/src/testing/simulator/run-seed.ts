/** Plays and judges the simulation of one seed. */

import { Chance } from './chance.js';
import { drawProfile, faultless, type FaultProfile } from './fault-plan.js';
import { generateWorkflows, type GeneratedWorkflows } from './generate-workflow.js';
import type { HistoryEntry } from './history.js';
import { judge, type Expected } from './judge.js';
import { play, type PlayVariant } from './play.js';
import { defineSimulatedNodes, type SimulatedNodes } from './simulated-nodes.js';
import type { Violation } from './violation.js';

export interface SeedReport {
  readonly seed: number;
  /** Empty: every rule was kept. */
  readonly violations: readonly Violation[];
  readonly profile: FaultProfile;
  readonly workflows: GeneratedWorkflows;
  readonly history: readonly HistoryEntry[];
  /** Virtual milliseconds. */
  readonly elapsedMs: number;
  /** Plays it again, step for step. */
  readonly command: string;
}

/** Runs seeds one after another; node types are compiled once. */
export interface SeedRunner {
  run(seed: number, variant?: PlayVariant): Promise<SeedReport>;
}

/** Makes a runner of seeds. */
export function seedRunner(): SeedRunner {
  const nodes = defineSimulatedNodes();
  return { run: (seed, variant = {}) => runSeed(seed, nodes, variant) };
}

async function runSeed(
  seed: number,
  nodes: SimulatedNodes,
  variant: PlayVariant,
): Promise<SeedReport> {
  const workflows = generateWorkflows(seed);
  const profile = drawProfile(new Chance(seed ^ 0x5bd1e995));
  const played = await play({ ...variant, seed, profile, workflows, nodes });
  const expected = workflows.isDeterministic ? await reference(seed, workflows, nodes) : undefined;
  const violations = judge(played, [workflows.main, workflows.child], expected);
  return {
    seed,
    violations,
    profile,
    workflows,
    history: played.history,
    elapsedMs: played.elapsedMs,
    command: `pnpm simulate --seed ${seed}`,
  };
}

/** The same workflow where nothing goes wrong. */
async function reference(
  seed: number,
  workflows: GeneratedWorkflows,
  nodes: SimulatedNodes,
): Promise<Expected> {
  const { runs } = await play({ seed, profile: faultless, workflows, nodes, isReference: true });
  const record = runs.find(({ record: { runId } }) => runId === 'run-0')?.record;
  return record && { status: record.status, output: record.output };
}
