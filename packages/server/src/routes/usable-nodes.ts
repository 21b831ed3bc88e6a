/** Which node types a caller may use: no others are there for them. */

import { createCatalogue, type Catalogue, type NodeManifest } from '@flowgraft/core';

import type { Resource } from '../access/principal.js';
import type { Call } from '../http/route.js';

export function nodeTypeResource({
  type,
  version,
}: Pick<NodeManifest, 'type' | 'version'>): Resource {
  return { kind: 'nodeType', type, version };
}

/** The node types that the caller may use. */
export async function usableNodes({
  services,
  access,
}: Call<unknown, unknown>): Promise<readonly NodeManifest[]> {
  return access.allowed(await services.manifests(), 'node.use', nodeTypeResource);
}

/** For validation: a node type that may not be used is unknown, and is never suggested. */
export function catalogueOf(usable: readonly NodeManifest[]): Catalogue {
  const all = createCatalogue(usable);
  const names = new Set(usable.map(({ type, version }) => `${version}:${type}`));
  const types = [...new Set(usable.map(({ type }) => type))];
  // The catalogue adds the control nodes of the engine by itself; they may be forbidden, too.
  const isUsable = (type: string, version: number): boolean => names.has(`${version}:${type}`);
  return {
    get: (type, version) => (isUsable(type, version) ? all.get(type, version) : undefined),
    versions: (type) => all.versions(type).filter((version) => isUsable(type, version)),
    types: () => types,
  };
}
