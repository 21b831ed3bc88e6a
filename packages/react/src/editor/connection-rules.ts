/** Which ports may be connected, and what of the data that comes along fits. */

import {
  defaultInputPort,
  defaultOutputPort,
  errorPort,
  isAssignable,
} from '@flowgraft/core/document';
import type {
  Catalogue,
  JsonSchema,
  JsonSchemaObject,
  ReferenceBinding,
  WorkflowEdge,
} from '@flowgraft/core';
import { groupBy } from '../store/group-by.js';
import type { Refusal } from './command.js';
import { labelOf, manifestOf } from './document-queries.js';
import { edgeId, isSameGraph, type EditorDocument, type EditorNode } from './records.js';
import { writeReference } from './references.js';
import type { PortRef } from './ui-state.js';

export type ConnectionVerdict =
  /** `isBackEdge`: it leads back to what comes before, so that it makes a loop. */
  { readonly ok: true; readonly isBackEdge: boolean } | ({ readonly ok: false } & Refusal);

/** Passes of a loop that a new back-edge allows. */
export const defaultIterations = 10;

/** Whether an edge may lead from an output port to an input port. */
export function canConnect(
  document: EditorDocument,
  catalogue: Catalogue,
  from: PortRef,
  to: PortRef,
): ConnectionVerdict {
  return connectionTargets(document, catalogue, from)(to);
}

/** As `canConnect`, for many targets of one port: what comes before it is looked up once. */
export function connectionTargets(
  document: EditorDocument,
  catalogue: Catalogue,
  from: PortRef,
): (to: PortRef) => ConnectionVerdict {
  const source = document.nodes.get(from.nodeId);
  let before: ReadonlySet<string> | undefined;
  return (to) => {
    const target = document.nodes.get(to.nodeId);
    if (source === undefined || target === undefined) return refused('editor.noSuchNode');
    const reason =
      checkSource(document, catalogue, source, from.port) ??
      checkTarget(catalogue, target, to.port);
    if (reason !== null) return { ok: false, ...reason };
    if (!isSameGraph(source.graph, target.graph)) return refused('editor.connectAcross');
    if (document.edges.has(edgeId(edgeBetween(from, to))))
      return refused('editor.alreadyConnected');
    before ??= nodesBefore(document, source.id);
    return { ok: true, isBackEdge: source === target || before.has(target.id) };
  };
}

/** The edge between two ports, as documents write it: the usual ports are not named. */
export function edgeBetween(from: PortRef, to: PortRef, maxIterations?: number): WorkflowEdge {
  return {
    from: from.nodeId,
    ...(from.port !== defaultOutputPort && { fromPort: from.port }),
    to: to.nodeId,
    ...(to.port !== defaultInputPort && { toPort: to.port }),
    ...(maxIterations !== undefined && { maxIterations }),
  };
}

/** The port that an edge to this node leads to when none is named; `null` when nothing leads to it. */
export function firstInputPort(catalogue: Catalogue, node: EditorNode): string | null {
  const manifest = manifestOf(catalogue, node);
  if (manifest === undefined) return defaultInputPort;
  const { inputPorts } = manifest;
  return inputPorts.includes(defaultInputPort) ? defaultInputPort : (inputPorts[0] ?? null);
}

/** The port that goes on from this node when none is named; `null` when nothing does but errors. */
export function firstOutputPort(catalogue: Catalogue, node: EditorNode): string | null {
  const manifest = manifestOf(catalogue, node);
  if (manifest === undefined) return defaultOutputPort;
  const ports = Object.keys(manifest.outputs).filter((port) => port !== errorPort);
  return ports.includes(defaultOutputPort) ? defaultOutputPort : (ports[0] ?? null);
}

/** How the data of a port serves the inputs that a node still lacks. */
export interface SchemaFit {
  /** Required inputs that nothing is given for. */
  readonly missing: readonly string[];
  /** What could be given for them, by equal name and a type that fits. */
  readonly suggestions: ReadonlyMap<string, ReferenceBinding>;
  /** Missing inputs that the data has a member for, of a type that does not fit. */
  readonly misfits: readonly string[];
}

/** Asked of two ports that may be connected, before or after they are. */
export function schemaFit(
  { nodes }: EditorDocument,
  catalogue: Catalogue,
  from: PortRef,
  to: PortRef,
): SchemaFit {
  const source = nodes.get(from.nodeId);
  const target = nodes.get(to.nodeId);
  const asked = target === undefined ? undefined : manifestOf(catalogue, target)?.input;
  const missing = missingInputs(asked, target);
  const sent = source === undefined ? null : sentBy(source, catalogue, from.port);
  if (sent === null || typeof asked !== 'object')
    return { missing, suggestions: new Map(), misfits: [] };
  const byName = fitByName(sent, asked, missing);
  const isOpen = byName.suggestions.size === 0 && byName.misfits.length === 0;
  return { missing, ...byName, ...(isOpen && fitWhole(sent, asked, missing)) };
}

