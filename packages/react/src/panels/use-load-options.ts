import type { Binding, JsonValue, NodeManifest } from '@flowgraft/core';
import { useCallback, useEffect, useRef } from 'react';
import type { FormState } from '../forms/form-context.js';
import { literalValues } from '../forms/literal-values.js';
import { useEditor } from '../hooks/editor-context.js';

/** Asks the server for the choices of a node's fields, with what is filled in already. */
export function useLoadOptions(
  manifest: NodeManifest | undefined,
  input: { readonly [name: string]: Binding } | undefined,
): FormState['loadOptions'] {
  const { transport } = useEditor();
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const { type, version } = manifest ?? {};
  const load = useCallback<NonNullable<FormState['loadOptions']>>(
    (name, { search, cursor, signal }) => {
      const filledIn = literalValues(latest.current ?? {}) as { [key: string]: JsonValue };
      const wanted = search === '' ? undefined : search;
      return transport.nodeTypes.options(
        { type: type ?? '', version: version ?? 1, name, input: filledIn, search: wanted, cursor },
        { signal },
      );
    },
    [transport, type, version],
  );
  return manifest === undefined || manifest.options.length === 0 ? null : load;
}
