/** Plays and judges the simulation of one seed. */

import { Chance } from './chance.js';
import { drawProfile, faultless, type FaultProfile } from './fault-plan.js';
import { generateWorkflows, type GeneratedWorkflows } from './generate-workflow.js';
import type { HistoryEntry } from './history.js';
import { judge } from './judge.js';
import { isMain, wasResumed, type Expectations, type Expected } from './judge-ends.js';
import { play, type FinalRun, type PlayOptions, type PlayVariant } from './play.js';
import { defineSimulatedNodes, type SimulatedNodes } from './simulated-nodes.js';
import type { Violation } from './violation.js';

export interface SeedReport {
  readonly seed: number;
  /** Empty: every rule was kept. */
  readonly violations: readonly Violation[];
  readonly profile: FaultProfile;
  readonly workflows: GeneratedWorkflows;
  readonly history: readonly HistoryEntry[];
  /** What steps wrote in transactions that were committed. */
  readonly rows: readonly string[];
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
  const expected = await expectations({ seed, workflows, nodes }, played.runs);
  const violations = judge(played, workflows.indexed, expected);
  return {
    seed,
    violations,
    profile,
    workflows,
    history: played.history,
    rows: played.rows,
    elapsedMs: played.elapsedMs,
    command: `pnpm simulate --seed ${seed}`,
  };
}

type ReferenceParts = Pick<PlayOptions, 'seed' | 'workflows' | 'nodes'>;

/** How runs of the workflow end where nothing goes wrong, as far as somebody will look at it. */
async function expectations(
  parts: ReferenceParts,
  runs: readonly FinalRun[],
): Promise<Expectations> {
  if (!parts.workflows.isDeterministic) return {};
  const isResumed = runs.filter(isMain).map(wasResumed);
  return {
    untouched: isResumed.includes(false) ? await reference(parts, 'as it is') : undefined,
    resumed: isResumed.includes(true) ? await reference(parts, 'mended') : undefined,
  };
}

async function reference(parts: ReferenceParts, kind: PlayOptions['reference']): Promise<Expected> {
  const { runs } = await play({ ...parts, profile: faultless, reference: kind });
  const record = runs.find(isMain)?.record;
  return record && { status: record.status, output: record.output };
}
