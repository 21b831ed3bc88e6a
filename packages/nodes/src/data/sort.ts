/** `data.sort`: puts a list in order. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { compareCodePoints, compareValues, type Comparison } from '../values/compare-values.js';
import { invalidData } from '../values/invalid-data.js';
import { valueKind } from '../values/value-kind.js';
import { fieldReader, fieldSchema, itemsSchema } from './items.js';

const sortKey = z.strictObject({
  field: fieldSchema
    .optional()
    .describe('Path of the field to sort by; the item itself when absent.')
    .meta(shownAs('Field', { placeholder: 'customer.name' })),
  direction: z
    .enum(['ascending', 'descending'])
    .default('ascending')
    .describe('Smallest or largest first.')
    .meta(
      shownAs('Order', { labels: { ascending: 'Smallest first', descending: 'Largest first' } }),
    ),
  missing: z
    .enum(['first', 'last'])
    .default('last')
    .describe('Where items go that have no such value, whatever the direction.')
    .meta(shownAs('Items without a value')),
});

type SortKey = z.output<typeof sortKey>;

/** Sorts a list by one or more fields; items that are equal keep their order. */
export const sortItems = defineNode({
  type: 'data.sort',
  version: 1,
  title: 'Sort',
  description: 'Puts a list in order by one or more fields; equal items keep their order.',
  category: 'data',
  icon: 'arrow-up-down',
  keywords: ['order', 'rank'],
  effect: 'pure',
  input: z.strictObject({
    items: itemsSchema,
    by: z
      .array(sortKey)
      .min(1)
      .default([{ direction: 'ascending', missing: 'last' }])
      .describe('What to sort by, the most important first.')
      .meta(shownAs('Sort by')),
    text: z
      .enum(['exact', 'natural', 'ignoreCase'])
      .default('exact')
      .describe(
        'How text is ordered: by characters, with numbers by value (item 9 before item 10), or by letter alone.',
      )
      .meta(
        shownAs('How text is ordered', {
          group: 'advanced',
          labels: {
            exact: 'By characters',
            natural: 'With numbers by value',
            ignoreCase: 'By letters alone',
          },
        }),
      ),
    locale: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Language whose alphabet decides, such as fr or sv-SE; code order or English when absent.',
      )
      .meta(shownAs('Language', { group: 'advanced', placeholder: 'sv-SE' })),
  }),
  output: z.array(z.unknown()).describe('The items in order.'),
  run({ items, by, text, locale }) {
    const compareText = textComparison(text, locale);
    const comparisons = by.map((key) => keyComparison(key, compareText));
    return items.toSorted((left, right) => {
      for (const comparison of comparisons) {
        const order = comparison(left, right);
        if (order !== 0) return order;
      }
      return 0;
    });
  },
  examples: [
    {
      title: 'sorts by two fields',
      input: {
        items: [
          { name: 'B', age: 30 },
          { name: 'A', age: 30 },
          { name: 'C', age: null },
          { name: 'D', age: 41 },
        ],
        by: [{ field: 'age', direction: 'descending' }, { field: 'name' }],
      },
      output: [
        { name: 'D', age: 41 },
        { name: 'A', age: 30 },
        { name: 'B', age: 30 },
        { name: 'C', age: null },
      ],
    },
    {
      title: 'sorts text as people count',
      input: { items: ['item 10', 'item 9', 'Item 1'], text: 'natural' },
      output: ['Item 1', 'item 9', 'item 10'],
    },
  ],
});

function keyComparison(
  { field, direction, missing }: SortKey,
  compareText: Comparison<string>,
): Comparison<unknown> {
  const read = fieldReader(field);
  const sign = direction === 'ascending' ? 1 : -1;
  const end = missing === 'last' ? 1 : -1;
  return (leftItem, rightItem) => {
    const [left, right] = [read(leftItem), read(rightItem)];
    const isLeftMissing = valueKind(left) === 'nothing';
    const isRightMissing = valueKind(right) === 'nothing';
    if (isLeftMissing || isRightMissing)
      return end * (Number(isLeftMissing) - Number(isRightMissing));
    return sign * compareValues(left, right, compareText);
  };
}

function textComparison(
  text: 'exact' | 'natural' | 'ignoreCase',
  locale: string | undefined,
): Comparison<string> {
  if (text === 'exact' && locale === undefined) return compareCodePoints;
  const options: Intl.CollatorOptions = {
    numeric: text === 'natural',
    sensitivity: text === 'exact' ? 'variant' : 'accent',
  };
  try {
    return new Intl.Collator(locale ?? 'en', options).compare;
  } catch (error) {
    if (error instanceof RangeError)
      throw invalidData(`"${locale}" is no language tag such as fr or sv-SE`);
    throw error;
  }
}
