/** Finds the manifest that serves a node. */

import type { NodeManifest } from '../node/manifest.js';
import type { Catalogue } from './catalogue.js';

export interface ResolvedNodeType {
  readonly manifest: NodeManifest;
  /** False when a newer version serves the node, with its input migrated. */
  readonly isExact: boolean;
}

/**
 * The manifest of `type` in `version`, or the lowest newer one that can migrate from it; `undefined` when there
 * is neither.
 */
export function resolveNodeType(
  catalogue: Catalogue,
  type: string,
  version: number,
): ResolvedNodeType | undefined {
  const exact = catalogue.get(type, version);
  if (exact !== undefined) return { manifest: exact, isExact: true };
  for (const newer of catalogue.versions(type)) {
    const manifest = newer > version ? catalogue.get(type, newer) : undefined;
    if (manifest?.migratesFrom.includes(version) === true) return { manifest, isExact: false };
  }
  return undefined;
}
