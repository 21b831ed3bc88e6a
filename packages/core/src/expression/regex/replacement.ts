/** The replacements of `replace`, by text with `$` patterns or by a function. */

import type { Args, Callback } from '../callable.js';
import { type Evaluation, charge, chargeOutput, chargeText, checkOutput } from '../evaluation.js';
import { toText } from '../values.js';

/** Makes the replacement of one match, given as its text and its groups. */
export type Replace = (texts: readonly (string | undefined)[], offset: number) => string;

/**
 * The maker of replacements that `replace(…, args[1])` asks for.
 *
 * @param length - Of the text in which replacements are made; what is made counts with it.
 * @see ECMAScript, GetSubstitution; what stands before and after the match is left out on purpose.
 */
export function replacing(
  args: Args,
  evaluation: Evaluation,
  callback: Callback | undefined,
  length: number,
): Replace {
  const template = callback === undefined ? toText(evaluation, args[1]) : '';
  const marks = template.split('$').length - 1;
  let total = length;
  return (texts, offset) => {
    const [match = '', ...groups] = texts;
    charge(evaluation, 12);
    chargeText(evaluation, template.length);
    // A group is a part of the match, so that no mark stands for more than the match.
    checkOutput(evaluation, template.length + marks * match.length);
    const made =
      callback === undefined
        ? expand(template, texts)
        : toText(evaluation, callback(match, ...([...groups, offset] as [unknown, unknown])));
    total += made.length;
    checkOutput(evaluation, total);
    chargeOutput(evaluation, made.length);
    return made;
  };
}

function expand(template: string, texts: readonly (string | undefined)[]): string {
  if (!template.includes('$')) return template;
  return template.replace(/\$(?:([$&])|(\d\d?))/g, (whole, mark?: string, digits: string = '') => {
    if (mark !== undefined) return mark === '$' ? '$' : (texts[0] as string);
    for (const count of [2, 1]) {
      const number = Number(digits.slice(0, count));
      if (number > 0 && number < texts.length) return (texts[number] ?? '') + digits.slice(count);
    }
    return whole;
  });
}
