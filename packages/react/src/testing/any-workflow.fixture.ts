/** Workflows of every shape, for properties. */

import fc from 'fast-check';
import type {
  Binding,
  JsonValue,
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
} from '@flowgraft/core';

const key = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,6}$/);
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => withoutProto(value) as JsonValue);
const ui = fc.dictionary(key, json, { maxKeys: 3 });

const binding: fc.Arbitrary<Binding> = fc.oneof(
  json,
  fc.constant({ $ref: 'nodes.n1.output.body' }),
  fc.constant({ $expr: 'nodes.n2.output.count + input.n' }),
  fc.constant({ $template: 'Hello {{ nodes["n3"].output.name }}' }),
  fc.constant({ $secret: 'mail/password' }),
) as fc.Arbitrary<Binding>;

const place = fc.record({ x: fc.integer(), y: fc.integer() });
const size = fc.record({ width: fc.nat(), height: fc.nat() });

/** What a node has besides its id, its bodies and its place. */
const nodeParts = fc.record(
  {
    name: fc.string(),
    input: fc.dictionary(key, binding, { maxKeys: 4 }),
    join: fc.constantFrom('all', 'any', { count: 2 } as const),
    disabled: fc.boolean(),
    retry: fc.record({ attempts: fc.integer({ min: 1, max: 9 }) }),
    timeout: fc.constantFrom('5s', 100),
    effect: fc.constantFrom('pure', 'idempotent', 'atMostOnce'),
    onError: fc.constantFrom('fail', 'continue'),
    fallback: binding,
  },
  { requiredKeys: [] },
);

const types = ['http.request', 'data.set', 'flow.if', 'unknown.type', 'flow.parallel'] as const;

interface Draft {
  readonly type: (typeof types)[number];
  readonly parts: object;
  readonly ui: Record<string, JsonValue>;
  readonly inner: readonly (readonly Draft[])[];
  readonly output: Binding | undefined;
}

const { draft } = fc.letrec<{ draft: Draft; graph: Draft[] }>((tie) => ({
  graph: fc.array(tie('draft'), { maxLength: 3, depthIdentifier: 'bodies' }),
  draft: fc.record({
    type: fc.constantFrom(...types),
    parts: nodeParts,
    ui: fc
      .tuple(ui, fc.option(place, { nil: {} }), fc.option(size, { nil: {} }))
      .map((all) => Object.assign({}, ...all) as Record<string, JsonValue>),
    inner: fc.oneof(
      { maxDepth: 2, depthIdentifier: 'bodies' },
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(tie('graph'), { minLength: 1, maxLength: 3 }) },
    ),
    output: fc.option(binding, { nil: undefined }),
  }),
}));

const note = fc
  .record({
    id: fc.stringMatching(/^note[0-9]{1,4}$/),
    text: fc.string(),
    place,
    size,
    colour: fc.constantFrom('yellow', 'blue', 'grey'),
    more: ui,
  })
  .map(({ id, text, place: at, size: large, colour, more }) => ({
    ...Object.fromEntries(Object.entries(more).filter(([name]) => name !== 'graph')),
    id,
    text,
    colour,
    ...at,
    ...large,
  }));

const meta = fc.record(
  {
    name: fc.string(),
    description: fc.string(),
    input: fc.constant({ type: 'object' } as const),
    settings: fc.record({ concurrency: fc.integer({ min: 1, max: 9 }) }),
    output: binding,
  },
  { requiredKeys: [] },
);

/** Documents whose shape is right; what they mean may be wrong. Ids are unique, and so are the ends of edges. */
export const anyWorkflow: fc.Arbitrary<WorkflowDocument> = fc
  .record({
    drafts: fc.array(draft, { maxLength: 6 }),
    links: fc.array(
      fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('out', 'error', 'true'), fc.nat(3)),
    ),
    meta,
    notes: fc.uniqueArray(note, { selector: ({ id }) => id, maxLength: 4 }),
    otherUi: ui,
  })
  .map(({ drafts, links, meta: about, notes, otherUi }) => {
    const counter = { next: 1 };
    const graph = build(drafts, links, counter);
    const { notes: _notes, ...rest } = otherUi;
    const written = { ...rest, ...(notes.length > 0 && { notes }) };
    return {
      schema: 1,
      id: 'any',
      ...about,
      ...graph,
      ...(Object.keys(written).length > 0 && { ui: written }),
    };
  });

type Link = readonly [number, number, string, number];

function build(
  drafts: readonly Draft[],
  links: readonly Link[],
  counter: { next: number },
): { readonly nodes: WorkflowNode[]; readonly edges: WorkflowEdge[] } {
  const nodes = drafts.map(({ type, parts, ui: about, inner, output }): WorkflowNode => {
    const id = `n${counter.next++}`;
    const bodies = inner.map((each, index): [string, WorkflowBody] => [
      `branch${index}`,
      { ...build(each, links, counter), ...(output !== undefined && { output }) },
    ]);
    return {
      id,
      type,
      version: 1,
      ...parts,
      ...(bodies.length > 0 && { bodies: Object.fromEntries(bodies) }),
      ui: about,
    };
  });
  const edges = new Map<string, WorkflowEdge>();
  for (const [a, b, port, passes] of nodes.length === 0 ? [] : links) {
    const from = nodes[a % nodes.length]?.id ?? '';
    const to = nodes[b % nodes.length]?.id ?? '';
    edges.set(`${from} ${port} ${to}`, {
      from,
      ...(port !== 'out' && { fromPort: port }),
      to,
      ...(passes > 1 && { maxIterations: passes }),
    });
  }
  return { nodes, edges: [...edges.values()] };
}

function withoutProto(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name: string, member: unknown) =>
    name === '__proto__' ? undefined : member,
  ) as unknown;
}