/** The data of a port, and where it is read. */
interface Sent {
  readonly schema: JsonSchemaObject;
  readonly path: readonly string[];
}

/** `null` when nothing is known of it. */
function sentBy(source: EditorNode, catalogue: Catalogue, port: string): Sent | null {
  const outputs = manifestOf(catalogue, source)?.outputs ?? {};
  const schema = own(outputs, port);
  if (typeof schema !== 'object') return null;
  return { schema, path: pathOfPort(source.id, port, Object.keys(outputs)) };
}

function fitByName(
  { schema, path }: Sent,
  asked: JsonSchemaObject,
  missing: readonly string[],
): Pick<SchemaFit, 'suggestions' | 'misfits'> {
  const suggestions = new Map<string, ReferenceBinding>();
  const misfits: string[] = [];
  for (const name of missing) {
    const member = own(schema.properties, name);
    if (member === undefined) continue;
    const verdict = isAssignable(member, own(asked.properties, name) ?? true);
    if (verdict === 'no') misfits.push(name);
    else suggestions.set(name, { $ref: writeReference([...path, name]) });
  }
  return { suggestions, misfits };
}

/** All that is sent serves the only input that is missing, when it is sure to fit. */
function fitWhole(
  { schema, path }: Sent,
  asked: JsonSchemaObject,
  [only, ...others]: readonly string[],
): Partial<SchemaFit> {
  if (only === undefined || others.length > 0) return {};
  const wanted = own(asked.properties, only) ?? true;
  const isSaid = typeof wanted === 'object' && Object.keys(wanted).length > 0;
  if (!isSaid || isAssignable(schema, wanted) !== 'yes') return {};
  return { suggestions: new Map([[only, { $ref: writeReference(path) }]]) };
}

/** Where the data of a port is read: what a node with one way out gave is its `output`. */
function pathOfPort(id: string, port: string, ports: readonly string[]): readonly string[] {
  if (port === errorPort) return ['nodes', id, 'error'];
  const isOnly = ports.every((each) => each === port || each === errorPort);
  return isOnly ? ['nodes', id, 'output'] : ['nodes', id, 'outputs', port];
}

function missingInputs(asked: JsonSchema | undefined, target: EditorNode | undefined): string[] {
  if (typeof asked !== 'object') return [];
  const { input = {} } = target?.data ?? {};
  return (asked.required ?? []).filter((name) => !Object.hasOwn(input, name));
}

function own<Value>(record: Readonly<Record<string, Value>> | undefined, key: string) {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}

function checkSource(
  { edges }: EditorDocument,
  catalogue: Catalogue,
  node: EditorNode,
  port: string,
): Refusal | null {
  if (port === errorPort) return null;
  const manifest = manifestOf(catalogue, node);
  // Of a node type that is not known, the ports that are used are known.
  const isKnown =
    manifest === undefined
      ? port === defaultOutputPort ||
        [...edges.values()].some(({ data }) => data.from === node.id && data.fromPort === port)
      : Object.hasOwn(manifest.outputs, port);
  return isKnown ? null : noPort(catalogue, node, port);
}

function checkTarget(catalogue: Catalogue, node: EditorNode, port: string): Refusal | null {
  const manifest = manifestOf(catalogue, node);
  if (manifest?.inputPorts.length === 0)
    return { message: 'editor.takesNothing', values: { node: labelOf(node, catalogue) } };
  return manifest === undefined || manifest.inputPorts.includes(port)
    ? null
    : noPort(catalogue, node, port);
}

function noPort(catalogue: Catalogue, node: EditorNode, port: string): Refusal {
  return { message: 'editor.noSuchPort', values: { node: labelOf(node, catalogue), port } };
}

function refused(message: Refusal['message']): ConnectionVerdict {
  return { ok: false, message };
}

/** All nodes from which edges, those of loops left out, lead to this one. */
function nodesBefore({ edges }: EditorDocument, id: string): Set<string> {
  const forward = [...edges.values()].filter(({ data }) => data.maxIterations === undefined);
  const arriving = groupBy(forward, ({ data }) => data.to);
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { data } of arriving.get(next) ?? []) {
      if (found.has(data.from)) continue;
      found.add(data.from);
      open.push(data.from);
    }
  }
  return found;
}
