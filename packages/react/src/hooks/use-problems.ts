import type { Issue } from '@flowgraft/core';
import { useMemo } from 'react';
import { useSession } from './editor-context.js';
import { useStore } from './use-store.js';

/** What is wrong with the workflow that is open, or with one node of it. */
export function useProblems(nodeId?: string): readonly Issue[] {
  const problems = useStore(useSession().problems);
  return useMemo(
    () => (nodeId === undefined ? problems : problems.filter((each) => each.nodeId === nodeId)),
    [problems, nodeId],
  );
}
