/** Every graph of a document, with the container around it, and every node by its id. */

import type { WorkflowBody, WorkflowDocument, WorkflowNode } from '../model/document.js';
import { indexGraph, type IndexedGraph } from './index-graph.js';
import type { IssuePath } from './issue-list.js';

/** One graph: the workflow's own, or a body of a container. */
export interface GraphScope {
  readonly body: WorkflowBody;
  readonly graph: IndexedGraph;
  readonly path: IssuePath;
  /** The container whose body this is; `undefined` for the workflow's own graph. */
  readonly owner: NodePlace | undefined;
  readonly bodyName: string;
}

/** A node, and where it stands. */
export interface NodePlace {
  readonly node: WorkflowNode;
  /** Position in its graph. */
  readonly index: number;
  readonly scope: GraphScope;
}

export interface DocumentScopes {
  /** The workflow's own graph first, and each graph before those inside it. */
  readonly scopes: readonly GraphScope[];
  /** The first node of each id. */
  readonly places: ReadonlyMap<string, NodePlace>;
  readonly duplicates: readonly NodePlace[];
}

export function pathOf({ scope, index }: NodePlace): IssuePath {
  return [...scope.path, 'nodes', index];
}

/** Finds all graphs and nodes, without recursion. */
export function documentScopes(document: WorkflowDocument): DocumentScopes {
  const scopes = [scopeOf(document, [], undefined, '')];
  const places = new Map<string, NodePlace>();
  const duplicates: NodePlace[] = [];
  // Grows while it is read.
  for (const scope of scopes) {
    for (const [index, node] of scope.body.nodes.entries()) {
      const place: NodePlace = { node, index, scope };
      if (places.has(node.id)) duplicates.push(place);
      else places.set(node.id, place);
      for (const [name, body] of Object.entries(node.bodies ?? {})) {
        scopes.push(scopeOf(body, [...pathOf(place), 'bodies', name], place, name));
      }
    }
  }
  return { scopes, places, duplicates };
}

function scopeOf(
  body: WorkflowBody,
  path: IssuePath,
  owner: NodePlace | undefined,
  bodyName: string,
): GraphScope {
  return { body, graph: indexGraph(body), path, owner, bodyName };
}
