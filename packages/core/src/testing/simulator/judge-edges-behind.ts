/** Judges, when a step's end is written, whether what had to wait for it has begun before. */

import type { WorkflowEdge, WorkflowNode } from '../../model/document.js';
import { isBack } from './loop-index.js';
import type { StepRecord } from './step-record.js';
import { isPlain, placeOf, type StepPlace } from './workflow-index.js';

/** @returns edges of the step, and of containers around it, behind which a node began too early. */
export function overtakenEdges(
  run: StepRecord,
  step: string,
  place: StepPlace,
): readonly EdgeBehind[] {
  return [...edgesBehind(run, place)].filter((behind) => wasEarly(run, step, place, behind));
}

/** The node behind the edge began although it had to wait for the end of `step`. */
function wasEarly(
  run: StepRecord,
  step: string,
  { nodeId }: StepPlace,
  { edge, under, visit }: EdgeBehind,
): boolean {
  const target = waitingTarget(run, edge);
  const begunAt = run.begun.get(under + edge.to + visit)?.index;
  if (target === undefined || begunAt === undefined) return false;
  const doneAt = run.done.get(step);
  if (doneAt !== undefined && doneAt < begunAt) return false;
  // Where the side record says nothing of the step, only a commit that had to come first tells.
  const own = run.node(nodeId)?.node;
  const isSeen = own !== undefined && isRecorded(own);
  const mayBeEarly = !run.workflow.isStrict || target.effect === 'pure' || own?.effect === 'pure';
  return isSeen || !mayBeEarly;
}

/** The node that the edge leads to, if it waits for all that lead to it in the same pass. */
function waitingTarget(run: StepRecord, edge: WorkflowEdge): WorkflowNode | undefined {
  const target = run.node(edge.to)?.node;
  const waits = areVisitedTogether(run, edge) && (target?.join ?? 'all') === 'all';
  return waits ? target : undefined;
}

/** The side record says when its attempts ended. */
function isRecorded(node: WorkflowNode): boolean {
  return isPlain(node) && node.timeout === undefined;
}

/** Both ends of the edge lie in the same loops. */
function areVisitedTogether(run: StepRecord, { from, to }: WorkflowEdge): boolean {
  const [source, target] = [run.node(from)?.loops ?? [], run.node(to)?.loops ?? []];
  return source.length === target.length && source.every((loop) => target.includes(loop));
}

export interface EdgeBehind {
  readonly edge: WorkflowEdge;
  readonly under: string;
  readonly path: string;
  /** Of the step or container before the edge. */
  readonly visit: string;
}

/** Edges that leave the step, or a container around it. */
function* edgesBehind(run: StepRecord, place: StepPlace): Generator<EdgeBehind> {
  let { under, nodeId, visit } = place;
  for (;;) {
    for (const edge of run.node(nodeId)?.outgoing ?? []) {
      if (!isBack(edge)) yield { edge, under, path: under + nodeId + visit, visit };
    }
    if (under === '') return;
    ({ under, nodeId, visit } = placeOf(under.slice(0, under.lastIndexOf('['))));
  }
}
