/** `data.limit`: takes a part of a list. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { itemsSchema } from './items.js';

/** Takes the first or last items of a list, after leaving some out. */
export const limitItems = defineNode({
  type: 'data.limit',
  version: 1,
  title: 'Limit',
  description: 'Takes the first or the last items of a list.',
  category: 'data',
  icon: 'list-end',
  keywords: ['take', 'first', 'last', 'skip', 'page', 'top'],
  effect: 'pure',
  input: z.strictObject({
    items: itemsSchema,
    count: z
      .int()
      .min(0)
      .describe('How many items to take at most.')
      .meta(shownAs('Number of items')),
    from: z
      .enum(['start', 'end'])
      .default('start')
      .describe('Take the first or the last items.')
      .meta(shownAs('Take from', { labels: { start: 'The start', end: 'The end' } })),
    skip: z
      .int()
      .min(0)
      .default(0)
      .describe('How many items to leave out at that end.')
      .meta(shownAs('Leave out before')),
  }),
  output: z.array(z.unknown()).describe('The items that were taken.'),
  run({ items, count, from, skip }) {
    if (from === 'start') return items.slice(skip, skip + count);
    const end = Math.max(items.length - skip, 0);
    return items.slice(Math.max(end - count, 0), end);
  },
  examples: [
    { title: 'takes a page', input: { items: [1, 2, 3, 4, 5], count: 2, skip: 2 }, output: [3, 4] },
    {
      title: 'takes the last',
      input: { items: [1, 2, 3, 4, 5], count: 2, from: 'end' },
      output: [4, 5],
    },
  ],
});
