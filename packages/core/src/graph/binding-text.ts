/** The texts of bindings: what they refer to, and what their values are. */

import { compileExpression } from '../expression/compiled-expression.js';
import { compileReference } from '../expression/reference.js';
import type { ExpressionReference } from '../expression/references.js';
import { compileTemplate } from '../expression/template.js';
import { isFlowgraftError } from '../model/error.js';
import type { JsonSchema } from '../model/json-schema.js';
import type { BindingText } from './binding-form.js';
import type { StepBudget } from './json-schema-accepts.js';
import { memberSchema } from './json-schema-member.js';

export type ReadText =
  | { readonly ok: true; readonly references: readonly ExpressionReference[] }
  | { readonly ok: false; readonly message: string; readonly position: number };

/** What the texts of one document say; the same text often stands in many nodes. */
export type KnownTexts = Map<string, ReadText>;

/** Parses the text; what is wrong with it comes back instead of being thrown. */
export function readText(form: BindingText, known: KnownTexts): ReadText {
  const key = textKey(form);
  const read = known.get(key) ?? parseText(form);
  known.set(key, read);
  return read;
}

/** Tells texts apart, of whatever kind. */
export function textKey({ kind, text }: BindingText): string {
  return `${kind} ${text}`;
}

function parseText({ kind, text }: BindingText): ReadText {
  try {
    return { ok: true, references: compilers[kind](text).references };
  } catch (error) {
    if (isFlowgraftError(error, 'EXPRESSION_SYNTAX')) {
      return { ok: false, message: error.message, position: error.details.position };
    }
    if (isFlowgraftError(error, 'EXPRESSION_LIMIT')) {
      return { ok: false, message: error.message, position: 0 };
    }
    throw error;
  }
}

const compilers = {
  reference: compileReference,
  expression: compileExpression,
  template: compileTemplate,
} as const;

export type FollowedPath =
  | { readonly ok: true; readonly schema: JsonSchema }
  /** `path[missing]` is no member of what stands before it. */
  | { readonly ok: false; readonly missing: number; readonly of: JsonSchema };

/** The schema at the end of `path`, which starts below `schema`. */
export function followPath(
  schema: JsonSchema,
  path: readonly string[],
  budget: StepBudget,
): FollowedPath {
  let current = schema;
  for (const [index, key] of path.entries()) {
    const next = memberSchema(current, key, budget);
    if (next === undefined) return { ok: false, missing: index, of: current };
    if (next === true) return { ok: true, schema: true };
    current = next;
  }
  return { ok: true, schema: current };
}
