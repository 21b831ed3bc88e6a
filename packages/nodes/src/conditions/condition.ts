/** The condition model that If, Switch and Filter share: comparisons, joined by all or any. */

import type { FieldCondition as ShownWhen } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { parseFieldPath, readField } from '../values/field-path.js';
import { operatorLabels } from './operator-labels.js';
import { compare, operators, type Operator } from './operators.js';

const oneSided: readonly Operator[] = [
  'exists',
  'notExists',
  'isEmpty',
  'isNotEmpty',
  'isTrue',
  'isFalse',
];
const isTwoSided: ShownWhen = {
  field: 'operator',
  in: operators.filter((each) => !oneSided.includes(each)),
};
/** Those that "ignoreCase" makes a difference to. */
const foldingOperators: readonly Operator[] = [
  'equals',
  'notEquals',
  'isOneOf',
  'isNotOneOf',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'matches',
  'notMatches',
];

const operator = z
  .enum(operators)

  .describe('How the two sides are compared.')
  .meta(shownAs('Comparison', { literalOnly: true, labels: operatorLabels }));
const comparedWith =
  'What it is compared with. In a pattern * stands for any characters and ? for one; numbers may come as text; dates as ISO 8601.';
const ignoreCase = z
  .boolean()
  .optional()
  .describe('Compare text without regard to upper and lower case.')
  .meta(
    shownAs('Ignore upper and lower case', { showIf: { field: 'operator', in: foldingOperators } }),
  );

const comparison = z
  .strictObject({
    left: z.unknown().optional().describe('The value to look at.').meta(shownAs('Value')),
    operator,
    right: z
      .unknown()
      .optional()
      .describe(comparedWith)
      .meta(shownAs('Compare with', { widget: 'json', showIf: isTwoSided })),
    ignoreCase,
  })
  .meta(shownAs('Comparison'));

const fieldComparison = z
  .strictObject({
    field: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Path to the field of each item, such as address.country; the item itself when absent.',
      )
      .meta(shownAs('Field', { placeholder: 'address.country' })),
    operator,
    value: z
      .unknown()
      .optional()
      .describe(comparedWith)
      .meta(shownAs('Compare with', { widget: 'json', showIf: isTwoSided })),
    ignoreCase,
  })
  .meta(shownAs('Comparison'));

const conditions = shownAs('Conditions');

// Two levels of groups, spelled out: forms and JSON Schema readers need not follow a recursion.
function withGroups<Leaf extends z.ZodType>(leaf: Leaf) {
  const all = (of: z.ZodType) =>
    z
      .strictObject({ all: z.array(of).describe('Holds when every one holds.').meta(conditions) })
      .meta(shownAs('All of these'));
  const any = (of: z.ZodType) =>
    z
      .strictObject({
        any: z.array(of).describe('Holds when at least one holds.').meta(conditions),
      })
      .meta(shownAs('Any of these'));
  const inner = z.union([leaf, all(leaf), any(leaf)]);
  return z.union([leaf, all(inner), any(inner)]) as unknown as z.ZodType<Grouped<z.output<Leaf>>>;
}

export type Grouped<Leaf> =
  Leaf | { readonly all: readonly Grouped<Leaf>[] } | { readonly any: readonly Grouped<Leaf>[] };

/** A condition over bound values: a boolean, a comparison, or `all` / `any` of them, two levels deep. */
export const conditionSchema = withGroups(
  z.union([comparison, z.boolean().meta(shownAs('Always or never'))]),
);

/** A condition over the fields of each item of a list. */
export const fieldConditionSchema = withGroups(fieldComparison);

export type Condition = z.output<typeof conditionSchema>;
export type FieldCondition = z.output<typeof fieldConditionSchema>;

/**
 * Whether `condition` holds.
 *
 * @throws {NodeError} `validation` when an operand is of a kind that its operator cannot compare.
 */
export function holds(condition: Condition): boolean {
  return holdsFor(condition, (leaf) => {
    if (typeof leaf === 'boolean') return leaf;
    const { left, right, ignoreCase = false } = leaf;
    return compare(leaf.operator, { left, right, ignoreCase });
  });
}

/**
 * Whether `condition` holds for the fields of `item`.
 *
 * @throws {NodeError} `validation` as `holds`, and when a field's path cannot be read.
 */
export function itemHolds(condition: FieldCondition, item: unknown): boolean {
  return holdsFor(condition, ({ field, operator: ask, value, ignoreCase = false }) => {
    const left = field === undefined ? item : readField(item, parseFieldPath(field));
    return compare(ask, { left, right: value, ignoreCase });
  });
}

function holdsFor<Leaf>(condition: Grouped<Leaf>, test: (leaf: Leaf) => boolean): boolean {
  if (isGroup(condition, 'all')) return condition.all.every((each) => holdsFor(each, test));
  if (isGroup(condition, 'any')) return condition.any.some((each) => holdsFor(each, test));
  return test(condition);
}

function isGroup<Leaf, Key extends 'all' | 'any'>(
  condition: Grouped<Leaf>,
  key: Key,
): condition is Grouped<Leaf> & { readonly [K in Key]: readonly Grouped<Leaf>[] } {
  return typeof condition === 'object' && condition !== null && key in condition;
}
