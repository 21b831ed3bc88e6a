/** Where in a value it is that it does not fit a JSON Schema. */

import type { JsonSchema, JsonSchemaObject } from '../model/json-schema.js';
import { showValue } from '../model/show-value.js';
import { describeBounds } from './describe-schema.js';
import { accepts, type StepBudget } from './json-schema-accepts.js';

export interface Misfit {
  /** Keys and indexes from the value to what does not fit. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const mostMisfits = 20;

/**
 * The innermost parts of `value` that `schema` refuses, as far as properties and items lead to them; the value itself
 * when they do not. Empty when nothing is refused for sure.
 */
export function findMisfits(
  schema: JsonSchema,
  value: unknown,
  budget: StepBudget,
): readonly Misfit[] {
  if (accepts(schema, value, { ...budget }) !== 'no') return [];
  const found = misfitsAt({ schema, value, path: [] }, budget).slice(0, mostMisfits);
  return found.length > 0 ? found : [whole(schema, value, [])];
}

interface Place {
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly path: Misfit['path'];
}

function misfitsAt({ schema, value, path }: Place, budget: StepBudget): readonly Misfit[] {
  if (accepts(schema, value, budget) !== 'no') return [];
  const inner = typeof schema === 'boolean' ? [] : misfitsInside({ schema, value, path }, budget);
  if (inner.length > 0) return inner;
  return [whole(schema, value, path)];
}

function whole(schema: JsonSchema, value: unknown, path: Misfit['path']): Misfit {
  return { path, message: `expected ${describeBounds(schema)}, found ${showValue(value)}` };
}

function misfitsInside(
  { schema, value, path }: Place & { readonly schema: JsonSchemaObject },
  budget: StepBudget,
): readonly Misfit[] {
  if (Array.isArray(value)) {
    const { prefixItems = [], items = true } = schema;
    return value.flatMap((item: unknown, index) =>
      misfitsAt(
        { schema: prefixItems[index] ?? items, value: item, path: [...path, index] },
        budget,
      ),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return misfitsOfObject({ schema, value, path }, budget);
}

function misfitsOfObject(
  { schema, value, path }: Place & { readonly schema: JsonSchemaObject; readonly value: object },
  budget: StepBudget,
): readonly Misfit[] {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const missing = required
    .filter((key) => !Object.hasOwn(value, key) || Reflect.get(value, key) === undefined)
    .map((key) => ({ path: [...path, key], message: 'a value is required here' }));
  const wrong = Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (known === undefined && additionalProperties === false) {
      return [{ path: [...path, key], message: 'there is no field of this name' }];
    }
    const at = { schema: known ?? additionalProperties, value: inner, path: [...path, key] };
    return inner === undefined ? [] : misfitsAt(at, budget);
  });
  return [...missing, ...wrong];
}
