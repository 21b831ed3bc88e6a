// Workflows of 5 to 20 steps, drawn from a seed: graphs with timers, signals, retries, loops and children.
import { seededRandom } from './seeded-random.mjs';
import { valueOf } from './tokens.mjs';

const shapes = 40;
const delays = [30, 300, 1500];
const itemsOfLoop = 3;
const childId = 'chaos-child';

/** What each kind of node costs of a workflow's steps, and how often it is drawn. */
const kinds = [
  { kind: 'work', weight: 58, steps: 1 },
  { kind: 'pure', weight: 8, steps: 1 },
  { kind: 'flaky', weight: 7, steps: 1 },
  { kind: 'once', weight: 6, steps: 1 },
  { kind: 'tx', weight: 9, steps: 1 },
  { kind: 'delay', weight: 4, steps: 1 },
  { kind: 'signal', weight: 3, steps: 1 },
  { kind: 'each', weight: 2, steps: itemsOfLoop },
  { kind: 'child', weight: 3, steps: 3 },
  // Only where a part asks for it.
  { kind: 'approval', weight: 0, steps: 1 },
];

/**
 * The workflows of one part.
 *
 * @param hasTransactions - False draws ordinary steps in place of transactional ones.
 * @param options.weights - How often a kind is drawn, where not as usual.
 * @param options.undoes - Ordinary steps say how they are undone.
 * @returns `{ document, nodes, undoes }`; `nodes`: `{ id, kind, from, delayMs }` in an order in which they could run.
 */
export function drawWorkflows(seed, hasTransactions, { weights = {}, undoes = false } = {}) {
  const random = seededRandom(seed);
  const mix = kinds.map((each) => ({ ...each, weight: weights[each.kind] ?? each.weight }));
  return Array.from({ length: shapes }, (_, index) =>
    draw(random, `chaos-${index}`, 5 + (index % 16), { hasTransactions, undoes, mix }),
  );
}

function draw(random, id, size, { hasTransactions, undoes, mix }) {
  const nodes = [];
  for (let steps = 0; steps < size;) {
    const drawn = drawKind(random, mix, size - steps);
    const kind = drawn.kind === 'tx' && !hasTransactions ? 'work' : drawn.kind;
    const node = { id: `${kind}${nodes.length}`, kind, from: drawSources(random, nodes) };
    nodes.push(kind === 'delay' ? { ...node, delayMs: random.pick(delays) } : node);
    steps += drawn.steps;
  }
  return { document: documentOf(id, nodes, undoes), nodes, undoes };
}

function drawKind(random, mix, room) {
  const possible = mix.filter(({ steps }) => steps <= room);
  let at = random.next() * possible.reduce((sum, { weight }) => sum + weight, 0);
  return possible.find(({ weight }) => (at -= weight) < 0) ?? possible[0];
}

/** Up to three of the last few nodes; now and then none, so that branches begin. */
function drawSources(random, nodes) {
  const near = nodes.slice(-4);
  if (near.length === 0 || random.next() < 0.05) return [];
  const count = 1 + random.below(Math.min(3, near.length));
  const sources = new Set();
  while (sources.size < count) sources.add(random.pick(near).id);
  return [...sources];
}

function documentOf(id, nodes, undoes) {
  const kindOf = new Map(nodes.map((node) => [node.id, node.kind]));
  return {
    schema: 1,
    id,
    nodes: nodes.map((node) => ({
      ...documentNode(node, kindOf),
      ...(undoes && node.kind === 'work' && { compensate: undoing(node.id) }),
    })),
    edges: nodes.flatMap(({ id: to, from }) => from.map((source) => ({ from: source, to }))),
    output: Object.fromEntries(
      nodes.filter(({ kind }) => kind !== 'delay').map((node) => [node.id, outputOf(node.id)]),
    ),
  };
}

const outputOf = (id) => ({ $ref: `nodes.${id}.output` });
const key = { $ref: 'input.key' };
const undoing = (id) => ({ type: 'chaos.undo', version: 1, input: { done: outputOf(id) } });

