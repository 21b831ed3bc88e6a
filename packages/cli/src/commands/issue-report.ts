/** Findings about a workflow, a line each. */

import { formatIssuePath, type Issue } from '@flowgraft/core';

import { printable } from '../view/text-width.js';

/** `  nodes[3].input.url  (node "fetch")  TYPE_MISMATCH: …`, with a pointer into expressions. */
export function issueReport(issues: readonly Issue[], document: unknown): string {
  return issues.map((issue) => issueLines(issue, document).join('\n')).join('\n');
}

function issueLines(issue: Issue, document: unknown): readonly string[] {
  const { code, path, nodeId, position, message, severity } = issue;
  const where = path.length === 0 ? 'workflow' : formatIssuePath(path);
  const node = nodeId === undefined ? '' : ` (node "${printable(nodeId)}")`;
  const lines = [`  ${severity} ${where}${node}: ${printable(message)} [${code}]`];
  const text = position === undefined ? undefined : textAt(document, path);
  if (text === undefined || position === undefined || text.includes('\n')) return lines;
  return [...lines, `      ${printable(text)}`, `      ${' '.repeat(position)}^`];
}

/** The expression that an issue is about: its path leads to the text or to the binding that holds it. */
function textAt(document: unknown, path: Issue['path']): string | undefined {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  if (typeof value === 'string') return value;
  const { $expr, $template, $ref } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return [$expr, $template, $ref].find((text) => typeof text === 'string');
}
