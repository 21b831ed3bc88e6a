/** `flow.if`: two ways to go on. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { conditionSchema, holds } from '../conditions/condition.js';
import { dataSchema } from './pass-through.js';

/** Takes port `true` or `false`, by a condition. */
export const ifNode = defineNode({
  type: 'flow.if',
  version: 1,
  title: 'If',
  description: 'Goes on at "true" when a condition holds and at "false" when it does not.',
  category: 'flow',
  icon: 'split',
  keywords: ['condition', 'branch', 'decision'],
  effect: 'pure',
  input: z.strictObject({
    condition: conditionSchema
      .describe('A comparison, all or any of several, or an expression that gives true or false.')
      .meta(shownAs('Condition')),
    data: dataSchema,
  }),
  outputs: {
    true: z.unknown().describe('The data, when the condition holds.'),
    false: z.unknown().describe('The data, when it does not.'),
  },
  run: ({ condition, data = null }, ctx) => ctx.to(holds(condition) ? 'true' : 'false', data),
  examples: [
    {
      title: 'holds',
      input: { condition: { left: 1200, operator: 'greaterThan', right: 1000 }, data: { id: 1 } },
      port: 'true',
      output: { id: 1 },
    },
    {
      title: 'does not hold',
      input: {
        condition: {
          any: [
            { left: 'FR', operator: 'isOneOf', right: ['GB', 'IE'] },
            { left: [], operator: 'isNotEmpty' },
          ],
        },
      },
      port: 'false',
      output: null,
    },
  ],
});
