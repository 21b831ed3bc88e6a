/** Which of its forms a binding has. */

import type { Binding, JsonValue } from '../model/document.js';

/** The keys of the bindings that hold a text. */
export type TextKey = '$ref' | '$expr' | '$template' | '$secret';

/** The text forms, by their key. */
const textForms = {
  $ref: 'reference',
  $expr: 'expression',
  $template: 'template',
  $secret: 'secret',
} as const satisfies Readonly<Record<TextKey, string>>;

/** A binding that is a text in the expression language. */
export interface BindingText {
  readonly kind: 'reference' | 'expression' | 'template';
  readonly text: string;
}

export type BindingForm =
  | { readonly kind: 'scalar'; readonly value: null | boolean | number | string }
  | { readonly kind: 'literal'; readonly value: JsonValue }
  | BindingText
  | { readonly kind: 'secret'; readonly text: string }
  /** One of the text keys, with something else than text. */
  | { readonly kind: 'malformed'; readonly key: TextKey; readonly found: unknown }
  | { readonly kind: 'list'; readonly items: readonly Binding[] }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Binding>> };

/** Tells the forms apart; never throws. */
export function bindingForm(binding: Binding): BindingForm {
  if (typeof binding !== 'object' || binding === null) return { kind: 'scalar', value: binding };
  if (isList(binding)) return { kind: 'list', items: binding };
  const members = binding as Readonly<Record<string, Binding>>;
  const [key, ...others] = Object.keys(members);
  if (key === undefined || others.length > 0) return { kind: 'object', members };
  const content: unknown = members[key];
  if (key === '$literal') return { kind: 'literal', value: content as JsonValue };
  if (!isTextKey(key)) return { kind: 'object', members };
  return typeof content === 'string'
    ? { kind: textForms[key], text: content }
    : { kind: 'malformed', key, found: content };
}

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(textForms, key);
}

function isList(binding: Binding): binding is readonly Binding[] {
  return Array.isArray(binding);
}
