/** The part of a binding that is known before a run. */

import type { Binding, JsonValue } from '@flowgraft/core';
import { bindingForm } from '@flowgraft/core/document';

/** The value without what only a run computes; `undefined` when nothing is left. */
export function literalValues(binding: Binding): JsonValue | undefined {
  const form = bindingForm(binding);
  switch (form.kind) {
    case 'scalar':
    case 'literal':
      return form.value;
    case 'list':
      return form.items.map((item) => literalValues(item) ?? null);
    case 'object': {
      const members = Object.entries(form.members).flatMap(([name, member]) => {
        const value = literalValues(member);
        return value === undefined ? [] : [[name, value] as const];
      });
      return Object.fromEntries(members);
    }
    default:
      return undefined;
  }
}
