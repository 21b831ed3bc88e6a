/** Whether text from outside holds nodes and edges: checked without the schemas of the server, which are too large here. */

import { defaultDocumentLimits, errorCategories, parseDuration } from '@flowgraft/core/document';
import type { Binding, WorkflowBody, WorkflowEdge, WorkflowNode } from '@flowgraft/core';
import type { MessageKey } from '../language/message.js';

const idPattern = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What keeps this JSON from being looked at: too many values, too deep, or a key that programs mistake. `null`: nothing.
 * Walks without recursion.
 */
export function checkPlainJson(root: unknown): MessageKey | null {
  const { values, valueDepth, bodyLevels } = defaultDocumentLimits;
  // A body lies three levels below its node: each of them is as deep as a value may be at most.
  const deepest = valueDepth + bodyLevels * 4;
  const open: [unknown, number][] = [[root, 0]];
  let count = 0;
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const [value, depth] = entry;
    count += 1;
    if (count > values || depth > deepest) return 'editor.pasteTooLarge';
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) return 'editor.pasteBroken';
    for (const inner of Object.values(value)) open.push([inner, depth + 1]);
  }
  return null;
}

/** Nodes and edges of a graph; `null` when something in it is neither. */
export function readGraphParts(
  value: Fields,
): { readonly nodes: readonly WorkflowNode[]; readonly edges: readonly WorkflowEdge[] } | null {
  const budget = { nodes: defaultDocumentLimits.nodes, ids: new Set<string>() };
  return readGraph(value, budget);
}

interface Budget {
  nodes: number;
  readonly ids: Set<string>;
}

function readGraph({ nodes, edges = [] }: Fields, budget: Budget) {
  if (!Array.isArray(nodes) || !Array.isArray(edges)) return null;
  const readNodes = (nodes as unknown[]).map((node) => readNode(node, budget));
  const readEdges = (edges as unknown[]).map(readEdge);
  return readNodes.includes(null) || readEdges.includes(null)
    ? null
    : { nodes: readNodes as WorkflowNode[], edges: readEdges as WorkflowEdge[] };
}

const retryMembers: Readonly<Record<string, (value: unknown) => boolean>> = {
  attempts: isWhole,
  delay: isDuration,
  maxDelay: isDuration,
  factor: (value) => typeof value === 'number' && value >= 1,
  jitter: isOneOf(['full', 'none']),
  on: (value) => Array.isArray(value) && (value as unknown[]).every(isOneOf(errorCategories)),
};

/** Members that a node may have besides its id and type, and what they must be. */
const members: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: isText,
  input: isFields,
  join: (value) =>
    isOneOf(['all', 'any'])(value) ||
    (hasOnly(value, { count: isWhole }) && Object.keys(value as object).length > 0),
  disabled: (value) => typeof value === 'boolean',
  retry: (value) => hasOnly(value, retryMembers),
  timeout: isDuration,
  effect: isOneOf(['pure', 'idempotent', 'transactional', 'atMostOnce']),
  onError: isOneOf(['fail', 'continue']),
  fallback: () => true,
  compensate: (value) =>
    hasOnly(value, { type: isText, version: isWhole, input: isFields }) &&
    isFields(value) &&
    isText(value['type']) &&
    isWhole(value['version']),
  ui: isFields,
};

function readNode(value: unknown, budget: Budget): WorkflowNode | null {
  if (!isFields(value)) return null;
  const { id, type, version, bodies } = value;
  if (!isText(id) || !isId(id) || budget.ids.has(id)) return null;
  if (!isText(type) || !isWhole(version)) return null;
  budget.ids.add(id);
  if (budget.ids.size > budget.nodes) return null;
  const read: Record<string, unknown> = { id, type, version };
  for (const [name, isSound] of Object.entries(members)) {
    const member = value[name];
    if (member === undefined) continue;
    if (!isSound(member)) return null;
    read[name] = member;
  }
  if (bodies === undefined) return read as unknown as WorkflowNode;
  const readInner = readBodies(bodies, budget);
  return readInner === null ? null : ({ ...read, bodies: readInner } as unknown as WorkflowNode);
}

function readBodies(value: unknown, budget: Budget): Record<string, WorkflowBody> | null {
  if (!isFields(value)) return null;
  const bodies: Record<string, WorkflowBody> = {};
  for (const [name, body] of Object.entries(value)) {
    const graph = isFields(body) && isId(name) ? readGraph(body, budget) : null;
    if (graph === null) return null;
    const output = (body as Fields)['output'] as Binding | undefined;
    bodies[name] = { ...graph, ...(output !== undefined && { output }) };
  }
  return bodies;
}

function readEdge(value: unknown): WorkflowEdge | null {
  if (!isFields(value)) return null;
  const { from, fromPort, to, toPort, maxIterations, ui } = value;
  const isSound =
    isText(from) &&
    isText(to) &&
    [fromPort, toPort].every((port) => port === undefined || isText(port)) &&
    (maxIterations === undefined || isWhole(maxIterations)) &&
    (ui === undefined || isFields(ui));
  if (!isSound) return null;
  const given = Object.entries({ from, fromPort, to, toPort, maxIterations, ui });
  const read = Object.fromEntries(given.filter(([, member]) => member !== undefined));
  return read as unknown as WorkflowEdge;
}

function isId(text: string): boolean {
  return idPattern.test(text) && text !== '__proto__';
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isWhole(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDuration(value: unknown): boolean {
  return (isText(value) || typeof value === 'number') && parseDuration(value) !== undefined;
}

function isOneOf(words: readonly string[]): (value: unknown) => boolean {
  return (value) => isText(value) && words.includes(value);
}

/** An object with some of these members, each as it should be, and no others. */
function hasOnly(
  value: unknown,
  known: Readonly<Record<string, (value: unknown) => boolean>>,
): boolean {
  return (
    isFields(value) &&
    Object.entries(value).every(
      ([name, member]) => Object.hasOwn(known, name) && known[name]?.(member),
    )
  );
}
