/** Whether a field is shown, as the values of others say. */

import type { Binding, FieldCondition } from '@flowgraft/core';
import { bindingForm } from '@flowgraft/core/document';

/**
 * Whether all that the condition says holds for an object. A value that is only known when a run computes it may be
 * anything, so the field is shown.
 *
 * @param defaultOf - What counts for a field that is not filled in.
 */
export function isShown(
  condition: FieldCondition | undefined,
  members: Readonly<Record<string, Binding>>,
  defaultOf: (name: string) => unknown,
): boolean {
  if (condition === undefined) return true;
  const { field, filled } = condition;
  const given = Object.hasOwn(members, field) ? members[field] : undefined;
  if (given !== undefined && isComputed(given)) return true;
  const value = given ?? defaultOf(field);
  const isFilled = value !== undefined && value !== null && value !== '';
  if (filled !== undefined && filled !== isFilled) return false;
  if (condition.is !== undefined && !isEqual(value, condition.is)) return false;
  if (condition.not !== undefined && isEqual(value, condition.not)) return false;
  return condition.in === undefined || condition.in.some((one) => isEqual(value, one));
}

function isComputed(binding: Binding): boolean {
  const { kind } = bindingForm(binding);
  return kind === 'reference' || kind === 'expression' || kind === 'template';
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
