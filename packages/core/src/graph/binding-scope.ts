/** What the expressions of a node can see: for completion and checks while somebody types. */

import type { ExpressionTypes } from '../expression/finding.js';
import type { WorkflowDocument } from '../model/document.js';
import type { JsonSchema } from '../model/json-schema.js';
import { controlOf, nodeRoots, passRoots, reduceRoots, scopeRoots } from './binding-roots.js';
import type { Catalogue } from './catalogue.js';
import type { GraphScope, NodePlace } from './document-scopes.js';
import { nodeSchema } from './node-schema.js';
import { startValidation, type Roots, type Validation } from './validation.js';

const noIssues = 0;

/** Where in a node a binding stands: in one of its inputs, or in the result of one of its bodies. */
export interface BindingPlace {
  /** Path of a binding in the node's input: the `condition` of a loop and `reduce.each` see more than other fields. */
  readonly field?: readonly string[] | undefined;
  /** Name of a body: what its `output` can read, which is every node in it and what those can read. */
  readonly body?: string | undefined;
}

/**
 * The names that bindings of a node can read, each with the schema of what it holds: `input`, `run`, `incoming`,
 * `ports`, those of the containers around it, and under `nodes` the nodes that come before it. For an id that no
 * node has, what the `output` of the workflow can read.
 *
 * @param document - Its shape is right; what it means need not be.
 */
export function bindingScope(
  document: WorkflowDocument,
  nodeId: string,
  catalogue: Catalogue,
  { field = [], body }: BindingPlace = {},
): ExpressionTypes {
  const validation = startValidation(document, catalogue, noIssues);
  const { places, scopes } = validation.scopes;
  const place = places.get(nodeId);
  const whole = place === undefined ? scopes[0] : bodyScope(scopes, place, body);
  if (whole !== undefined) return scopeTypes(validation, whole);
  if (place === undefined) return {};
  const roots = [...nodeRoots(validation, place), ...fieldRoots(validation, place, field)];
  return { ...Object.fromEntries(roots), nodes: nodesSchema(validation, placesBefore(place)) };
}

/** What the `output` of a graph sees. */
function scopeTypes(validation: Validation, scope: GraphScope): ExpressionTypes {
  const { owner } = scope;
  const seen = [...allOf(scope), ...(owner === undefined ? [] : placesBefore(owner))];
  const roots = scopeRoots(validation, scope);
  return { ...Object.fromEntries(roots), nodes: nodesSchema(validation, seen) };
}

function bodyScope(
  scopes: readonly GraphScope[],
  place: NodePlace,
  body: string | undefined,
): GraphScope | undefined {
  return scopes.find(({ owner, bodyName }) => owner === place && bodyName === body);
}

function fieldRoots(
  validation: Validation,
  place: NodePlace,
  [name, inner]: readonly string[],
): Roots {
  switch (controlOf(validation, place)) {
    case 'forEach':
      return name === 'reduce' && inner === 'each' ? reduceRoots : new Map();
    case 'while':
    case 'until':
      return name === 'condition' ? passRoots : new Map();
    case 'parallel':
    case 'try':
    case 'subWorkflow':
    case undefined:
      return new Map();
  }
}

/** In document order, those of the node's own graph first. */
function placesBefore(place: NodePlace): readonly NodePlace[] {
  const before: NodePlace[] = [];
  for (let at: NodePlace | undefined = place; at !== undefined; at = at.scope.owner) {
    const { scope } = at;
    const indexes = indexesBefore(at);
    before.push(...allOf(scope).filter(({ index }) => indexes.has(index)));
  }
  return before;
}

/** Nodes from which edges lead to this one. In a loop that may be the node itself: it reads its last pass. */
function indexesBefore({ scope: { graph }, index }: NodePlace): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [index];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { source } of graph.incoming[next] ?? []) {
      if (found.has(source)) continue;
      found.add(source);
      open.push(source);
    }
  }
  return found;
}

function allOf(scope: GraphScope): readonly NodePlace[] {
  return scope.body.nodes.map((node, index) => ({ node, index, scope }));
}

function nodesSchema(validation: Validation, places: readonly NodePlace[]): JsonSchema {
  const schemas = places.map((place) => [place.node.id, nodeSchema(validation, place)] as const);
  return {
    type: 'object',
    properties: Object.fromEntries(schemas),
    required: schemas.map(([id]) => id),
    additionalProperties: false,
  };
}