function documentNode({ id, kind, from, delayMs }, kindOf) {
  const read = from.filter((source) => kindOf.get(source) !== 'delay');
  const given = Object.fromEntries(read.map((source) => [source, outputOf(source)]));
  switch (kind) {
    case 'delay':
      return { id, type: 'flow.delay', version: 1, input: { duration: delayMs } };
    case 'signal':
      return { id, type: 'flow.waitForSignal', version: 1, input: { signal: id } };
    case 'approval':
      return { id, type: 'flow.approval', version: 1, input: { decidedBy: 'isApproved' } };
    case 'each':
      return eachNode(id, given);
    case 'child': {
      const input = { key: { $template: `{{ input.key }}/${id}` }, given };
      return {
        id,
        type: 'flow.subWorkflow',
        version: 1,
        input: { workflowId: childId, input },
      };
    }
    default:
      return { id, type: `chaos.${kind}`, version: 1, input: { key, given } };
  }
}

function eachNode(id, given) {
  const body = {
    nodes: [{ id: `${id}_item`, type: 'chaos.work', version: 1, input: { key, given } }],
    edges: [],
  };
  const items = Array.from({ length: itemsOfLoop }, (_, index) => index);
  return { id, type: 'flow.forEach', version: 1, input: { items }, bodies: { body } };
}

/** The workflow that others call: three steps in a row, the first of which reads what the caller gives. */
export const childDocument = {
  schema: 1,
  id: childId,
  nodes: ['first', 'second', 'third'].map((id, index, ids) => ({
    id,
    type: index === 1 ? 'chaos.once' : 'chaos.work',
    version: 1,
    input: { key, given: index === 0 ? { $ref: 'input.given' } : outputOf(ids[index - 1]) },
  })),
  edges: [
    { from: 'first', to: 'second' },
    { from: 'second', to: 'third' },
  ],
  output: Object.fromEntries(['first', 'second', 'third'].map((id) => [id, outputOf(id)])),
};

/**
 * Every step of a run as it must have been: by name, what it read and gave.
 *
 * @param run - The id of the run that was started, which begins all names.
 * @returns a map from `s` to `{ kind, reads, v, after }`; `reads`: names of steps; `after`: delays that the step came after, each
 *   with its milliseconds and the names of the steps that this delay came after.
 */
export function expectedSteps({ nodes }, run) {
  const steps = new Map();
  const namesOf = new Map();
  const delayOf = new Map();
  const give = (s, kind, reads, after = []) => {
    const given = reads.map((each) => ({ s: each, v: steps.get(each).v }));
    steps.set(s, { kind, reads, v: valueOf(s, given), after });
  };
  for (const { id, kind, from, delayMs } of nodes) {
    const reads = from.flatMap((source) => namesOf.get(source) ?? []);
    const after = from.flatMap((source) => delayOf.get(source) ?? []);
    if (kind === 'delay') {
      delayOf.set(id, { delayMs, reads });
      continue;
    }
    const names = namesOfNode(`${run}/${id}`, id, kind);
    for (const [index, s] of names.entries()) {
      const isInner = kind === 'child' && index > 0;
      const innerKind = kind === 'child' ? (index === 1 ? 'once' : 'work') : kind;
      const shown = kind === 'each' ? 'work' : innerKind;
      if (kind === 'signal' || kind === 'approval') give(s, 'signal', []);
      else if (isInner) give(s, shown, [names[index - 1]]);
      else give(s, shown, reads, after);
    }
    namesOf.set(id, names);
  }
  return steps;
}

/** The names of the tokens in a node's output. */
function namesOfNode(s, id, kind) {
  if (kind === 'child') return ['first', 'second', 'third'].map((inner) => `${s}/${inner}`);
  if (kind !== 'each') return [s];
  return Array.from({ length: itemsOfLoop }, (_, index) => `${s}[${index}]/${id}_item`);
}
