/** Static checks of expressions against the schemas of the data they will see. */

import { isFlowgraftError } from '../model/error.js';
import type { JsonSchema } from '../model/json-schema.js';
import type { ExpressionNode } from './ast.js';
import { compileExpression } from './compiled-expression.js';
import type { ExpressionFinding, ExpressionTypes } from './finding.js';
import { inferSchema } from './infer.js';
import { parseTokens } from './parse.js';
import { parseTemplate } from './parse-template.js';
import { compileTemplate } from './template.js';
import { tokenize } from './tokenize.js';

/** What a check found out. */
export interface ExpressionCheck {
  readonly findings: readonly ExpressionFinding[];
  /** What the result is, as far as the text and the types tell; `true` means anything. */
  readonly schema: JsonSchema;
}

/**
 * Checks an expression without evaluating it; never throws on any text.
 *
 * A finding is sure to be wrong: bad syntax, unknown names, properties that a closed schema does not
 * have, methods that no possible value has. Where the types leave it open, nothing is said.
 */
export function checkExpression(text: string, types: ExpressionTypes): ExpressionCheck {
  const broken = syntaxFinding(() => compileExpression(text));
  if (broken !== undefined) return { findings: [broken], schema: true };
  return inferNodes([parseTokens(tokenize(text))], types);
}

/** As `checkExpression`, for text with `{{ … }}` in it. */
export function checkTemplate(text: string, types: ExpressionTypes): ExpressionCheck {
  const broken = syntaxFinding(() => compileTemplate(text));
  if (broken !== undefined) return { findings: [broken], schema: true };
  const parts = parseTemplate(text);
  const check = inferNodes(
    parts.filter((part) => typeof part !== 'string'),
    types,
  );
  return parts.length === 1 && typeof parts[0] !== 'string'
    ? check
    : { ...check, schema: { type: 'string' } };
}

function inferNodes(nodes: readonly ExpressionNode[], types: ExpressionTypes): ExpressionCheck {
  const findings: ExpressionFinding[] = [];
  let schema: JsonSchema = true;
  for (const node of nodes) {
    schema = inferSchema(node, {
      types,
      locals: new Map(),
      report: (finding) => void findings.push(finding),
    });
  }
  return { findings: findings.sort((a, b) => a.position - b.position), schema };
}

function syntaxFinding(compile: () => unknown): ExpressionFinding | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    if (!isFlowgraftError(error)) throw error;
    const position = isFlowgraftError(error, 'EXPRESSION_SYNTAX') ? error.details.position : 0;
    return { code: 'EXPRESSION_SYNTAX', severity: 'error', position, message: error.message };
  }
}
