import type { EditorNode } from '../editor/records.js';
import { useDocument } from './use-document.js';

/** A node of the workflow that is open; `undefined` when there is none of that id. */
export function useNode(id: string): EditorNode | undefined {
  return useDocument(({ nodes }) => nodes.get(id));
}
