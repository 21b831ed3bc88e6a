/** Reading names and properties: own data only, and an error that names what was missing. */

import { type Evaluation, failure } from './evaluation.js';
import { hasMethod } from './methods.js';
import type { Evaluate } from './place.js';
import { type ScopeReader, scopeReader } from './scope.js';
import { describeKind, lazyEntries, ownValue } from './values.js';

/** A closure that reads a root of the scope; without a `position` an unknown name is undefined. */
export function rootReader(name: string, position?: number): Evaluate {
  return (evaluation) => {
    const { scope } = evaluation;
    const value = isReader(scope) ? scope.get(name) : ownValue(scope, name);
    if (isData(value)) return value;
    if (value !== undefined) throw opaque(evaluation, position ?? 0, name, value);
    if (position === undefined) return value;
    if (isReader(scope) ? scope.has(name) : Object.hasOwn(scope, name)) return value;
    const names = isReader(scope) ? [] : Object.keys(scope).slice(0, 12);
    const hint = names.length === 0 ? '' : `; there are: ${names.join(', ')}`;
    throw failure(evaluation, position, `"${name}" is not defined${hint}`);
  };
}

function isReader(scope: object): scope is ScopeReader {
  return (scope as Partial<ScopeReader>)[scopeReader] === true;
}

/** Whether a value is there and can be handed out. */
function isData(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

function opaque(evaluation: Evaluation, position: number, name: string, value: unknown): Error {
  return failure(evaluation, position, `${name} is ${describeKind(value)}; only data can be read`);
}

/**
 * Reads an own data property; `undefined` when there is none.
 *
 * @param where - The text of the object, for messages, and the place of the key.
 */
export function readProperty(
  evaluation: Evaluation,
  target: unknown,
  key: string | number,
  where: { readonly owner: string; readonly position: number },
): unknown {
  const isObject = typeof target === 'object' && target !== null;
  const direct = isObject ? ownValue(target, key) : undefined;
  if (isData(direct)) return direct;
  const { owner, position } = where;
  if (target === undefined || target === null)
    throw failure(
      evaluation,
      position,
      `${owner} is ${describeKind(target)}; cannot read ${JSON.stringify(String(key))}`,
    );
  const value = isObject
    ? (lazyEntries(target)?.get(String(key)) ?? direct)
    : typeof target === 'string'
      ? ownValue(Object(target) as object, key)
      : undefined;
  if (isData(value)) return value;
  const path = `${owner}[${JSON.stringify(key)}]`;
  if (value !== undefined) throw opaque(evaluation, position, path, value);
  if (hasMethod(target, String(key)))
    throw failure(
      evaluation,
      position,
      `"${key}" is a method of ${describeKind(target)}; call it: ${key}(…)`,
    );
  return value;
}
