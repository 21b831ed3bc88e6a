/** Compiling and evaluating expressions. */

import { FlowgraftError } from '../model/error.js';
import type { ExpressionNode } from './ast.js';
import { startPlace } from './compile.js';
import { type ExpressionLimits, charge, limitError, startEvaluation } from './evaluation.js';
import { maxTextLength, parseTokens } from './parse.js';
import { type Evaluate, compileValue, stepsOf } from './place.js';
import { type ExpressionReference, referencesOf, staticPathOf } from './references.js';
import { checkResult, translateError } from './result.js';
import type { Scope } from './scope.js';
import { SyntaxFailure } from './syntax-failure.js';
import { tokenize } from './tokenize.js';

/** An expression, a template or a reference that is ready to run, any number of times. */
export interface CompiledExpression {
  readonly text: string;
  /** The data that it reads, in the order of the text. */
  readonly references: readonly ExpressionReference[];
  /**
   * Computes the value on this scope. Pure: same scope, same value.
   *
   * The result is plain data. A bare path gives the scope's own object, not a copy; its size is not
   * checked.
   *
   * @throws {FlowgraftError} EXPRESSION_FAILED when the data does not fit the expression,
   *   EXPRESSION_LIMIT when a budget is used up.
   * @throws {TypeError} When `scope` is no object or a limit is no positive number.
   */
  evaluate(scope: Scope, limits?: ExpressionLimits): unknown;
}

/**
 * Compiles an expression.
 *
 * @throws {FlowgraftError} EXPRESSION_SYNTAX with the position of what is wrong; EXPRESSION_LIMIT
 *   (`length`) for a text of more than 16 384 characters.
 */
export function compileExpression(text: string): CompiledExpression {
  return compiling(text, () => {
    const ast = parseTokens(tokenize(text));
    const run = compileValue(ast, startPlace(text));
    return compiled({
      text,
      references: referencesOf(ast),
      run,
      steps: stepsOf(ast),
      checked: !isPath(ast),
    });
  });
}

/** Whether the value is a part of the scope as it is, so that nothing was built. */
export function isPath(ast: ExpressionNode): boolean {
  return staticPathOf(ast) !== undefined;
}

/** Runs a compilation, with its failures turned into errors that carry the text. */
export function compiling<T>(text: string, compile: () => T): T {
  if (typeof text !== 'string') throw new TypeError(`text must be a string, not ${typeof text}`);
  if (text.length > maxTextLength) throw limitError({ text }, 'length', maxTextLength);
  try {
    return compile();
  } catch (thrown) {
    if (!(thrown instanceof SyntaxFailure)) throw thrown;
    const { message, position } = thrown;
    throw new FlowgraftError('EXPRESSION_SYNTAX', `${message} (at ${position})`, {
      text,
      position,
    });
  }
}

interface Parts {
  readonly text: string;
  readonly references: readonly ExpressionReference[];
  readonly run: Evaluate;
  readonly steps: number;
  /** Whether the result must be measured. */
  readonly checked: boolean;
}

export function compiled({ text, references, run, steps, checked }: Parts): CompiledExpression {
  return {
    text,
    references,
    evaluate(scope, limits) {
      if (typeof scope !== 'object' || scope === null) {
        throw new TypeError(`scope must be an object, not ${String(scope)}`);
      }
      const evaluation = startEvaluation(text, scope, limits);
      try {
        charge(evaluation, steps);
        const value = run(evaluation);
        return checked ? checkResult(evaluation, value) : value;
      } catch (thrown) {
        throw translateError(evaluation, thrown);
      }
    },
  };
}

/** Compiled expressions by text, the least recently used ones dropped. */
export interface ExpressionCache {
  /** As `compileExpression`, once for each text; a failure is not kept. */
  compile(text: string): CompiledExpression;
}

/** Characters of all texts that a cache keeps together. */
const maxKeptCharacters = 1_000_000;

/** @param max - How many expressions are kept; together they have at most a million characters. */
export function createExpressionCache(max: number): ExpressionCache {
  // In the order in which they were used last. No package for it: a page with an editor would pay for all of it.
  const kept = new Map<string, CompiledExpression>();
  let characters = 0;
  const dropOldest = (): void => {
    for (const text of kept.keys()) {
      if (kept.size <= max && characters <= maxKeptCharacters) return;
      kept.delete(text);
      characters -= text.length;
    }
  };
  return {
    compile(text) {
      const known = kept.get(text);
      if (known !== undefined) {
        kept.delete(text);
        kept.set(text, known);
        return known;
      }
      const fresh = compileExpression(text);
      kept.set(text, fresh);
      characters += text.length;
      dropOldest();
      return fresh;
    },
  };
}

// The one exception to "no module state": a bounded memo of a pure function. It holds no data of
// any scope, and with or without it every call gives the same.
const memo = /* @__PURE__ */ createExpressionCache(500);

/**
 * Compiles and evaluates in one call; texts that were used lately are not compiled again.
 *
 * @throws What `compileExpression` and `CompiledExpression.evaluate` throw.
 */
export function evaluateExpression(text: string, scope: Scope, limits?: ExpressionLimits): unknown {
  return memo.compile(text).evaluate(scope, limits);
}
