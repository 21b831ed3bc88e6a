/** `data.split`: cuts a list into batches. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { itemsSchema } from './items.js';

/** Cuts a list into lists of a given length. */
export const splitItems = defineNode({
  type: 'data.split',
  version: 1,
  title: 'Split into batches',
  description: 'Cuts a list into lists of a given length; the last may be shorter.',
  category: 'data',
  icon: 'scissors',
  keywords: ['chunk', 'batch', 'page'],
  effect: 'pure',
  input: z.strictObject({
    items: itemsSchema,
    size: z
      .int()
      .min(1)
      .describe('How many items each batch holds.')
      .meta(shownAs('Items in a batch')),
  }),
  output: z.array(z.array(z.unknown())).describe('The batches, in order.'),
  run({ items, size }) {
    const count = Math.ceil(items.length / size);
    return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
  },
  examples: [
    {
      title: 'cuts five into twos',
      input: { items: [1, 2, 3, 4, 5], size: 2 },
      output: [[1, 2], [3, 4], [5]],
    },
  ],
});
