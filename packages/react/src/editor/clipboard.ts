/** What is copied and pasted: a part of a workflow as text, which may come from anywhere. */

import { defaultDocumentLimits } from '@flowgraft/core/document';
import type { JsonValue, WorkflowEdge, WorkflowNode } from '@flowgraft/core';
import { checkPlainJson, readGraphParts } from './clipboard-shape.js';
import type { Refusal } from './command.js';
import { outermost, withInner } from './document-queries.js';
import type { EditorDocument, EditorNote } from './records.js';
import type { SelectionState } from './selection.js';
import { writeDocument } from './write-document.js';

const format = 'flowgraft/clipboard';
const version = 1;

/** Nodes of one graph with all that is inside of them, the edges among them, and notes. */
export interface ClipboardContent {
  readonly nodes: readonly WorkflowNode[];
  readonly edges: readonly WorkflowEdge[];
  /** As the `ui` of a document holds them. */
  readonly notes: readonly JsonValue[];
}

export type ReadClipboard =
  | { readonly ok: true; readonly content: ClipboardContent }
  | { readonly ok: false; readonly refusal: Refusal };

/** What is selected, as text for the clipboard; `null` when no node and no note is. */
export function copySelection(
  document: EditorDocument,
  selection: Pick<SelectionState, 'nodes' | 'notes'>,
): string | null {
  const content = takeContent(document, selection);
  if (content.nodes.length === 0 && content.notes.length === 0) return null;
  return JSON.stringify({ format, version, ...content });
}

/** What is selected, with all that is inside of it. */
export function takeContent(
  document: EditorDocument,
  selection: Pick<SelectionState, 'nodes' | 'notes'>,
): ClipboardContent {
  const roots = new Set(outermost(document, selection.nodes));
  const all = withInner(document, roots);
  const isInside = ({ graph }: EditorNote): boolean => graph !== null && all.has(graph.nodeId);
  const notes = [...document.notes].filter(
    ([id, note]) => selection.notes.has(id) || isInside(note),
  );
  const nodes = [...document.nodes].flatMap(([id, node]) =>
    all.has(id) ? [[id, roots.has(id) ? { ...node, graph: null } : node] as const] : [],
  );
  const edges = [...document.edges].filter(
    ([, { data }]) => all.has(data.from) && all.has(data.to),
  );
  const written = writeDocument({
    meta: { ...document.meta, ui: {} },
    nodes: new Map(nodes),
    edges: new Map(edges),
    notes: new Map(
      notes.map(([id, note]) => [id, isInside(note) ? note : { ...note, graph: null }]),
    ),
  });
  return {
    nodes: written.nodes,
    edges: written.edges,
    notes: (written.ui?.['notes'] ?? []) as readonly JsonValue[],
  };
}

/** Reads what was copied here or in another editor, or the JSON of a whole workflow. Never throws. */
export function readClipboard(text: string): ReadClipboard {
  if (text.length > defaultDocumentLimits.bytes) return refused('editor.pasteTooLarge');
  const value = parseJson(text);
  if (!isRecord(value)) return refused('editor.pasteUnknown');
  const isOurs = value['format'] === format;
  if (isOurs && value['version'] !== version) return refused('editor.pasteNewer');
  if (!isOurs && value['schema'] !== 1) return refused('editor.pasteUnknown');
  const problem = checkPlainJson(value);
  if (problem !== null) return refused(problem);
  const { ui } = value;
  const notes: unknown = isOurs ? value['notes'] : isRecord(ui) ? ui['notes'] : undefined;
  const content = readGraphParts(value);
  if (content === null) return refused('editor.pasteBroken');
  const read = { ...content, notes: Array.isArray(notes) ? (notes as JsonValue[]) : [] };
  return read.nodes.length === 0 && read.notes.length === 0
    ? refused('editor.pasteEmpty')
    : { ok: true, content: read };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(message: Refusal['message']): ReadClipboard {
  return { ok: false, refusal: { message } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
