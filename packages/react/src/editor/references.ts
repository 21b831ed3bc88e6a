/** What bindings refer to: found and rewritten by what was parsed, never by a search in the text. */

import { bindingForm, readReferences, type BindingText } from '@flowgraft/core/document';
import type { Binding } from '@flowgraft/core';
import type { EditorDocument, EditorNode, GraphRef } from './records.js';

/** Where a reference stands, for lists of usages. */
export interface NodeUsage {
  /** The node whose binding it is; `null` for the value that a graph gives. */
  readonly nodeId: string | null;
  /** The graph whose value it is, where `nodeId` is `null`. */
  readonly graph: GraphRef;
  /** From the node on: `['input', 'to', 0]`, `['fallback']`, `['compensate', 'input', 'id']`. */
  readonly path: readonly (string | number)[];
}

/** A binding among those of a node, and where it stands. */
interface PlacedText {
  readonly form: BindingText;
  readonly path: readonly (string | number)[];
}

/** Replaces one key of a reference: `index` counts from the root, so 1 is the id in `nodes.<id>`. */
export interface KeyChange {
  readonly index: number;
  readonly key: string;
}

// A bounded memo of a pure function: it lives as long as the records, which never change.
const known = new WeakMap<EditorNode, ReadonlySet<string>>();

/** The nodes that the bindings of a node refer to; of a container, also those of its bodies' values. */
export function nodesReferredBy(node: EditorNode): ReadonlySet<string> {
  const found = known.get(node);
  if (found !== undefined) return found;
  const texts = [
    ...textsOfNode(node),
    ...[...node.bodies.values()].flatMap((each) => textsOf(each)),
  ];
  const ids = new Set(texts.flatMap(({ form }) => idsIn(form)));
  known.set(node, ids);
  return ids;
}

/** The ids of all nodes that anything in the document refers to, whether they are there or not. */
export function referredIds({ nodes, meta }: EditorDocument): Set<string> {
  const ids = new Set(textsOf(meta.output).flatMap(({ form }) => idsIn(form)));
  for (const node of nodes.values()) for (const id of nodesReferredBy(node)) ids.add(id);
  return ids;
}

/** Everything that refers to a node, in the order of the document's records. */
export function usagesOf({ nodes, meta }: EditorDocument, id: string): NodeUsage[] {
  const usages: NodeUsage[] = [];
  const take = (texts: readonly PlacedText[], place: Pick<NodeUsage, 'nodeId' | 'graph'>): void => {
    for (const { form, path } of texts)
      if (idsIn(form).includes(id)) usages.push({ ...place, path });
  };
  for (const node of nodes.values()) {
    if (!nodesReferredBy(node).has(id)) continue;
    take(textsOfNode(node), { nodeId: node.id, graph: node.graph });
    for (const [body, output] of node.bodies)
      take(textsOf(output, ['output']), { nodeId: null, graph: { nodeId: node.id, body } });
  }
  take(textsOf(meta.output, ['output']), { nodeId: null, graph: null });
  return usages;
}

/** The binding with other keys in its references; the same object when none is to be changed. */
export function rewriteBinding(
  binding: Binding,
  change: (path: readonly string[]) => KeyChange | null,
): Binding {
  const form = bindingForm(binding);
  switch (form.kind) {
    case 'reference':
      return { $ref: rewriteText(form, change) };
    case 'expression':
      return { $expr: rewriteText(form, change) };
    case 'template':
      return { $template: rewriteText(form, change) };
    case 'list':
      return form.items.map((item) => rewriteBinding(item, change));
    case 'object':
      return rewriteMembers(form.members, change);
    case 'scalar':
    case 'literal':
    case 'secret':
    case 'malformed':
      return binding;
  }
}

/** A node's record with other keys in the references of all its bindings. */
export function rewriteNode(
  node: EditorNode,
  change: (path: readonly string[]) => KeyChange | null,
): EditorNode {
  const { input, fallback, compensate } = node.data;
  const data = {
    ...node.data,
    ...(input !== undefined && { input: rewriteMembers(input, change) }),
    ...(fallback !== undefined && { fallback: rewriteBinding(fallback, change) }),
    ...(compensate?.input !== undefined && {
      compensate: { ...compensate, input: rewriteMembers(compensate.input, change) },
    }),
  };
  const bodies = [...node.bodies].map(([name, output]): [string, Binding | undefined] => [
    name,
    output === undefined ? undefined : rewriteBinding(output, change),
  ]);
  return { ...node, data, bodies: new Map(bodies) };
}

