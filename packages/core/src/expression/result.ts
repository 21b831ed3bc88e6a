/** The last step of an evaluation: the result is plain data of a bounded size. */

import { FlowgraftError, isFlowgraftError } from '../model/error.js';
import { type Evaluation, checkDepth, checkOutput, failure, limitError } from './evaluation.js';
import { lazyEntries, ownValue } from './values.js';

/**
 * Checks what an expression built. Shared parts count as often as they occur: they would be
 * written as often, and `reduce(acc => [acc, acc])` doubles with each round.
 */
export function checkResult(evaluation: Evaluation, result: unknown): unknown {
  let total = 0;
  const measure = (value: unknown, depth: number): void => {
    total += typeof value === 'string' ? value.length + 8 : 8;
    checkOutput(evaluation, total);
    if (
      typeof value === 'function' ||
      typeof value === 'symbol' ||
      lazyEntries(value) !== undefined
    )
      throw failure(evaluation, 0, 'the result contains what is not data, such as a function');
    if (typeof value !== 'object' || value === null) return;
    checkDepth(evaluation, depth);
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) measure(value[index], depth + 1);
      return;
    }
    for (const key of Object.keys(value)) {
      if (key === '__proto__')
        throw failure(evaluation, 0, 'the key "__proto__" is not available in a result');
      total += key.length;
      measure(ownValue(value, key), depth + 1);
    }
  };
  if (typeof result !== 'string') measure(result, 0);
  return result;
}

/** Turns whatever was thrown during an evaluation into one of our errors. */
export function translateError(evaluation: Evaluation, thrown: unknown): FlowgraftError {
  if (isFlowgraftError(thrown)) return thrown;
  const { text, position, maxDepth } = evaluation;
  if (thrown instanceof RangeError && thrown.message.includes('call stack'))
    return limitError(evaluation, 'depth', maxDepth);
  const reason = thrown instanceof Error ? thrown.message : typeof thrown;
  const message = `The expression could not be evaluated: ${reason}`;
  return new FlowgraftError('EXPRESSION_FAILED', message, { text, position }, { cause: thrown });
}
