/** What two versions of a workflow differ in, for people who have to choose between them. */

import type { WorkflowDocument } from '@flowgraft/core';
import { isSameJson } from '../store/is-same-json.js';
import { readDocument } from './read-document.js';
import type { EditorDocument, EditorNode } from './records.js';

/** A part that differs: `field` tells which input, or which policy, or the name of an inner graph. */
export interface DifferencePart {
  readonly name:
    | 'name'
    | 'description'
    | 'type'
    | 'input'
    | 'policy'
    | 'place'
    | 'graph'
    | 'output'
    | 'settings'
    | 'text'
    | 'look'
    | 'iterations';
  readonly field?: string | undefined;
  /** `undefined`: it is not there. */
  readonly mine: unknown;
  readonly theirs: unknown;
}

export interface Difference {
  readonly kind: 'workflow' | 'node' | 'edge' | 'note';
  /** Of the node, the edge or the note; empty for the workflow as a whole. */
  readonly id: string;
  /** Who has it: with `both`, `parts` tell what differs. */
  readonly side: 'mine' | 'theirs' | 'both';
  readonly parts: readonly DifferencePart[];
}

/** The workflow as a whole first, then nodes, edges and notes; empty when the two are the same. */
export function compareDocuments(
  mine: WorkflowDocument,
  theirs: WorkflowDocument,
): readonly Difference[] {
  const [left, right] = [readDocument(mine), readDocument(theirs)];
  const about = metaParts(left, right);
  return [
    ...(about.length > 0
      ? [{ kind: 'workflow', id: '', side: 'both', parts: about } as const]
      : []),
    ...compareRecords('node', left.nodes, right.nodes, nodeParts),
    ...compareRecords('edge', left.edges, right.edges, (a, b) =>
      differing([['iterations', a.data.maxIterations, b.data.maxIterations]]),
    ),
    ...compareRecords('note', left.notes, right.notes, (a, b) =>
      differing([
        ['text', a.text, b.text],
        ['place', [a.position, a.graph], [b.position, b.graph]],
        ['look', [a.size, a.colour], [b.size, b.colour]],
      ]),
    ),
  ];
}

function compareRecords<Item>(
  kind: Difference['kind'],
  mine: ReadonlyMap<string, Item>,
  theirs: ReadonlyMap<string, Item>,
  partsOf: (mine: Item, theirs: Item) => DifferencePart[],
): Difference[] {
  const ids = new Set([...mine.keys(), ...theirs.keys()]);
  return [...ids].flatMap((id): Difference[] => {
    const [left, right] = [mine.get(id), theirs.get(id)];
    if (left === undefined) return [{ kind, id, side: 'theirs', parts: [] }];
    if (right === undefined) return [{ kind, id, side: 'mine', parts: [] }];
    const parts = partsOf(left, right);
    return parts.length === 0 ? [] : [{ kind, id, side: 'both', parts }];
  });
}

const policies = [
  'join',
  'disabled',
  'retry',
  'timeout',
  'effect',
  'onError',
  'fallback',
  'compensate',
] as const;

function nodeParts(mine: EditorNode, theirs: EditorNode): DifferencePart[] {
  const [a, b] = [mine.data, theirs.data];
  return [
    ...differing([
      ['type', [a.type, a.version], [b.type, b.version]],
      ['name', a.name, b.name],
    ]),
    ...byField('input', a.input ?? {}, b.input ?? {}),
    ...policies.flatMap((field) => byField('policy', { [field]: a[field] }, { [field]: b[field] })),
    ...byField('output', Object.fromEntries(mine.bodies), Object.fromEntries(theirs.bodies)),
    ...differing([
      ['graph', mine.graph, theirs.graph],
      ['place', mine.position, theirs.position],
      ['look', [mine.size, mine.ui], [theirs.size, theirs.ui]],
    ]),
  ];
}

function metaParts({ meta: a }: EditorDocument, { meta: b }: EditorDocument): DifferencePart[] {
  return [
    ...differing([
      ['name', a.name, b.name],
      ['description', a.description, b.description],
      ['input', a.input, b.input],
      ['output', a.output, b.output],
    ]),
    ...byField('settings', a.settings ?? {}, b.settings ?? {}),
  ];
}

function byField(name: DifferencePart['name'], mine: object, theirs: object): DifferencePart[] {
  const [left, right] = [mine, theirs] as Readonly<Record<string, unknown>>[];
  const fields = new Set([...Object.keys(mine), ...Object.keys(theirs)]);
  return [...fields].flatMap((field) => {
    const [a, b] = [left?.[field], right?.[field]];
    return isSameJson(a, b) ? [] : [{ name, field, mine: a, theirs: b }];
  });
}

function differing(
  parts: readonly (readonly [DifferencePart['name'], unknown, unknown])[],
): DifferencePart[] {
  return parts.flatMap(([name, mine, theirs]) =>
    isSameJson(mine, theirs) ? [] : [{ name, mine, theirs }],
  );
}
