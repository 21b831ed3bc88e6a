/** Bindings as text in the expression editor, and back. */

import type { Binding } from '@flowgraft/core';
import { bindingForm, readReferences } from '@flowgraft/core/document';
import type { TextKind } from './text-spans.js';

export interface EditedText {
  readonly kind: TextKind;
  readonly text: string;
}

/** What the expression editor shows for a binding; `null` for plain values and secrets. */
export function editedText(binding: Binding | undefined): EditedText | null {
  if (binding === undefined) return null;
  const form = bindingForm(binding);
  switch (form.kind) {
    case 'reference':
    case 'expression':
      return { kind: 'expression', text: form.text };
    case 'template':
      return { kind: 'template', text: form.text };
    default:
      return null;
  }
}

/** A binding of what was typed: a plain path becomes a reference, which gives nothing where a part is missing. */
export function bindingOfText({ kind, text }: EditedText): Binding | undefined {
  if (text.trim() === '') return undefined;
  if (kind === 'template') return text.includes('{{') ? { $template: text } : text;
  const isPath = readReferences('reference', text.trim()).length > 0;
  return isPath ? { $ref: text.trim() } : { $expr: text };
}
