/** Judges whether a step that begins is due: by the edges that lead to it, its loops, and how often it may run. */

import { cleanUp, type StepRecord } from './step-record.js';
import type { StepBegun } from './history.js';
import type { SimulationRule } from './violation.js';
import { isPlain, neededEdges, type IndexedNode, type StepPlace } from './workflow-index.js';

/** A step that begins. */
export interface Begin {
  readonly run: StepRecord;
  readonly entry: StepBegun;
  readonly indexed: IndexedNode;
  readonly place: StepPlace;
  readonly say: (rule: SimulationRule, message: string) => void;
  /** The step, for people. */
  readonly what: string;
}

export function judgeDue(begin: Begin): void {
  const { run, entry, indexed, place } = begin;
  if (indexed.node.effect === 'atMostOnce') judgeAtMostOnce(begin);
  if (indexed.graphLoops.length > 0) {
    // What an old epoch knows, or a clean-up that began anew, is not what was committed last.
    const isAnew = run.resumes > 0 && place.under.includes(cleanUp);
    if (isAnew || entry.epoch < run.epoch) return;
    judgePass(begin);
  }
  judgeEdges(begin);
}

function judgeAtMostOnce({ run, entry: { step, attempt }, what, say }: Begin): void {
  const again = run.counts.get(`again ${step}`) ?? 0;
  const allowed = 1 + again + (run.counts.get(`anew ${step} ${attempt}`) ?? 0);
  if (run.count(`once ${step} ${attempt}`) > allowed) say('at-most-once', `${what} ran twice`);
  if (!run.announced.has(`${step} ${attempt}`)) {
    say('at-most-once', `${what} began before that was written`);
  }
}

/** A pass of a loop begins when the one before has asked for it, and nothing of that one begins after. */
function judgePass({ run, indexed, place: { under, visit }, what, say }: Begin): void {
  const { loops, node } = indexed;
  const [loop, ...others] = loops;
  if (loop === undefined) return;
  const times = Number(visit.slice(1) || 1);
  if (others.length === 0 && times > 1 + loop.maxIterations) {
    say('loops', `${what} began, and its loop goes round ${loop.maxIterations} times`);
  }
  const nodes = [node, ...loops.map(({ edge }) => run.node(edge.from)?.node)];
  const isCommitted = run.workflow.isStrict && nodes.every((each) => each?.effect !== 'pure');
  const meant = run.loops(under).visitOf(indexed);
  if (isCommitted && times !== meant) {
    say('loops', `${what} began, and its loops are at visit ${meant}`);
  }
}

function judgeEdges(begin: Begin): void {
  const { run, indexed, place, what, say } = begin;
  const { node, incoming, loops } = indexed;
  if (incoming.length === 0) return;
  // A new pass starts its first node whatever leads to it.
  if (place.visit !== '' && loops.some(({ edge }) => edge.to === node.id)) return;
  const alive = incoming.filter((edge) => {
    const source = run.node(edge.from);
    if (source === undefined) return true;
    const isEarly = mayBeEarly(begin, source);
    const isAlive = run.isAlive(edge, place.under);
    // What an edge out of a loop brought counts at once, while the loop goes on.
    const isExit = source.loops.some((loop) => !loops.includes(loop));
    const waits = (node.join ?? 'all') === 'all' && !(isExit && isAlive === true);
    if (waits) judgeSource(begin, source, isEarly);
    return (isAlive ?? true) || (isEarly && run.doneNodes.has(place.under + edge.from));
  });
  const isTimed = incoming.some(({ from }) => run.node(from)?.node.timeout !== undefined);
  if (alive.length < neededEdges(node.join) && !isTimed) {
    say('edges', `${what} began with ${alive.length} edges alive`);
  }
}

/** The step may begin before the end of that one is committed. */
function mayBeEarly({ run, indexed }: Begin, source: IndexedNode): boolean {
  const isPure = indexed.node.effect === 'pure' || source.node.effect === 'pure';
  return isPure || !run.workflow.isStrict;
}

/** A source that began has ended, and that is committed where it has to be. */
function judgeSource(
  { run, place, what, say }: Begin,
  source: IndexedNode,
  isEarly: boolean,
): void {
  const { node } = source;
  const path = run.pathOf(source, place.under);
  const isTimed = node.timeout !== undefined;
  if (!isPlain(node) || isTimed || !run.begun.has(path) || run.outcomes.has(path)) return;
  if (!run.done.has(path)) say('edges', `${what} began before ${path} had ended`);
  else if (!isEarly) {
    say('effect-after-commit', `${what} began before the end of ${path} was committed`);
  }
}
