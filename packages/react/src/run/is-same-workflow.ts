/** Whether two documents do the same when they run. */

import type { WorkflowDocument } from '@flowgraft/core';

/** Where things are on the canvas, and how the workflow is called, makes no difference. */
export function isSameWorkflow(a: WorkflowDocument, b: WorkflowDocument): boolean {
  return textOf(a) === textOf(b);
}

const shownOnly = new Set(['ui', 'name', 'description']);

function textOf({ nodes, edges, input, settings, output }: WorkflowDocument): string {
  return JSON.stringify({ nodes, edges, input, settings, output }, inOrder);
}

/** Objects with their keys in one order, without what is only shown. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const isNode = 'id' in value && 'type' in value && 'version' in value;
  const entries = Object.entries(value).filter(
    ([key, each]) => each !== undefined && key !== 'ui' && !(isNode && shownOnly.has(key)),
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
