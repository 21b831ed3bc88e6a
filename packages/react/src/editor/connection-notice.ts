/** What to tell a user about a connection that was made. */

import type { Catalogue } from '@flowgraft/core';
import { schemaFit } from './connection-rules.js';
import type { Refusal } from './command.js';
import { labelOf, manifestOf } from './document-queries.js';
import { fieldTitle } from './field-title.js';
import type { EditorDocument } from './records.js';
import type { PortRef } from './ui-state.js';

export interface MadeConnection {
  readonly from: PortRef;
  readonly to: PortRef;
  /** Inputs that were given a value with it. */
  readonly filled: readonly string[];
}

/** Which inputs were filled in, else which ones need other data; `null` when there is nothing to tell. */
export function connectionNotice(
  document: EditorDocument,
  catalogue: Catalogue,
  { from, to, filled }: MadeConnection,
): Refusal | null {
  const source = document.nodes.get(from.nodeId);
  const target = document.nodes.get(to.nodeId);
  if (source === undefined || target === undefined) return null;
  const manifest = manifestOf(catalogue, target);
  const named = (inputs: readonly string[]): string[] =>
    inputs.map((name) => fieldTitle(manifest?.input, name));
  const names = { from: labelOf(source, catalogue), node: labelOf(target, catalogue) };
  const { misfits } = schemaFit(document, catalogue, from, to);
  if (misfits.length > 0)
    return {
      message: 'editor.doesNotFit',
      values: { ...names, inputs: named(misfits).join(', ') },
    };
  return filled.length === 0
    ? null
    : { message: 'editor.filledIn', values: { ...names, inputs: named(filled).join(', ') } };
}
