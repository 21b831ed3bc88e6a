/** Does every value of one JSON Schema fit another? */

import type { JsonSchema, JsonSchemaObject, JsonSchemaType } from '../model/json-schema.js';
import {
  accepts,
  allOf,
  anyOf,
  hasUnreadKeywords,
  isNever,
  itemSchema,
  numberOf,
  propertySchema,
  rangeOf,
  typesOf,
  type StepBudget,
  type Verdict,
} from './json-schema-accepts.js';

const maxDepth = 100;

interface Question {
  readonly from: JsonSchemaObject;
  readonly to: JsonSchemaObject;
  readonly inner: (from: JsonSchema, to: JsonSchema) => Verdict;
}

/**
 * Whether a value of schema `from` can be given where schema `to` is asked for.
 *
 * `yes`: every value fits. `no`: none does, or none but the empty list. `maybe`: some do, or what is read of
 * the schemas leaves it open. Wrong answers are never given for `no`: a schema that cannot be understood gives
 * `maybe`.
 *
 * @param budget - Shared by several questions, it bounds what they cost together.
 */
export function isAssignable(
  from: JsonSchema,
  to: JsonSchema,
  budget: StepBudget = { steps: 10_000 },
): Verdict {
  return relate(from, to, budget, 0);
}

function relate(from: JsonSchema, to: JsonSchema, budget: StepBudget, depth: number): Verdict {
  if (isNever(from) || to === true) return 'yes';
  if (isNever(to)) return 'no';
  if (from === to) return 'yes';
  if (typeof from === 'boolean' || typeof to === 'boolean') return isAny(to) ? 'yes' : 'maybe';
  if (--budget.steps < 0 || depth > maxDepth) return 'maybe';
  const inner = (f: JsonSchema, t: JsonSchema): Verdict => relate(f, t, budget, depth + 1);
  return (
    relateFrom({ from, to, inner }, budget) ??
    relateTo({ from, to, inner }) ??
    relateTypes({ from, to, inner })
  );
}

function isAny(schema: JsonSchema): boolean {
  return (
    schema === true ||
    (typeof schema === 'object' && Object.keys(schema).every((key) => isNote(key)))
  );
}

/** Keywords that say something about a value and ask nothing of it. */
function isNote(keyword: string): boolean {
  return [
    'title',
    'description',
    'default',
    'examples',
    '$schema',
    '$id',
    '$defs',
    '$comment',
  ].includes(keyword);
}

/** Where `from` is a choice, a list of constants or an intersection: each part is asked for itself. */
function relateFrom({ from, to, inner }: Question, budget: StepBudget): Verdict | undefined {
  const constants = constantsOf(from);
  if (constants !== undefined) return unanimous(constants, (value) => accepts(to, value, budget));
  const choices = from.anyOf ?? from.oneOf;
  if (choices !== undefined) return unanimous(choices, (choice) => inner(choice, to));
  const types = typesOf(from);
  if (types !== undefined && types.length !== 1) {
    return unanimous(types, (type) => inner({ ...from, type }, to));
  }
  if (from.allOf === undefined) return undefined;
  // Each part may allow more than all together do, so a part that fits settles it, and so does one that cannot.
  const parts = [{ ...from, allOf: undefined }, ...from.allOf];
  const verdicts = parts.map((part) => inner(part, to));
  return verdicts.includes('yes') ? 'yes' : verdicts.includes('no') ? 'no' : 'maybe';
}

/** Every value that `schema` can accept, where they are few. */
function constantsOf(schema: JsonSchemaObject): readonly unknown[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  if (schema.type === 'null') return [null];
  return schema.type === 'boolean' ? [true, false] : undefined;
}

/** All `yes` or all `no`; otherwise it depends on the value. */
function unanimous<T>(items: readonly T[], verdictOf: (item: T) => Verdict): Verdict {
  let verdict: Verdict | undefined;
  for (const item of items) {
    const one = verdictOf(item);
    if (one === 'maybe' || (verdict !== undefined && verdict !== one)) return 'maybe';
    verdict = one;
  }
  return verdict ?? 'maybe';
}

/** Where `to` is a choice, constants or an intersection; beside those, its own keywords count as well. */
function relateTo({ from, to, inner }: Question): Verdict | undefined {
  const verdicts: Verdict[] = [];
  const rest: Record<string, unknown> = { ...to };
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const choices = to[keyword];
    if (choices === undefined) continue;
    verdicts.push(anyOf(choices, (choice) => inner(from, choice)));
    delete rest[keyword];
  }
  if (to.allOf !== undefined) {
    verdicts.push(allOf(to.allOf, (part) => inner(from, part)));
    delete rest['allOf'];
  }
  const constants = to.const === undefined ? to.enum : [to.const];
  if (constants !== undefined) {
    const canBeAny = constants.some((value) => accepts(from, value) !== 'no');
    verdicts.push(canBeAny ? 'maybe' : 'no');
    delete rest['const'];
    delete rest['enum'];
  }
  if (verdicts.length === 0) return undefined;
  verdicts.push(inner(from, rest));
  return allOf(verdicts, (verdict) => verdict);
}

