/** What crashes did to the steps of a host's workflow, from the records of all its plays. */

import type { EffectClass, WorkflowBody, WorkflowNode } from '../../model/document.js';
import { createEngine } from '../../runtime/create-engine.js';
import type { EngineOptions } from '../../runtime/engine-options.js';
import type { AnyWorkflow } from '../../workflow/workflow.js';
import type { EffectRecord } from './effect-record.js';
import { placeOf } from './workflow-index.js';

/** What the crashes did to one step. */
export interface SimulatedStep {
  readonly workflowId: string;
  /** The step's path, for example `each[3]/charge`. */
  readonly step: string;
  readonly nodeType: string;
  readonly effect: EffectClass;
  /** Attempts that began when nothing went wrong. */
  readonly begun: number;
  /** The most that began in one play with a crash. */
  readonly mostBegun: number;
  /** A crash can make it begin again. */
  readonly mayRunTwice: boolean;
  /** A crash can leave it open whether it did its work: then somebody is asked. */
  readonly mayAsk: boolean;
}

interface PlayedEffects {
  readonly effects: EffectRecord;
  /** Steps that were left open. */
  readonly asks: readonly string[];
}

type Described = Pick<SimulatedStep, 'nodeType' | 'effect'>;
/** Says what node a step is of. */
export type Describer = (workflowId: string, step: string) => Described;

/** @param plays - The one without a crash first. */
export function stepsOf(
  plays: readonly PlayedEffects[],
  describe: Describer,
): readonly SimulatedStep[] {
  const [undisturbed] = plays;
  const known = new Map<string, readonly [workflowId: string, step: string]>();
  for (const { effects } of plays) {
    for (const { workflowId, step } of effects.all)
      known.set(`${workflowId} ${step}`, [workflowId, step]);
  }
  return [...known.values()].map(([workflowId, step]) => {
    const begunIn = (play: PlayedEffects | undefined): number => most(play, workflowId, step);
    const begun = begunIn(undisturbed);
    const mostBegun = Math.max(...plays.map(begunIn));
    return {
      workflowId,
      step,
      ...describe(workflowId, step),
      begun,
      mostBegun,
      mayRunTwice: mostBegun > Math.max(1, begun),
      mayAsk: plays.some(({ asks }) => asks.includes(step)),
    };
  });
}

/** How often the step began in one run: a workflow may have several runs, as a sub-workflow. */
function most(play: PlayedEffects | undefined, workflowId: string, step: string): number {
  const byRun = new Map<string, number>();
  for (const entry of play?.effects.all ?? []) {
    if (entry.workflowId !== workflowId || entry.step !== step) continue;
    byRun.set(entry.runId, (byRun.get(entry.runId) ?? 0) + 1);
  }
  return Math.max(0, ...byRun.values());
}

/** Says of a step what node it is, as far as its workflow was given. */
export async function stepDescriber(
  workflow: AnyWorkflow,
  options: EngineOptions,
): Promise<Describer> {
  const engine = createEngine(options);
  const manifests = await engine.manifests();
  await engine.close();
  const effects = new Map(
    manifests.map(({ type, version, effect }) => [`${type}@${version}`, effect]),
  );
  const nodes = new Map<string, WorkflowNode>();
  for (const each of withChildren([workflow, ...(options.workflows ?? [])])) {
    for (const node of nodesOf(each.toJSON())) nodes.set(`${each.id} ${node.id}`, node);
  }
  return (workflowId, step) => {
    const { nodeId, isUndo } = placeOf(step);
    const node = nodes.get(`${workflowId} ${nodeId}`);
    const used = isUndo ? node?.compensate : node;
    const effect =
      (isUndo ? undefined : node?.effect) ?? effects.get(`${used?.type}@${used?.version}`);
    return { nodeType: used?.type ?? 'unknown', effect: effect ?? 'idempotent' };
  };
}

function withChildren(workflows: readonly AnyWorkflow[]): ReadonlySet<AnyWorkflow> {
  const all = new Set(workflows);
  for (const workflow of all) for (const child of workflow.children) all.add(child);
  return all;
}

function* nodesOf({ nodes }: WorkflowBody): Generator<WorkflowNode> {
  for (const node of nodes) {
    yield node;
    for (const body of Object.values(node.bodies ?? {})) yield* nodesOf(body);
  }
}
