import type { EditorDocument } from '../editor/records.js';
import { useSession } from './editor-context.js';
import { useStorePart } from './use-store-part.js';

/** The workflow that is open; renders again with each edit. */
export function useDocument(): EditorDocument;
/**
 * A part of the workflow that is open; renders again only when that part changes.
 *
 * @param select - Must give the same object for the same document: a record, a map, a number, never a new array.
 */
export function useDocument<Part>(select: (document: EditorDocument) => Part): Part;
export function useDocument<Part>(
  select?: (document: EditorDocument) => Part,
): Part | EditorDocument {
  return useStorePart<EditorDocument, Part | EditorDocument>(
    useSession().document,
    select ?? ((document) => document),
  );
}
