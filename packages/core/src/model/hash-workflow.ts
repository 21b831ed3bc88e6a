/** The identity of a workflow's content. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

import { canonicalJson } from './canonical-json.js';
import type { WorkflowDocument } from './document.js';

/**
 * SHA-256 of the document's canonical JSON (RFC 8785), as 64 hex digits.
 *
 * What is only for the screen does not count: `ui` of the document, its nodes and edges; `name` and
 * `description` of the document; `name` of nodes. The order of keys does not count. The order of nodes and of
 * edges does: nodes of the same rank start in document order, and `incoming` follows the order of edges.
 *
 * @param document - What `parseDocument` gave. A text that spells out a default is another document.
 * @throws {FlowgraftError} `VALUE_UNSUPPORTED` when the document holds what JSON cannot.
 */
export function hashWorkflow(document: WorkflowDocument): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(document, isForTheScreen))));
}

const documentTexts: ReadonlySet<unknown> = new Set(['name', 'description', 'ui']);

/**
 * Paths to members of the document, of nodes and of edges: `nodes`, index, `bodies` and a body's name repeat
 * any number of times. A `ui` inside a binding is data.
 */
function isForTheScreen(path: readonly (string | number)[]): boolean {
  const key = path.at(-1);
  if (key !== 'ui' && key !== 'name' && key !== 'description') return false;
  const start = graphStart(path);
  if (path.length - start === 1) return start === 0 && documentTexts.has(key);
  if (path.length - start !== 3) return false;
  if (path[start] === 'nodes') return key !== 'description';
  return path[start] === 'edges' && key === 'ui';
}

/** Where the part of `path` inside its innermost body begins. */
function graphStart(path: readonly (string | number)[]): number {
  let start = 0;
  while (path.length > start + 4 && path[start] === 'nodes' && path[start + 2] === 'bodies')
    start += 4;
  return start;
}
