/** `flow.merge`: brings branches together again. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';

/** Passes on what came in on its edges. Its join rule says which edges it waits for. */
export const mergeBranches = defineNode({
  type: 'flow.merge',
  version: 1,
  title: 'Merge branches',
  description:
    'Goes on when its branches have arrived. The join rule of the node says whether it waits for all of them or for the first.',
  category: 'flow',
  icon: 'git-merge',
  keywords: ['join', 'wait', 'all', 'any'],
  effect: 'pure',
  input: z.strictObject({
    incoming: z
      .array(z.unknown())
      .default([])
      .describe('What came in, in the order of the edges; in expressions it is called incoming.')
      .meta(shownAs('What came in', { computed: true })),
    take: z
      .enum(['all', 'first', 'last'])
      .default('all')
      .describe('Hand on the whole list, or only what came in on the first or last edge.')
      .meta(
        shownAs('Pass on', {
          labels: { all: 'All of it, as a list', first: 'The first', last: 'The last' },
        }),
      ),
  }),
  output: z.unknown().describe('What came in: a list, or the one that was asked for.'),
  run({ incoming, take }) {
    if (take === 'all') return incoming;
    return incoming.at(take === 'first' ? 0 : -1) ?? null;
  },
  examples: [
    {
      title: 'hands on everything',
      input: { incoming: [{ a: 1 }, { b: 2 }] },
      output: [{ a: 1 }, { b: 2 }],
    },
    { title: 'hands on the first', input: { incoming: ['x', 'y'], take: 'first' }, output: 'x' },
    { title: 'has nothing to hand on', input: { take: 'last' }, output: null },
  ],
});
