/** Checks one node: its type and version, its bodies, its policies. */

import type { ControlKind } from '../model/control.js';
import type { WorkflowNode } from '../model/document.js';
import { showNames, showValue } from '../model/show-value.js';
import { pathOf, type NodePlace } from './document-scopes.js';
import type { IssuePath } from './issue-list.js';
import { joinedEdges } from './node-schema.js';
import type { Validation } from './validation.js';

export function checkNode(validation: Validation, place: NodePlace): void {
  const { node } = place;
  const path = pathOf(place);
  if (checkType(validation, node, path, node.id)) checkBodies(validation, node, path);
  checkJoin(validation, place, path);
  checkPolicies(validation, node, path);
}

/** Reports a type or version that is not known. */
function checkType(
  { catalogue, resolve, issues }: Validation,
  { type, version }: { readonly type: string; readonly version: number },
  path: IssuePath,
  nodeId: string,
): boolean {
  if (resolve(type, version) !== undefined) return true;
  const versions = catalogue.versions(type);
  if (versions.length > 0) {
    const message = `node type ${showValue(type)} has no version ${version}, only ${showNames(versions.map(String))}; move the node to one of these, or register version ${version}`;
    issues.error('UNKNOWN_NODE_VERSION', { path: [...path, 'version'], nodeId }, message);
  } else {
    const hint = issues.suggest(type, catalogue.types?.() ?? []);
    const message = `no node type is called ${showValue(type)}${hint === '' ? '; register it, or correct the name' : hint}`;
    issues.error('UNKNOWN_NODE_TYPE', { path: [...path, 'type'], nodeId }, message);
  }
  return false;
}

interface BodyNames {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

const pass: BodyNames = { required: ['body'], optional: [] };

/** The bodies of each control node; `undefined`: any names, at least one. */
const bodyNames: Readonly<Record<ControlKind, BodyNames | undefined>> = {
  forEach: pass,
  while: pass,
  until: pass,
  parallel: undefined,
  try: { required: ['body'], optional: ['catch', 'finally'] },
  subWorkflow: { required: [], optional: [] },
};

function checkBodies({ resolve, issues }: Validation, node: WorkflowNode, path: IssuePath): void {
  const { id, type } = node;
  const given = Object.keys(node.bodies ?? {});
  const control = resolve(type, node.version)?.manifest.control;
  const at = { path: [...path, 'bodies'], nodeId: id };
  if (control === 'parallel') {
    if (given.length === 0)
      issues.error('SCHEMA', at, `${showValue(type)} needs at least one body; add one`);
    return;
  }
  const names = control === undefined ? undefined : bodyNames[control];
  const { required, optional } = names ?? { required: [], optional: [] };
  for (const name of required) {
    if (!given.includes(name))
      issues.error('SCHEMA', at, `${showValue(type)} needs the body ${showValue(name)}; add it`);
  }
  const known = [...required, ...optional];
  for (const name of given) {
    if (known.includes(name)) continue;
    const allowed = known.length === 0 ? 'it takes none' : `it takes ${showNames(known)}`;
    const message = `${showValue(type)} takes no body ${showValue(name)}: ${allowed}${issues.suggest(name, known)}`;
    issues.error('SCHEMA', { path: [...path, 'bodies', name], nodeId: id }, message);
  }
}

function checkJoin({ issues }: Validation, place: NodePlace, path: IssuePath): void {
  const { id, join } = place.node;
  if (typeof join !== 'object') return;
  const edges = joinedEdges(place);
  if (join.count <= edges) return;
  const message = `waits for ${join.count} edges, but only ${edges} lead to node ${showValue(id)}; lower the count, or connect more`;
  issues.error('LIMIT', { path: [...path, 'join', 'count'], nodeId: id }, message);
}

function checkPolicies(validation: Validation, node: WorkflowNode, path: IssuePath): void {
  const { id: nodeId, compensate } = node;
  if (node.fallback !== undefined && node.onError !== 'continue') {
    const message =
      '"fallback" has no effect without "onError": "continue"; add that, or remove it';
    validation.issues.warning('SCHEMA', { path: [...path, 'fallback'], nodeId }, message);
  }
  if (compensate === undefined) return;
  const at = [...path, 'compensate'];
  if (!checkType(validation, compensate, at, nodeId)) return;
  const { type, version } = compensate;
  if (validation.resolve(type, version)?.manifest.control === undefined) return;
  const message = `${showValue(type)} cannot undo a step: a container has no work of its own; name a plain node type`;
  validation.issues.error('SCHEMA', { path: [...at, 'type'], nodeId }, message);
}
