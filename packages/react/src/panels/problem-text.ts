/** What is wrong with a workflow, in the user's words: never an id, never a path. */

import type {
  Catalogue,
  Issue,
  JsonSchema,
  JsonSchemaObject,
  WorkflowDocument,
} from '@flowgraft/core';
import { manifestOf } from '../editor/document-queries.js';
import { fieldTitle } from '../editor/field-title.js';
import type { EditorDocument } from '../editor/records.js';
import { writeDocument } from '../editor/write-document.js';
import { typeText } from '../expression/type-text.js';
import { resolveSchema } from '../forms/resolve-schema.js';
import type { MessageKey, MessageValues } from '../language/message.js';
import type { Texts } from '../language/text.js';
import { pathInNode } from './inspector-problems.js';
import { labelOf, titleOf } from './node-text.js';

/** What the words of a problem are taken from. */
export interface ProblemPlace {
  readonly document: EditorDocument;
  readonly catalogue: Catalogue;
}

/** One sentence about a problem, with the names of the nodes and fields that it is about where these are known. */
export function problemText(texts: Texts, issue: Issue, place: ProblemPlace): string {
  const values = valuesOf(texts, issue, place);
  const detailed: string = `issue.${issue.code}.of`;
  const short: MessageKey = `issue.${issue.code}`;
  return isComplete(detailed, values) ? texts(detailed, values) : texts(short);
}

type DetailKey = Extract<MessageKey, `issue.${string}.of`>;

/** What each of the longer messages speaks of. */
const wanted: Readonly<Record<DetailKey, readonly string[]>> = {
  'issue.SCHEMA.of': ['field'],
  'issue.LIMIT.of': ['field'],
  'issue.UNKNOWN_NODE_TYPE.of': ['type'],
  'issue.UNKNOWN_NODE_VERSION.of': ['type', 'version'],
  'issue.UNKNOWN_NODE.of': ['field'],
  'issue.UNKNOWN_PORT.of': ['from', 'to'],
  'issue.CYCLE.of': ['from', 'to'],
  'issue.LOOP_OVERLAP.of': ['from', 'to'],
  'issue.MISSING_INPUT.of': ['field'],
  'issue.UNKNOWN_INPUT.of': ['field'],
  'issue.TYPE_MISMATCH.of': ['field', 'kind'],
  'issue.BINDING_SYNTAX.of': ['field'],
  'issue.BINDING_ORDER.of': ['field', 'text'],
  'issue.EXPRESSION_SYNTAX.of': ['field', 'text'],
  'issue.EXPRESSION_REFERENCE.of': ['field', 'text'],
  'issue.EXPRESSION_TYPE.of': ['field', 'text'],
};

function isComplete(key: string, values: MessageValues): key is DetailKey {
  if (!Object.hasOwn(wanted, key)) return false;
  return wanted[key as DetailKey].every((name) => Object.hasOwn(values, name));
}

function valuesOf(texts: Texts, issue: Issue, place: ProblemPlace): MessageValues {
  return {
    ...nodeValues(texts, issue, place),
    ...edgeValues(texts, issue, place),
    ...fieldValues(texts, issue, place),
    ...textValues(texts, issue, place),
  };
}

/** The type of the node, or of what undoes it. */
function nodeValues(
  texts: Texts,
  { nodeId = '', path }: Issue,
  { document, catalogue }: ProblemPlace,
): MessageValues {
  const data = document.nodes.get(nodeId)?.data;
  const used = pathInNode(path)[0] === 'compensate' ? data?.compensate : data;
  if (used === undefined) return {};
  const { type, version } = used;
  const known = catalogue.get(type, catalogue.versions(type).at(-1) ?? version);
  return { type: known === undefined ? type : titleOf(texts, known), version };
}

