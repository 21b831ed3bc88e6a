/** Binary operators. As in JavaScript, but never calling a method of their operands. */

import type { BinaryOperator } from './ast.js';
import { type Evaluation, callFailure, chargeText, checkOutput } from './evaluation.js';
import { hasKey } from './object-functions.js';
import { describeKind, looselyEqual, strictlyEqual, toNumber, toPrimitive } from './values.js';

export type Operate = (evaluation: Evaluation, left: unknown, right: unknown) => unknown;

export const operators: Readonly<Record<BinaryOperator, Operate>> = {
  '+': (evaluation, left, right) =>
    typeof left === 'number' && typeof right === 'number'
      ? left + right
      : add(evaluation, left, right),
  '-': (evaluation, left, right) => number(evaluation, left) - number(evaluation, right),
  '*': (evaluation, left, right) => number(evaluation, left) * number(evaluation, right),
  '/': (evaluation, left, right) => number(evaluation, left) / number(evaluation, right),
  '%': (evaluation, left, right) => number(evaluation, left) % number(evaluation, right),
  '**': (evaluation, left, right) => number(evaluation, left) ** number(evaluation, right),
  '===': strictlyEqual,
  '!==': (evaluation, left, right) => !strictlyEqual(evaluation, left, right),
  '==': looselyEqual,
  '!=': (evaluation, left, right) => !looselyEqual(evaluation, left, right),
  '<': comparing((a, b) => a < b),
  '<=': comparing((a, b) => a <= b),
  '>': comparing((a, b) => a > b),
  '>=': comparing((a, b) => a >= b),
  in: has,
};

function number(evaluation: Evaluation, value: unknown): number {
  if (typeof value === 'bigint')
    throw callFailure(evaluation, 'a bigint cannot be calculated with; use Number(…) around it');
  return toNumber(evaluation, value);
}

/** Unary plus and minus. */
export function signed(evaluation: Evaluation, operator: '+' | '-', value: unknown): number {
  return number(evaluation, value) * (operator === '-' ? -1 : 1);
}

function add(evaluation: Evaluation, left: unknown, right: unknown): unknown {
  const a = toPrimitive(evaluation, left, 'text');
  const b = toPrimitive(evaluation, right, 'text');
  if (typeof a === 'string' || typeof b === 'string')
    return concatenate(evaluation, String(a), String(b));
  return number(evaluation, a) + number(evaluation, b);
}

/** Costs nothing by length: what reads the text later pays for it. */
export function concatenate(evaluation: Evaluation, left: string, right: string): string {
  checkOutput(evaluation, left.length + right.length);
  return left + right;
}

/** A comparison that each of two primitives can stand in; TypeScript would allow fewer. */
function comparing(holds: (a: number, b: number) => boolean): Operate {
  return (evaluation, left, right) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left, right);
    const [a, b] = [left, right].map((side) => {
      const value = toPrimitive(evaluation, side, 'a number');
      if (typeof value === 'string') chargeText(evaluation, value.length * 4);
      return value;
    }) as [number, number];
    return holds(a, b);
  };
}

function has(evaluation: Evaluation, left: unknown, right: unknown): boolean {
  if (typeof right === 'object' && right !== null) return hasKey(evaluation, right, left);
  throw callFailure(
    evaluation,
    `"in" needs an object or an array on its right, not ${describeKind(right)}`,
  );
}
