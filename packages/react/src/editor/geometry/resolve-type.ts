/** The manifest that serves a node. */

import type { Catalogue, NodeManifest } from '@flowgraft/core';

/** The manifest of that version, or the lowest newer one that can migrate from it; `undefined` when there is neither. */
export function resolveType(
  catalogue: Catalogue,
  type: string,
  version: number,
): NodeManifest | undefined {
  const exact = catalogue.get(type, version);
  if (exact !== undefined) return exact;
  return catalogue
    .versions(type)
    .filter((newer) => newer > version)
    .map((newer) => catalogue.get(type, newer))
    .find((manifest) => manifest?.migratesFrom.includes(version));
}
