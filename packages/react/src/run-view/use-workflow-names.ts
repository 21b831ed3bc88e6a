import { useEffect, useState } from 'react';
import { useEditor } from '../hooks/editor-context.js';

/** Names of workflows by id; empty until they are read. */
export function useWorkflowNames(isWanted: boolean): ReadonlyMap<string, string> {
  const { transport } = useEditor();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (!isWanted) return undefined;
    const asked = new AbortController();
    const { signal } = asked;
    transport.workflows.list({ limit: 200 }, { signal }).then(
      ({ items }) => {
        if (!signal.aborted) setNames(new Map(items.map(({ id, name }) => [id, name ?? id])));
      },
      () => undefined,
    );
    return () => asked.abort();
  }, [transport, isWanted]);
  return names;
}
