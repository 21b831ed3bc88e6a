/** The lists of waiting runs that are kept for questions by assignee and by kind. */

import type { Wait } from '@flowgraft/core';

/** Every list that a run with these waits stands in. */
export function waitIndexes(waits: readonly Wait[]): string[] {
  const indexes = new Set<string>();
  for (const { about } of waits) {
    if (about === undefined) continue;
    indexes.add(kindIndex(about.kind));
    for (const assignee of about.assignees ?? []) indexes.add(assigneeIndex(assignee));
  }
  return [...indexes];
}

export function kindIndex(kind: string): string {
  return `k${asName(kind)}`;
}

export function assigneeIndex(assignee: string): string {
  return `a${asName(assignee)}`;
}

/** Values may hold U+0000, names of lists may not. Whoever reads the list compares the values themselves. */
function asName(text: string): string {
  return text.replaceAll('\0', '\ufffd');
}
