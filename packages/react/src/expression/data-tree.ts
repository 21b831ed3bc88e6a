/** The data that an expression can read, as a tree that is opened step by step. */

import type { JsonSchema, Scope } from '@flowgraft/core';
import { pathText } from './path-text.js';
import { sampleValue } from './sample-value.js';
import { kindOfValue, schemaItems, schemaMembers } from './schema-members.js';
import type { ExpressionData } from './suggestions.js';

export interface DataEntry {
  /** What an expression writes for it; the same for no two entries. */
  readonly reference: string;
  /** A node's name, or the name of a property. */
  readonly label: string;
  readonly kind: 'node' | 'name' | 'property' | 'item';
  readonly schema: JsonSchema;
  /** What it was in the sample; `undefined`: nothing is known. */
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly hasChildren: boolean;
}

/** Entries at the top: nodes first, those nearest last in the document first, then the other names. */
export function dataEntries({ types, nodeName, sample }: ExpressionData): DataEntry[] {
  const nodes = [...schemaMembers(types['nodes'] ?? true)].map(([id, schema]) => {
    const output = schemaMembers(schema).get('output');
    const path = output === undefined ? ['nodes', id] : ['nodes', id, 'output'];
    return entryOf({ label: nodeName(id), kind: 'node', schema: output ?? schema, path }, sample);
  });
  const names = Object.entries(types)
    .filter(([name]) => name !== 'nodes')
    .map(([name, schema]) => entryOf({ label: name, kind: 'name', schema, path: [name] }, sample));
  return [...nodes, ...names];
}

/** What is inside an entry: by its schema, and by the sample where the schema leaves it open. */
export function dataChildren(
  { schema, path, value }: DataEntry,
  sample: Scope | null,
): DataEntry[] {
  const items = schemaItems(schema) ?? (Array.isArray(value) ? true : undefined);
  if (items !== undefined) {
    const first = { label: '1', kind: 'item', schema: items, path: [...path, 0] } as const;
    return [entryOf(first, sample)];
  }
  const members = new Map(schemaMembers(schema));
  if (kindOfValue(value) === 'object') {
    for (const name of Object.keys(value as object))
      if (!members.has(name)) members.set(name, true);
  }
  return [...members].map(([name, inner]) =>
    entryOf({ label: name, kind: 'property', schema: inner, path: [...path, name] }, sample),
  );
}

function entryOf(
  entry: Pick<DataEntry, 'label' | 'kind' | 'schema' | 'path'>,
  sample: Scope | null,
): DataEntry {
  const reference = pathText(entry.path);
  const value = sampleValue(reference, sample);
  const hasChildren =
    schemaMembers(entry.schema).size > 0 ||
    schemaItems(entry.schema) !== undefined ||
    (typeof value === 'object' && value !== null && Object.keys(value).length > 0);
  return { ...entry, reference, value, hasChildren };
}
