/** What a page shows, loaded, and loaded again when any run of the tenant has changed. */

import { useCallback, useEffect, useState } from 'react';
import type { Editor } from '@flowgraft/react';

export interface Loaded<Value> {
  /** `null`: not yet. */
  readonly value: Value | null;
  readonly hasFailed: boolean;
  readonly reload: () => void;
}

/** Milliseconds in which many changes are one. */
const pause = 300;

/** @param load - The same function as long as the same is wanted. */
export function useLoaded<Value>(
  editor: Editor,
  load: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> {
  const [value, setValue] = useState<Value | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  useEffect(() => {
    const leaving = new AbortController();
    load(leaving.signal).then(
      (loaded) => {
        if (leaving.signal.aborted) return;
        setValue(() => loaded);
        setFailed(false);
      },
      () => {
        if (!leaving.signal.aborted) setFailed(true);
      },
    );
    return () => leaving.abort();
  }, [load, turn]);
  useRunChanges(editor, reload);
  return { value, hasFailed, reload };
}

function useRunChanges({ transport }: Editor, onChange: () => void): void {
  useEffect(() => {
    const leaving = new AbortController();
    let timer: number | undefined;
    const listen = async (): Promise<void> => {
      for await (const _run of transport.runs.followAll({}, { signal: leaving.signal })) {
        timer ??= window.setTimeout(() => {
          timer = undefined;
          onChange();
        }, pause);
      }
    };
    // Without news the page stays as it was loaded.
    listen().catch(() => undefined);
    return () => {
      leaving.abort();
      window.clearTimeout(timer);
    };
  }, [transport, onChange]);
}
