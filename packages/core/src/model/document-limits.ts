/** How large a document may be. */

export interface DocumentLimits {
  /** Nodes in the whole document, bodies included. */
  readonly nodes: number;
  /** Edges in the whole document, bodies included. */
  readonly edges: number;
  /** Bodies inside bodies. */
  readonly bodyLevels: number;
  /** Objects and lists inside each other within one value: a binding, a schema, a `ui`. */
  readonly valueDepth: number;
  /** Objects, lists, texts, numbers and so on in the whole document. */
  readonly values: number;
  /** Size of the document as JSON text without spaces, in bytes of UTF-8; escapes in texts not counted. */
  readonly bytes: number;
}

export const defaultDocumentLimits: DocumentLimits = {
  nodes: 20_000,
  edges: 100_000,
  bodyLevels: 32,
  valueDepth: 64,
  values: 1_000_000,
  bytes: 8_000_000,
};

/**
 * The default limits with some of them replaced.
 *
 * @throws {TypeError} when a limit is not a whole number >= 0.
 */
export function resolveDocumentLimits(limits: Partial<DocumentLimits> = {}): DocumentLimits {
  const resolved = { ...defaultDocumentLimits, ...limits };
  for (const [name, limit] of Object.entries(resolved)) {
    if (!Number.isSafeInteger(limit) || limit < 0) {
      throw new TypeError(`limits.${name}: expected a whole number >= 0, got ${String(limit)}`);
    }
  }
  return resolved;
}

/** What is said when a limit is passed. */
export const limitMessages: Readonly<Record<keyof DocumentLimits, (limit: number) => string>> = {
  nodes: (limit) => `more than ${limit} nodes in the document; move a part into a sub-workflow`,
  edges: (limit) => `more than ${limit} edges in the document; move a part into a sub-workflow`,
  bodyLevels: (limit) =>
    `more than ${limit} bodies inside each other; move the inner ones into a sub-workflow`,
  valueDepth: (limit) =>
    `more than ${limit} objects and lists inside each other; make the value flatter`,
  values: (limit) =>
    `more than ${limit} values in the document; keep large data outside and refer to it`,
  bytes: (limit) =>
    `the document is larger than ${limit} bytes; keep large data outside and refer to it`,
};
