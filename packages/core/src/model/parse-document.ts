/** From any value to a workflow document, or to what is wrong with it. */

import type * as z from 'zod';

import { copyDocument } from './copy-document.js';
import type { WorkflowDocument } from './document.js';
import { resolveDocumentLimits, type DocumentLimits } from './document-limits.js';
import { workflowDocumentSchema } from './document-schema.js';
import type { Issue } from './issue.js';
import { migrateDocument, type UncheckedDocument } from './migrate-document.js';
import { showValue } from './show-value.js';

export type ParsedDocument =
  | { readonly ok: true; readonly document: WorkflowDocument }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Checks the shape of `value`, brings it to the current version of the format and gives a copy that shares
 * nothing with it. What the document means (types, references, loops) is for `validateWorkflow`.
 *
 * Never throws for a bad `value`, however deep, large or odd it is.
 *
 * @param limits - Replaces some of `defaultDocumentLimits`.
 * @throws {TypeError} when a limit is not a whole number >= 0.
 */
export function parseDocument(value: unknown, limits?: Partial<DocumentLimits>): ParsedDocument {
  const copy = copyDocument(value, resolveDocumentLimits(limits));
  if (!copy.ok) return copy;
  if (!isObject(copy.value)) return { ok: false, issues: [notAnObject(value)] };
  const migration = migrateDocument(copy.value);
  if (!migration.ok) return migration;
  const parsed = workflowDocumentSchema.safeParse(migration.document, { error: messageOf });
  if (parsed.success) return { ok: true, document: parsed.data };
  return { ok: false, issues: parsed.error.issues.flatMap((issue) => toIssues(issue, [])) };
}

function isObject(value: unknown): value is UncheckedDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notAnObject(value: unknown): Issue {
  const hint = typeof value === 'string' ? '; parse the JSON text first' : '';
  const message = `expected a workflow document, an object, found ${showValue(value)}${hint}`;
  return { code: 'SCHEMA', severity: 'error', path: [], message };
}

type ZodIssue = z.core.$ZodIssue;

/** Where a value may have one of several shapes, the one that it resembles most says what is wrong. */
function toIssues(issue: ZodIssue, prefix: readonly PropertyKey[]): Issue[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union') {
    const nearest = nearestBranch(issue.errors);
    if (nearest.length > 0) return nearest.flatMap((inner) => toIssues(inner, path));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => toIssues(inner, path));
  }
  const isRange = issue.code === 'too_small' || issue.code === 'too_big';
  return [
    {
      code: isRange ? 'LIMIT' : 'SCHEMA',
      severity: 'error',
      path: path.map((key) => (typeof key === 'number' ? key : String(key))),
      message: issue.message,
    },
  ];
}

/** The alternative that failed deepest inside the value; none when all failed at its top. */
function nearestBranch(branches: readonly (readonly ZodIssue[])[]): readonly ZodIssue[] {
  const depth = (issues: readonly ZodIssue[]): number =>
    Math.max(0, ...issues.slice(0, 100).map(({ path }) => path.length));
  return (
    branches.filter((issues) => depth(issues) > 0).toSorted((a, b) => depth(b) - depth(a))[0] ?? []
  );
}

/** Messages for what the schema itself says nothing about. */
function messageOf(issue: z.core.$ZodRawIssue): string | undefined {
  const found = issue.input === undefined ? 'nothing' : showValue(issue.input);
  if (issue.code === 'invalid_type') {
    return `expected ${kinds[issue.expected] ?? issue.expected}, found ${found}`;
  }
  if (issue.code === 'invalid_value') {
    return `expected ${issue.values.map(showValue).join(', ')}, found ${found}`;
  }
  if (issue.code === 'too_small') {
    return `expected a number >= ${String(issue.minimum)}, found ${found}`;
  }
  if (issue.code === 'too_big') {
    return `expected a number <= ${String(issue.maximum)}, found ${found}`;
  }
  return undefined;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};