/** Changes the id in `nodes.<id>` of references, for ids that `ids` has. */
export function renameIds(
  ids: ReadonlyMap<string, string>,
): (path: readonly string[]) => KeyChange | null {
  return ([root, id = '']) => {
    const key = root === 'nodes' ? ids.get(id) : undefined;
    return key === undefined || key === id ? null : { index: 1, key };
  };
}

/** `nodes.fetch.output.items`, `nodes["my-id"].output`: a path as references write it. */
export function writeReference([root = '', ...keys]: readonly string[]): string {
  return root + keys.map(writeKey).join('');
}

const plainName = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const index = /^(?:0|[1-9]\d*)$/;

function writeKey(key: string): string {
  if (plainName.test(key)) return `.${key}`;
  return index.test(key) ? `[${key}]` : `[${JSON.stringify(key)}]`;
}

function rewriteMembers(
  members: Readonly<Record<string, Binding>>,
  change: (path: readonly string[]) => KeyChange | null,
): Record<string, Binding> {
  const entries = Object.entries(members);
  return Object.fromEntries(entries.map(([key, value]) => [key, rewriteBinding(value, change)]));
}

function rewriteText(
  form: BindingText,
  change: (path: readonly string[]) => KeyChange | null,
): string {
  let { text } = form;
  // From the last on: what is replaced does not move those before it.
  const references = readReferences(form.kind, form.text).toSorted(
    (a, b) => b.position - a.position,
  );
  for (const { path, position } of references) {
    const keyChange = change(path);
    if (keyChange !== null) text = replaceKey(text, position, path, keyChange);
  }
  return text;
}

/** A key of a path in the text: `.name`, `?.name`, `["text"]`, `[0]`, with spaces and closing parentheses before it. */
const keyPattern =
  /[\s)]*(?:(\?\.|\.)\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)|(\?\.)?\s*\[\s*("[^"\\]*"|'[^'\\]*'|\d+)\s*\])/uy;

function replaceKey(
  text: string,
  position: number,
  path: readonly string[],
  { index: wanted, key }: KeyChange,
): string {
  keyPattern.lastIndex = position + (path[0]?.length ?? 0);
  for (let at = 1; at <= wanted; at += 1) {
    const start = keyPattern.lastIndex;
    const found = keyPattern.exec(text);
    // Written in a way that is not looked for, such as with escapes: it stays as it is.
    if (found === null) return text;
    const [whole, mark, name, optional, quoted] = found;
    if ((name ?? quoted?.replaceAll(/^["']|["']$/g, '')) !== path[at]) return text;
    if (at < wanted) continue;
    const isOptional = mark === '?.' || optional === '?.';
    const before = /^[\s)]*/.exec(whole)?.[0] ?? '';
    const written = writeKey(key);
    const after = isOptional ? `?.${written.replace(/^\./, '')}` : written;
    return text.slice(0, start) + before + after + text.slice(start + whole.length);
  }
  return text;
}

function idsIn(form: BindingText): string[] {
  return readReferences(form.kind, form.text).flatMap(({ path: [root, id] }) =>
    root === 'nodes' && id !== undefined ? [id] : [],
  );
}

function textsOfNode({ data }: EditorNode): PlacedText[] {
  return [
    ...textsOf(data.input, ['input']),
    ...textsOf(data.fallback, ['fallback']),
    ...textsOf(data.compensate?.input, ['compensate', 'input']),
  ];
}

function textsOf(
  binding: Binding | undefined,
  path: readonly (string | number)[] = [],
): PlacedText[] {
  if (binding === undefined) return [];
  const form = bindingForm(binding);
  if (form.kind === 'list')
    return form.items.flatMap((item, position) => textsOf(item, [...path, position]));
  if (form.kind === 'object')
    return Object.entries(form.members).flatMap(([key, each]) => textsOf(each, [...path, key]));
  const isText =
    form.kind === 'reference' || form.kind === 'expression' || form.kind === 'template';
  return isText ? [{ form, path }] : [];
}
