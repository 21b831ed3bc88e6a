import type { RunTarget } from '@flowgraft/react';

import { go } from '../router.js';

/** Goes where the embedded editor or run view leads: to another run, or to a node of a workflow. */
export function openTarget(target: RunTarget): void {
  if (target.kind === 'run') go({ name: 'run', id: target.runId });
  else go({ name: 'workflow', id: target.workflowId, nodeId: target.nodeId });
}
