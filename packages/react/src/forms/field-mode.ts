/** How a field of a binding form gets its value. */

import type { Binding } from '@flowgraft/core';
import { bindingForm } from '@flowgraft/core/document';
import type { Field } from './field-model.js';

export type FieldMode = 'value' | 'expression' | 'secret';

/** The modes that a field has; one alone needs no switch. */
export function modesOf(field: Field): readonly FieldMode[] {
  if (field.hints.literalOnly === true) return ['value'];
  if (field.kind === 'text') return ['value', 'expression', 'secret'];
  return ['value', 'expression'];
}

/** The mode that a value shows. Text with data in it is a value of a text field. */
export function modeOf(field: Field, value: Binding | undefined): FieldMode {
  if (value === undefined) return usualMode(field);
  switch (bindingForm(value).kind) {
    case 'reference':
    case 'expression':
      return 'expression';
    case 'template':
      return field.kind === 'text' ? 'value' : 'expression';
    case 'secret':
      return 'secret';
    default:
      return 'value';
  }
}

/** What an empty field begins with: what people nearly always want there. */
function usualMode(field: Field): FieldMode {
  if (field.hints.literalOnly === true) return 'value';
  if (field.hints.computed === true) return 'expression';
  if (field.kind === 'text') return field.widget === 'password' ? 'secret' : 'value';
  if (field.defaultValue !== undefined || field.hints.widget !== undefined) return 'value';
  const isData = field.kind === 'any' || (field.kind === 'list' && isAnything(field.items));
  return isData && field.hints.options === undefined ? 'expression' : 'value';
}

function isAnything(schema: unknown): boolean {
  return (
    schema === true ||
    (typeof schema === 'object' && schema !== null && Object.keys(schema).length === 0)
  );
}
