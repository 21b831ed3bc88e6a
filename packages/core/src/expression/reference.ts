/** References: a path into the data and nothing else. */

import { type CompiledExpression, compiled, compiling } from './compiled-expression.js';
import { readProperty, rootReader } from './property.js';
import type { Evaluation } from './evaluation.js';
import { parseTokens } from './parse.js';
import { isBuiltIn } from './names.js';
import { staticPathOf } from './references.js';
import { SyntaxFailure } from './syntax-failure.js';
import { tokenize } from './tokenize.js';
import { settle } from './values.js';

/**
 * Compiles a path such as `nodes.fetch.output.items[0]` or `nodes["my-id"].output`.
 *
 * Where a part of the path is missing, the value is undefined, not an error.
 *
 * @throws {FlowgraftError} EXPRESSION_SYNTAX for anything but a path of fixed keys.
 */
export function compileReference(text: string): CompiledExpression {
  return compiling(text, () => {
    const node = parseTokens(tokenize(text));
    const found = staticPathOf(node);
    const [root, ...keys] = found?.path ?? [];
    if (found === undefined || root === undefined || isBuiltIn(root)) {
      throw new SyntaxFailure(
        'a reference is a path such as nodes.fetch.output.id; use an expression for more',
        node.start,
      );
    }
    const readRoot = rootReader(root);
    const where = { owner: text, position: 0 };
    const run = (evaluation: Evaluation): unknown => {
      let value = readRoot(evaluation);
      for (const key of keys) {
        if (value === undefined || value === null) return undefined;
        value = readProperty(evaluation, value, key, where);
      }
      return typeof value === 'object' ? settle(evaluation, value) : value;
    };
    return compiled({
      text,
      references: [{ ...found, exact: true }],
      run,
      steps: 1,
      checked: false,
    });
  });
}
