/** `flow.noop`: does nothing. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { dataSchema } from './pass-through.js';

/** Hands its data on: a place to join edges, or to put what is still to be built. */
export const doNothing = defineNode({
  type: 'flow.noop',
  version: 1,
  title: 'Do nothing',
  description:
    'Hands its data on unchanged: a place where edges meet, or where something is still to be built.',
  category: 'flow',
  icon: 'circle-dashed',
  keywords: ['pass', 'placeholder', 'empty'],
  effect: 'pure',
  input: z.strictObject({ data: dataSchema }),
  output: z.unknown().describe('The data, unchanged.'),
  run: ({ data = null }) => data,
  examples: [
    { title: 'hands on', input: { data: [1, 2] }, output: [1, 2] },
    { title: 'has nothing', input: {}, output: null },
  ],
});
