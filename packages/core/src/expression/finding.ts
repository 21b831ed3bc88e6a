/** What the checker is given and what it finds. */

import type { IssueCode } from '../model/issue.js';
import type { JsonSchema } from '../model/json-schema.js';

/** The schema of each root name: `input`, `nodes` … Names that are absent do not exist. */
export type ExpressionTypes = Readonly<Record<string, JsonSchema>>;

/** One thing that is wrong, or probably wrong, with an expression. */
export interface ExpressionFinding {
  readonly code: Extract<
    IssueCode,
    'EXPRESSION_SYNTAX' | 'EXPRESSION_REFERENCE' | 'EXPRESSION_TYPE'
  >;
  readonly severity: 'error' | 'warning';
  /** Offset in UTF-16 units. */
  readonly position: number;
  readonly message: string;
}
