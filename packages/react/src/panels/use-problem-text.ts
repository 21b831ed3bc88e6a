import type { Issue } from '@flowgraft/core';
import { useCallback } from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { problemText } from './problem-text.js';

/** Says what is wrong, in the user's words. The same function for the same workflow. */
export function useProblemText(): (issue: Issue) => string {
  const texts = useTexts();
  const { document, catalogue } = useSession();
  return useCallback(
    (issue) => problemText(texts, issue, { document: document.get(), catalogue }),
    [texts, document, catalogue],
  );
}
