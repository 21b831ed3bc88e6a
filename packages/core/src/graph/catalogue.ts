/** The node types, and other workflows, that a document may name. */

import type { JsonSchema } from '../model/json-schema.js';
import { controlManifests } from '../node/control-nodes.js';
import type { NodeManifest } from '../node/manifest.js';

/** What another workflow takes and gives, as far as it says so. */
export interface WorkflowSignature {
  readonly input?: JsonSchema | undefined;
  readonly output?: JsonSchema | undefined;
}

export interface Catalogue {
  get(type: string, version: number): NodeManifest | undefined;
  /** Every version of a node type, lowest first; empty for an unknown type. */
  versions(type: string): readonly number[];
  /** The names of all node types, for suggestions. */
  types?: (() => readonly string[]) | undefined;
  /** Absent where other workflows are not known: then nothing is said about them. */
  workflow?: ((id: string) => WorkflowSignature | undefined) | undefined;
}

/**
 * A catalogue of `manifests` and of the engine's own control node types, which always win. Of two manifests
 * with one type and version the later counts.
 *
 * @param workflow - Looks other workflows up, for nodes that start them.
 */
export function createCatalogue(
  manifests: readonly NodeManifest[],
  workflow?: (id: string) => WorkflowSignature | undefined,
): Catalogue {
  const byType = new Map<string, Map<number, NodeManifest>>();
  for (const manifest of [...manifests, ...controlManifests.values()]) {
    const versions = byType.get(manifest.type) ?? new Map<number, NodeManifest>();
    versions.set(manifest.version, manifest);
    byType.set(manifest.type, versions);
  }
  return {
    get: (type, version) => byType.get(type)?.get(version),
    versions: (type) => [...(byType.get(type)?.keys() ?? [])].sort((a, b) => a - b),
    types: () => [...byType.keys()],
    workflow,
  };
}
