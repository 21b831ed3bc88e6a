/** How a form shows an input field of a node. */

import type { FieldHints } from '@flowgraft/core';

interface ShownField {
  readonly title: string;
  readonly 'x-ui'?: FieldHints;
  readonly [key: string]: unknown;
}

/** Metadata for `.meta()` of a field's schema: what a form calls it and how it is edited there. */
export function shownAs(title: string, hints?: FieldHints): ShownField {
  return hints === undefined ? { title } : { title, 'x-ui': hints };
}
