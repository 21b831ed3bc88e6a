/** What may be written next in an expression, with what it means. */

import type { ExpressionTypes, JsonSchema, Scope } from '@flowgraft/core/browser';
import { checkExpression, expressionFunctions, expressionMethods } from '@flowgraft/core/browser';
import { arrowLocals, receiverBefore } from './arrow-locals.js';
import { keyText, pathText } from './path-text.js';
import { sampleValue } from './sample-value.js';
import {
  kindOfValue,
  schemaItems,
  schemaKinds,
  schemaMembers,
  type ValueKind,
} from './schema-members.js';
import { textSpans, type TextKind } from './text-spans.js';

export interface ExpressionData {
  /** Names that can be read, with their schemas. */
  readonly types: ExpressionTypes;
  /** What people call a node; its id when it has no name. */
  readonly nodeName: (id: string) => string;
  /** Data of the last run, or of examples; `null`: there is none. */
  readonly sample: Scope | null;
}

type SuggestionKind = 'node' | 'name' | 'property' | 'method' | 'function' | 'keyword';

export interface Suggestion {
  readonly label: string;
  /** What is written in place of what was typed. */
  readonly insert: string;
  readonly kind: SuggestionKind;
  /** What it holds, for data; its signature, for functions. */
  readonly schema?: JsonSchema | undefined;
  readonly signature?: string | undefined;
  readonly description?: string | undefined;
}

export interface Suggestions {
  /** Where what was typed begins. */
  readonly from: number;
  readonly items: readonly Suggestion[];
}

/** What may stand at `position`; `null` where nothing can be said: in a text, in a number. */
export function suggestionsAt(
  text: string,
  position: number,
  kind: TextKind,
  data: ExpressionData,
): Suggestions | null {
  const start = kind === 'template' ? openTemplate(text, position) : 0;
  if (start === null) return null;
  const before = text.slice(start, position);
  if (isInsideText(before)) return null;
  const word = /[A-Za-z_$][\w$]*$/.exec(before)?.[0] ?? '';
  const from = position - word.length;
  const owner = before.slice(0, before.length - word.length);
  const known = withLocals(before, data);
  const member = /(\?\.|\.)$/.exec(owner);
  if (member === null) {
    return /[\w"'`)\]]\s*$/.test(owner) ? null : { from, items: rootSuggestions(known) };
  }
  const receiver = receiverBefore(owner.slice(0, member.index));
  if (receiver === null) return null;
  if (receiver === 'nodes') return nodeSuggestions(known, from);
  return { from, items: memberSuggestions(receiver, known) };
}

interface KnownData extends ExpressionData {
  /** Texts that give a value of a local name. */
  readonly locals: ReadonlyMap<string, string>;
}

/** Where the expression begins that a place in a template is in; `null`: it is in the text. */
function openTemplate(text: string, position: number): number | null {
  const open = text.lastIndexOf('{{', position - 1);
  if (open < 0 || open + 2 > position) return null;
  return text.slice(open, position).includes('}}') ? null : open + 2;
}

function isInsideText(before: string): boolean {
  const last = textSpans(before, 'expression').at(-1);
  if (last?.kind !== 'string') return false;
  const text = before.slice(last.from);
  return text.length === 1 || text.at(-1) !== text[0];
}

function withLocals(before: string, data: ExpressionData): KnownData {
  const types: Record<string, JsonSchema> = { ...data.types };
  const locals = new Map<string, string>();
  for (const { name, elementOf } of arrowLocals(before)) {
    const list = elementOf === null ? true : checkExpression(elementOf, types).schema;
    types[name] = schemaItems(list) ?? true;
    if (elementOf !== null) locals.set(name, `${substitute(elementOf, locals)}[0]`);
  }
  return { ...data, types, locals };
}

/** The receiver with the first local name in it written out, so that it can be tried on the sample. */
function substitute(receiver: string, locals: ReadonlyMap<string, string>): string {
  const root = /^[A-Za-z_$][\w$]*/.exec(receiver)?.[0] ?? '';
  const written = locals.get(root);
  return written === undefined ? receiver : written + receiver.slice(root.length);
}

function rootSuggestions(data: KnownData): Suggestion[] {
  const { types, nodeName } = data;
  const nodes = [...schemaMembers(types['nodes'] ?? true)].map(([id, schema]): Suggestion => {
    const output = schemaMembers(schema).get('output');
    return {
      label: nodeName(id),
      insert: pathText(output === undefined ? ['nodes', id] : ['nodes', id, 'output']),
      kind: 'node',
      schema: output ?? schema,
    };
  });
  const names = Object.entries(types)
    .filter(([name]) => name !== 'nodes')
    .map(([name, schema]): Suggestion => ({ label: name, insert: name, kind: 'name', schema }));
  const functions = expressionFunctions.map(({ name, signature, description }): Suggestion => ({
    label: name,
    insert: `${name}(`,
    kind: 'function',
    signature,
    description,
  }));
  const words = ['true', 'false', 'null', 'undefined'].map((word): Suggestion => ({
    label: word,
    insert: word,
    kind: 'keyword',
  }));
  return [...nodes, ...names, ...functions, ...words];
}

function nodeSuggestions({ types, nodeName }: KnownData, from: number): Suggestions {
  const ids = [...schemaMembers(types['nodes'] ?? true)];
  // An id that is no name takes the place of the dot too.
  const items = ids.map(([id, schema]): Suggestion => {
    const key = keyText(id);
    return { label: nodeName(id), insert: key, kind: 'node', schema };
  });
  return { from: from - 1, items };
}

function memberSuggestions(receiver: string, data: KnownData): Suggestion[] {
  const { schema } = checkExpression(receiver, data.types);
  const value = sampleValue(substitute(receiver, data.locals), data.sample);
  const members = new Map<string, JsonSchema | undefined>(schemaMembers(schema));
  if (kindOfValue(value) === 'object') {
    for (const [name, one] of Object.entries(value as Record<string, unknown>)) {
      if (!members.has(name)) members.set(name, typeOfSample(one));
    }
  }
  const properties = [...members]
    .filter(([name]) => /^[A-Za-z_$][\w$]*$/.test(name))
    .map(([name, inner]): Suggestion => ({
      label: name,
      insert: name,
      kind: 'property',
      schema: inner,
      description: typeof inner === 'object' ? inner.description : undefined,
    }));
  const kinds = new Set<ValueKind>(schemaKinds(schema));
  if (value !== undefined) kinds.add(kindOfValue(value));
  const methods = expressionMethods
    .filter(({ kind }) => kinds.has(kind as ValueKind))
    .map(({ name, signature, description }): Suggestion => ({
      label: name,
      insert: `${name}(`,
      kind: 'method',
      signature,
      description,
    }));
  return [...properties, ...methods];
}

function typeOfSample(value: unknown): JsonSchema {
  const kind = kindOfValue(value);
  return kind === 'any' ? true : { type: kind };
}
