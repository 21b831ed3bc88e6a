/** `flow.stop`: ends a branch with an error. */

import { defineNode, errorCategories, NodeError } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';

/** Fails with a message of the workflow's own. */
export const stopWithError = defineNode({
  type: 'flow.stop',
  version: 1,
  title: 'Stop with error',
  description:
    'Fails with a message of your own; the run fails unless an edge leaves its "error" port.',
  category: 'flow',
  icon: 'octagon-x',
  keywords: ['throw', 'fail', 'abort', 'error'],
  effect: 'pure',
  input: z.strictObject({
    message: z
      .string()
      .min(1)
      .describe('What went wrong, for the people who look at the run.')
      .meta(shownAs('Message', { widget: 'textarea', rows: 2 })),
    category: z
      .enum(errorCategories)
      .default('permanent')
      .describe('What kind of failure it is; the retry policy of the node goes by it.')
      .meta(shownAs('Kind of failure')),
    code: z
      .string()
      .min(1)
      .optional()
      .describe('A word that later nodes can branch on.')
      .meta(shownAs('Code', { placeholder: 'EMPTY_ORDER' })),
    details: z
      .unknown()
      .optional()
      .describe('Data that goes with the error.')
      .meta(shownAs('Details', { group: 'advanced' })),
  }),
  output: z.never(),
  run({ message, category, code, details }) {
    throw new NodeError({ category, message, code, details });
  },
  examples: [
    {
      title: 'fails with a message',
      input: { message: 'Order A1 has no lines', category: 'validation', code: 'EMPTY_ORDER' },
      error: { category: 'validation', message: 'Order A1 has no lines' },
    },
  ],
});
