import { useCallback, useState } from 'react';

/** Copies text; says for the time being whether it could. */
export function useCopy(): {
  readonly state: 'copied' | 'refused' | null;
  readonly copy: (text: string) => void;
} {
  const [state, setState] = useState<'copied' | 'refused' | null>(null);
  const copy = useCallback((text: string) => {
    void writeText(text).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  }, []);
  return { state, copy };
}

/** Rejects also where a page may not use the clipboard at all. */
async function writeText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