function relateTypes(question: Question): Verdict {
  const { from, to } = question;
  const [type] = typesOf(from) ?? [];
  const accepted = typesOf(to);
  if (type === undefined) return isAny(to) ? 'yes' : 'maybe';
  const byType = accepted === undefined ? 'yes' : anyOf(accepted, (one) => typeFits(type, one));
  if (byType === 'no') return 'no';
  const bounds = relateBounds(question, type);
  const verdicts = [byType, bounds];
  // Keywords that are not read may refuse some values of `from`, unless `from` has the very same ones.
  if (hasUnreadKeywords(to) && !hasSameKeywords(from, to)) verdicts.push('maybe');
  return allOf(verdicts, (verdict) => verdict);
}

function typeFits(from: JsonSchemaType, to: JsonSchemaType): Verdict {
  if (from === to || (from === 'integer' && to === 'number')) return 'yes';
  return from === 'number' && to === 'integer' ? 'maybe' : 'no';
}

function hasSameKeywords(from: JsonSchemaObject, to: JsonSchemaObject): boolean {
  return Object.keys(to).every((keyword) => {
    const asked = to[keyword];
    return typeof asked === 'object' || isNote(keyword) || asked === from[keyword];
  });
}

function relateBounds(question: Question, type: JsonSchemaType): Verdict {
  const { from, to } = question;
  switch (type) {
    case 'integer':
    case 'number':
      return relateRanges(from, to);
    case 'string':
      return relateSizes(from, to, ['minLength', 'maxLength']);
    case 'array':
      return allOf(
        [relateSizes(from, to, ['minItems', 'maxItems']), relateItems(question)],
        (v) => v,
      );
    case 'object':
      return relateObjects(question);
    case 'boolean':
    case 'null':
      return 'yes';
  }
}

function relateRanges(from: JsonSchemaObject, to: JsonSchemaObject): Verdict {
  const given = rangeOf(from);
  const asked = rangeOf(to);
  const givenLeast = Math.max(given.least, given.above);
  const givenMost = Math.min(given.most, given.below);
  if (givenLeast > asked.most || givenMost < asked.least) return 'no';
  if (givenLeast >= asked.below || givenMost <= asked.above) return 'no';
  const isAboveLeast = givenLeast >= asked.least;
  const isBelowMost = givenMost <= asked.most;
  const isAbove = given.above >= asked.above || given.least > asked.above;
  const isBelow = given.below <= asked.below || given.most < asked.below;
  return isAboveLeast && isBelowMost && isAbove && isBelow ? 'yes' : 'maybe';
}

function relateSizes(
  from: JsonSchemaObject,
  to: JsonSchemaObject,
  [min, max]: readonly [string, string],
): Verdict {
  const infinity = Number.POSITIVE_INFINITY;
  const givenMin = numberOf(from, min, 0);
  const givenMax = numberOf(from, max, infinity);
  const askedMin = numberOf(to, min, 0);
  const askedMax = numberOf(to, max, infinity);
  if (givenMin > askedMax || givenMax < askedMin) return 'no';
  return givenMin >= askedMin && givenMax <= askedMax ? 'yes' : 'maybe';
}

function relateItems({ from, to, inner }: Question): Verdict {
  const positions = Math.max(from.prefixItems?.length ?? 0, to.prefixItems?.length ?? 0);
  const indexes = Array.from({ length: positions + 1 }, (_, index) => index);
  return allOf(indexes, (index) => {
    const given = itemSchema(from, index);
    // A list that ends before this item is no worse for it.
    if (isNever(given)) return 'yes';
    return inner(given, itemSchema(to, index));
  });
}

function relateObjects({ from, to, inner }: Question): Verdict {
  const certain = new Set(from.required);
  const asked = new Set(to.required);
  const required = allOf(asked, (key): Verdict => {
    if (certain.has(key)) return 'yes';
    return isNever(propertySchema(from, key)) ? 'no' : 'maybe';
  });
  const keys = new Set([
    ...Object.keys(from.properties ?? {}),
    ...Object.keys(to.properties ?? {}),
  ]);
  const members = allOf(keys, (key): Verdict => {
    const given = propertySchema(from, key);
    if (isNever(given)) return 'yes';
    const verdict = inner(given, propertySchema(to, key));
    // A member that may be absent need not be wrong.
    return verdict === 'no' && !certain.has(key) && !asked.has(key) ? 'maybe' : verdict;
  });
  const rest = inner(from.additionalProperties ?? true, to.additionalProperties ?? true);
  return allOf([required, members, rest === 'no' ? 'maybe' : rest], (verdict) => verdict);
}
