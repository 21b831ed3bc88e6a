/** `data.dedupe`: leaves out items that a list holds already. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { valueKey } from '../values/value-key.js';
import { fieldReader, fieldSchema, itemsSchema } from './items.js';

/** Keeps one of each kind of item. */
export const dedupeItems = defineNode({
  type: 'data.dedupe',
  version: 1,
  title: 'Remove duplicates',
  description: 'Keeps one item of those that are alike, whole or in the fields that you name.',
  category: 'data',
  icon: 'copy-minus',
  keywords: ['unique', 'distinct', 'duplicates'],
  effect: 'pure',
  input: z.strictObject({
    items: itemsSchema,
    by: z
      .array(fieldSchema)
      .default([])
      .describe('Paths of the fields that make two items alike; the whole item when empty.')
      .meta(shownAs('Compare by', { widget: 'tags', placeholder: 'customer.id' })),
    keep: z
      .enum(['first', 'last'])
      .default('first')
      .describe('Which of the items that are alike stays.')
      .meta(shownAs('Keep', { labels: { first: 'The first of each', last: 'The last of each' } })),
  }),
  output: z.array(z.unknown()).describe('The items that were kept, in their order.'),
  run({ items, by, keep }) {
    const readers = by.map(fieldReader);
    const keyOf = (item: unknown): string =>
      valueKey(readers.length === 0 ? item : readers.map((read) => read(item)));
    const kept = new Map<string, number>();
    items.forEach((item, index) => {
      const key = keyOf(item);
      if (keep === 'last' || !kept.has(key)) kept.set(key, index);
    });
    const places = new Set(kept.values());
    return items.filter((_item, index) => places.has(index));
  },
  examples: [
    { title: 'keeps values once', input: { items: [1, 2, 1, '1'] }, output: [1, 2, '1'] },
    {
      title: 'keeps the last of each customer',
      input: {
        items: [
          { customer: { id: 1 }, total: 5 },
          { customer: { id: 2 }, total: 6 },
          { customer: { id: 1 }, total: 7 },
        ],
        by: ['customer.id'],
        keep: 'last',
      },
      output: [
        { customer: { id: 2 }, total: 6 },
        { customer: { id: 1 }, total: 7 },
      ],
    },
  ],
});
