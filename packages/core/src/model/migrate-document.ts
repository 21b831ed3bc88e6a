/** Brings a document of an older version of the format to the one that this code reads. */

import { documentSchema } from './document.js';
import type { Issue } from './issue.js';
import { showValue } from './show-value.js';

/** A document of some version, before its shape was checked. */
export type UncheckedDocument = Readonly<Record<string, unknown>>;

/** The versions of the document format that are understood. */
export interface DocumentFormat {
  /** The version that `steps` lead to. */
  readonly current: number;
  /** What turns a document of the key's version into one of the next; pure, and total on what was valid then. */
  readonly steps: ReadonlyMap<number, (document: UncheckedDocument) => UncheckedDocument>;
}

/** Version 1 is the first, so nothing leads to it. */
const documentFormat: DocumentFormat = { current: documentSchema, steps: new Map() };

export type DocumentMigration =
  | { readonly ok: true; readonly document: UncheckedDocument }
  | { readonly ok: false; readonly issues: readonly [Issue] };

/**
 * Applies the steps from the document's `schema` to the current one. Looks at nothing but `schema`; the shape
 * is for `parseDocument` to check, which calls this.
 */
export function migrateDocument(
  document: UncheckedDocument,
  format: DocumentFormat = documentFormat,
): DocumentMigration {
  let version = versionOf(document);
  let migrated = document;
  while (version !== format.current) {
    const step = version === undefined ? undefined : format.steps.get(version);
    if (version === undefined || step === undefined) return refuse(document, format.current);
    version++;
    migrated = { ...step(migrated), schema: version };
  }
  return { ok: true, document: migrated };
}

function versionOf(document: UncheckedDocument): number | undefined {
  const version = Object.hasOwn(document, 'schema') ? document['schema'] : undefined;
  return Number.isSafeInteger(version) ? (version as number) : undefined;
}

function refuse(document: UncheckedDocument, current: number): DocumentMigration {
  const version = versionOf(document);
  const message =
    version === undefined
      ? `expected the version of the document format, ${current}, found ${showValue(document['schema'])}`
      : version > current
        ? `version ${version} of the document format is newer than ${current}, the newest that this program reads; update @flowgraft/core`
        : `version ${version} of the document format is not known; this program reads version ${current}`;
  return { ok: false, issues: [{ code: 'SCHEMA', severity: 'error', path: ['schema'], message }] };
}
