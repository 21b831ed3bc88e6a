import { useCallback, useEffect, useRef, useState } from 'react';

export interface ActionState {
  readonly isBusy: boolean;
  /** What it was refused with the last time; `null` when it was not. */
  readonly error: string | null;
  readonly run: () => void;
}

/** A request to the server that a button makes: one at a time, and what became of it. */
export function useAction(request: () => Promise<unknown>, done?: () => void): ActionState {
  const [state, setState] = useState<{ isBusy: boolean; error: string | null }>({
    isBusy: false,
    error: null,
  });
  const latest = useRef({ request, done });
  const isBusy = useRef(false);
  useEffect(() => {
    latest.current = { request, done };
  });
  const run = useCallback(() => {
    if (isBusy.current) return;
    isBusy.current = true;
    setState({ isBusy: true, error: null });
    void latest.current
      .request()
      .then(
        () => {
          setState({ isBusy: false, error: null });
          latest.current.done?.();
        },
        (thrown: unknown) => setState({ isBusy: false, error: messageOf(thrown) }),
      )
      .finally(() => (isBusy.current = false));
  }, []);
  return { ...state, run };
}

/** What an error says. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
