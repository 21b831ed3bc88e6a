/** Arrow functions: each parameter has its own slot, since no function can be active twice at once. */

import type { ArrowFunctionExpression, Pattern } from './ast.js';
import type { Callback } from './callable.js';
import { type Evaluation, charge, failure } from './evaluation.js';
import { type Place, compileValue, stepsOf } from './place.js';
import { readProperty } from './property.js';
import { SyntaxFailure } from './syntax-failure.js';
import { describeKind } from './values.js';

/** Compiles an arrow function to a maker of callbacks. */
export function compileArrow(
  node: ArrowFunctionExpression,
  place: Place,
): (evaluation: Evaluation) => Callback {
  if (node.params.length > 3)
    throw new SyntaxFailure('a function has at most three parameters here', node.start);
  const locals = new Map(place.locals);
  const binds = node.params.map((param) => compilePattern(param, locals, place));
  const body = compileValue(node.body, { ...place, locals });
  const steps = 1 + stepsOf(node);
  const [first, second, third] = binds;
  return (evaluation) => (a, b, c) => {
    charge(evaluation, steps);
    first?.(evaluation, a);
    second?.(evaluation, b);
    third?.(evaluation, c);
    return body(evaluation);
  };
}

type Bind = (evaluation: Evaluation, value: unknown) => void;

/** Gives each name of a pattern a slot and compiles the filling of those slots. */
function compilePattern(pattern: Pattern, locals: Map<string, number>, place: Place): Bind {
  switch (pattern.type) {
    case 'Identifier': {
      const slot = place.slots.count++;
      locals.set(pattern.name, slot);
      return ({ slots }, value) => {
        slots[slot] = value;
      };
    }
    case 'ObjectPattern': {
      const parts = pattern.properties.map(({ key, value, start }) => ({
        key,
        position: start,
        bind: compilePattern(value, locals, place),
      }));
      return (evaluation, value) => {
        for (const { key, position, bind } of parts) {
          bind(evaluation, readProperty(evaluation, value, key, { owner: 'the value', position }));
        }
      };
    }
    case 'ArrayPattern': {
      const parts = pattern.elements.map((element) =>
        element === null ? undefined : compilePattern(element, locals, place),
      );
      const { start } = pattern;
      return (evaluation, value) => {
        if (!Array.isArray(value))
          throw failure(
            evaluation,
            start,
            `${describeKind(value)} cannot be taken apart as an array`,
          );
        for (const [index, bind] of parts.entries()) bind?.(evaluation, value[index]);
      };
    }
  }
}
