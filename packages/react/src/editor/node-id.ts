/** Ids of new nodes: readable in expressions, and not there yet. */

import type { EditorDocument } from './records.js';
import { referredIds } from './references.js';

/**
 * `fetch`, `fetch2`, `fetch3` …: the first that no node and no note of the document has, and that nothing in it refers
 * to. What referred to a node that was removed does not silently refer to a new one.
 */
export function newNodeId(document: EditorDocument, prefix: string): string {
  return new NodeIds(document).next(prefix);
}

/** Gives out ids, each once: for many nodes of one document. */
export class NodeIds {
  readonly #taken: Set<string>;
  readonly #referred: ReadonlySet<string>;
  readonly #numbers = new Map<string, number>();

  constructor(document: EditorDocument) {
    this.#taken = new Set([...document.nodes.keys(), ...document.notes.keys()]);
    this.#referred = referredIds(document);
  }

  next(prefix: string): string {
    const stem = stemOf(prefix);
    let number = this.#numbers.get(stem) ?? 1;
    const written = (): string => (number === 1 ? stem : `${stem}${number}`);
    while (this.#taken.has(written()) || this.#referred.has(written())) number += 1;
    this.#numbers.set(stem, number + 1);
    this.#taken.add(written());
    return written();
  }

  /** This very id where nothing has it, so that what was cut comes back as what it was; else the next of its stem. */
  keep(id: string): string {
    if (this.#taken.has(id)) return this.next(id.replace(/\d+$/, ''));
    this.#taken.add(id);
    return id;
  }
}

/** At most 48 letters and digits, so that there is room for a number, starting with a letter. */
function stemOf(prefix: string): string {
  const letters = prefix.replaceAll(/[^A-Za-z0-9_-]/g, '').replace(/^[-0-9]+/, '');
  return letters.slice(0, 48).replace(/^__proto__$/, '') || 'node';
}
