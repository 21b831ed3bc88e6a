/** What the methods of texts do with a regular expression. */

import { type Evaluation, charge } from '../evaluation.js';
import type { Regex } from './regex.js';
import type { Replace } from './replacement.js';
import { type Captures, runRegex } from './run-regex.js';

type Groups = (string | undefined)[];

/** The texts of the match and its groups. */
function textsOf(text: string, captures: Captures): Groups {
  const texts: Groups = [];
  for (let slot = 0; slot < captures.length; slot += 2) {
    const start = captures[slot] as number;
    texts.push(start < 0 ? undefined : text.slice(start, captures[slot + 1]));
  }
  return texts;
}

/** All matches from left to right, or the first; after an empty one the search goes on one unit further. */
function* matches(
  evaluation: Evaluation,
  regex: Regex,
  text: string,
  all = regex.flags.includes('g'),
): Generator<{ start: number; end: number; texts: Groups }> {
  for (let from = 0; from <= text.length;) {
    const found = runRegex(evaluation, regex, text, from);
    if (found === undefined) return;
    charge(evaluation, found.length);
    const [start = 0, end = 0] = found;
    yield { start, end, texts: textsOf(text, found) };
    if (!all) return;
    from = end === start ? end + 1 : end;
  }
}

export function searchOf(evaluation: Evaluation, regex: Regex, text: string): number {
  return runRegex(evaluation, regex, text, 0)?.[0] ?? -1;
}

/** With the flag g the matched texts, else the first match with its groups; null for none. */
export function matchOf(evaluation: Evaluation, regex: Regex, text: string): unknown {
  const found = Array.from(matches(evaluation, regex, text), ({ texts }) => texts);
  if (found.length === 0) return null;
  return regex.flags.includes('g') ? found.map(([match]) => match) : found[0];
}

/** Every match with its groups, whether or not the flag g stands there. */
export function matchAllOf(evaluation: Evaluation, regex: Regex, text: string): unknown[] {
  return Array.from(matches(evaluation, regex, text, true), ({ texts }) => texts);
}

/** Replaces the first match or, with the flag g, every match. */
export function replaceMatches(
  evaluation: Evaluation,
  regex: Regex,
  text: string,
  replace: Replace,
): string {
  let result = '';
  let last = 0;
  for (const { start, end, texts } of matches(evaluation, regex, text)) {
    result += text.slice(last, start) + replace(texts, start);
    last = end;
  }
  return result + text.slice(last);
}

/** @see ECMAScript, RegExp.prototype[@@split]: empty matches at the ends split nothing. */
export function splitAtMatches(
  evaluation: Evaluation,
  regex: Regex,
  text: string,
): (string | undefined)[] {
  const parts: Groups = [];
  let last = 0;
  for (const { start, end, texts } of matches(evaluation, regex, text, true)) {
    if (text === '') return [];
    if (end === last || start >= text.length) continue;
    parts.push(text.slice(last, start), ...texts.slice(1));
    last = end;
  }
  return [...parts, text.slice(last)];
}
