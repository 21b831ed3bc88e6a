/** `data.filter`: keeps the items of a list for which a condition holds. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { fieldConditionSchema, itemHolds } from '../conditions/condition.js';
import { itemsSchema, mapItems } from './items.js';

/** Keeps the items for which a condition holds. */
export const filterItems = defineNode({
  type: 'data.filter',
  version: 1,
  title: 'Filter',
  description: 'Keeps the items of a list for which a condition holds.',
  category: 'data',
  icon: 'filter',
  keywords: ['where', 'select', 'condition'],
  effect: 'pure',
  input: z.strictObject({
    items: itemsSchema,
    where: fieldConditionSchema.describe('The condition on each item.').meta(shownAs('Condition')),
    keep: z
      .enum(['matching', 'others'])
      .default('matching')
      .describe('Keep the items for which the condition holds, or the others.')
      .meta(
        shownAs('Keep', { labels: { matching: 'Items that match', others: 'All other items' } }),
      ),
  }),
  output: z.array(z.unknown()).describe('The items that were kept, in their order.'),
  run({ items, where, keep }) {
    const fits = mapItems(items, (item) => itemHolds(where, item) === (keep === 'matching'));
    return items.filter((_item, index) => fits[index]);
  },
  examples: [
    {
      title: 'keeps paid orders over 10',
      input: {
        items: [
          { id: 1, paid: true, total: 40 },
          { id: 2, paid: false, total: 90 },
          { id: 3, paid: true, total: '8' },
        ],
        where: {
          all: [
            { field: 'paid', operator: 'isTrue' },
            { field: 'total', operator: 'greaterThan', value: 10 },
          ],
        },
      },
      output: [{ id: 1, paid: true, total: 40 }],
    },
    {
      title: 'drops words',
      input: {
        items: ['apple', 'Banana', 'cherry'],
        where: { operator: 'startsWith', value: 'b', ignoreCase: true },
        keep: 'others',
      },
      output: ['apple', 'cherry'],
    },
  ],
});