function edgeValues(texts: Texts, { path }: Issue, place: ProblemPlace): MessageValues {
  const at = path.lastIndexOf('edges');
  if (at < 0) return {};
  const edge = valueAt(writtenOf(place.document), path.slice(0, at + 2));
  const { from, to } = isRecord(edge) ? edge : {};
  if (typeof from !== 'string' || typeof to !== 'string') return {};
  const nameOf = nodeNames(texts, place);
  return { from: nameOf(from), to: nameOf(to) };
}

function fieldValues(
  texts: Texts,
  { nodeId = '', path }: Issue,
  { document, catalogue }: ProblemPlace,
): MessageValues {
  const node = document.nodes.get(nodeId);
  const [kind, ...keys] = pathInNode(path);
  if (kind === 'output') return { field: texts('inspector.result') };
  if (kind === 'fallback') return { field: texts('inspector.fallback') };
  if (kind === 'compensate') return { field: texts('inspector.compensate') };
  if (node === undefined || kind !== 'input' || keys.length === 0) return {};
  const manifest = manifestOf(catalogue, node);
  const { names, schema } = fieldOf(texts, manifest?.input ?? true, keys);
  const title = texts.maybe(`${manifest?.textKey}.fields.${keys.join('.')}`, names.join(' › '));
  return { field: title, ...(schema !== undefined && { kind: typeText(schema, texts) }) };
}

/** The names of the fields on the way, and the schema of the last. */
function fieldOf(
  texts: Texts,
  root: JsonSchema,
  keys: readonly (string | number)[],
): { readonly names: readonly string[]; readonly schema: JsonSchema | undefined } {
  const names: string[] = [];
  let schema: JsonSchema | undefined = root;
  for (const key of keys) {
    const resolved: JsonSchemaObject = schema === undefined ? {} : resolveSchema(schema, root);
    if (typeof key === 'number') {
      names.push(texts.number(key + 1));
      schema = resolved.items;
    } else if (!key.startsWith('$')) {
      names.push(fieldTitle(resolved, key));
      const members = resolved.properties ?? {};
      schema = Object.hasOwn(members, key) ? members[key] : undefined;
    }
  }
  return { names, schema };
}

/** Most that is shown of an expression. */
const shownLength = 40;
const form = ['$expr', '$template', '$ref'] as const;
const name = /^(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|\.|\?\.|\[(?:\d+|"[^"]*"|'[^']*')\])+/u;

/** The part of the expression that it is about, with the names of nodes in place of their ids. */
function textValues(
  texts: Texts,
  { path, position = 0 }: Issue,
  place: ProblemPlace,
): MessageValues {
  const value = valueAt(writtenOf(place.document), path);
  const inside = isRecord(value) ? form.map((key) => value[key]) : [value];
  const text = inside.find((each) => typeof each === 'string');
  if (text === undefined) return {};
  const rest = text.slice(position).trim();
  const part = name.exec(rest)?.[0] ?? rest;
  const shown = writeNames(part, nodeNames(texts, place));
  if (shown === '') return {};
  return { text: shown.length > shownLength ? `${shown.slice(0, shownLength)}…` : shown };
}

const reference =
  /\bnodes(?:\.([\p{ID_Start}$_][\p{ID_Continue}$]*)|\["([^"]*)"\])(?:\.output\b)?/gu;

function writeNames(text: string, nameOf: (id: string) => string): string {
  return text.replaceAll(reference, (_whole, plain?: string, quoted?: string) =>
    nameOf(plain ?? quoted ?? ''),
  );
}

function nodeNames(texts: Texts, { document, catalogue }: ProblemPlace): (id: string) => string {
  return (id) => {
    const node = document.nodes.get(id);
    return node === undefined ? id : labelOf(texts, catalogue, node);
  };
}

// Paths of problems lead through the document as it is written. A bounded memo: documents never change.
const written = new WeakMap<EditorDocument, WorkflowDocument>();

function writtenOf(document: EditorDocument): WorkflowDocument {
  const known = written.get(document) ?? writeDocument(document);
  written.set(document, known);
  return known;
}

function valueAt(root: unknown, path: Issue['path']): unknown {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key];
    else if (isRecord(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
