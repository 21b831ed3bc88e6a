/** `flow.switch`: several ways to go on. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { conditionSchema, holds } from '../conditions/condition.js';
import { compare } from '../conditions/operators.js';
import { dataSchema } from './pass-through.js';

// The ports of a node type are fixed, so the cases are numbered; a case's label is what people see.
const casePorts = ['case1', 'case2', 'case3', 'case4', 'case5', 'case6', 'case7', 'case8'] as const;

const label = z
  .string()
  .optional()
  .describe('What the case is called on the screen.')
  .meta(shownAs('Name', { literalOnly: true }));

const caseSchema = z.union([
  z
    .strictObject({
      label,
      equals: z
        .unknown()
        .describe('The case fits when the value to compare is this.')
        .meta(shownAs('Value', { widget: 'json' })),
    })
    .meta(shownAs('Is a value')),
  z
    .strictObject({
      label,
      condition: conditionSchema
        .describe('The case fits when this holds.')
        .meta(shownAs('Condition')),
    })
    .meta(shownAs('Meets a condition')),
]);

type Case = z.output<typeof caseSchema>;

const data = z.unknown().describe('The data, when this case is taken.');

/** Takes the port of the first case that fits, or of all that do; `default` when none does. */
export const switchNode = defineNode({
  type: 'flow.switch',
  version: 1,
  title: 'Switch',
  description:
    'Goes on at the port of the first case that fits, or of all that fit; at "default" when none does.',
  category: 'flow',
  icon: 'signpost',
  keywords: ['case', 'route', 'branch', 'condition'],
  effect: 'pure',
  input: z.strictObject({
    value: z
      .unknown()
      .optional()
      .describe('What is compared with the values of the cases.')
      .meta(shownAs('Value to compare')),
    cases: z
      .array(caseSchema)
      .min(1)
      .max(casePorts.length)
      .describe('The cases in order: the first leaves at case1, the second at case2, up to case8.')
      .meta(shownAs('Cases')),
    match: z
      .enum(['first', 'all'])
      .default('first')
      .describe('Take only the first case that fits, or every one.')
      .meta(
        shownAs('Take', {
          labels: { first: 'The first case that fits', all: 'Every case that fits' },
        }),
      ),
    data: dataSchema,
  }),
  outputs: {
    case1: data,
    case2: data,
    case3: data,
    case4: data,
    case5: data,
    case6: data,
    case7: data,
    case8: data,
    default: z.unknown().describe('The data, when no case fits.'),
  },
  run({ value, cases, match, data = null }, ctx) {
    const fitting = casePorts.filter((_port, index) => fits(cases[index], value));
    const taken = match === 'first' ? fitting.slice(0, 1) : fitting;
    if (taken.length === 0) return ctx.to('default', data);
    return ctx.toMany(Object.fromEntries(taken.map((port) => [port, data])));
  },
  examples: [
    ...casePorts.map((port, at) => ({
      title: `takes ${port}`,
      input: { value: at, cases: casePorts.map((_, equals) => ({ equals })), data: { id: at } },
      port,
      output: { id: at },
    })),
    {
      title: 'takes every case that fits',
      input: {
        cases: [
          { label: 'small', condition: { left: 50, operator: 'lessThan', right: 100 } },
          { label: 'tiny', condition: { left: 50, operator: 'lessThan', right: 10 } },
          { label: 'any', condition: true },
        ],
        match: 'all',
        data: 50,
      },
      port: 'case3',
      output: 50,
    },
    {
      title: 'takes the default',
      input: { value: 'x', cases: [{ equals: 'y' }] },
      port: 'default',
      output: null,
    },
  ],
});

function fits(each: Case | undefined, value: unknown): boolean {
  if (each === undefined) return false;
  if ('condition' in each) return holds(each.condition);
  return compare('equals', { left: value, right: each.equals, ignoreCase: false });
}
