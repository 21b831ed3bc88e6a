/** Problems of a document at the fields of a form. */

import type { Issue } from '@flowgraft/core';
import type { FieldProblem } from '../forms/value-form.js';

/** What is left of a problem's path inside its node: `['input', 'url']`. */
export function pathInNode(path: Issue['path']): readonly (string | number)[] {
  let rest = path;
  while (rest[0] === 'nodes' && typeof rest[1] === 'number') {
    rest = rest[2] === 'bodies' && rest.length > 4 ? rest.slice(4) : rest.slice(2);
  }
  return rest;
}

/** Problems below `start`, in the words of `textOf`, with their paths from there on: `['input']` for the fields of a node. */
export function problemsBelow(
  issues: readonly Issue[],
  start: readonly string[],
  textOf: (issue: Issue) => string,
): FieldProblem[] {
  return issues.flatMap((issue) => {
    const path = pathInNode(issue.path);
    const isBelow = start.every((key, index) => path[index] === key);
    return isBelow ? [{ path: path.slice(start.length), message: textOf(issue) }] : [];
  });
}
