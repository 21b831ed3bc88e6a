/** `data.merge`: brings several lists or objects together. */

import { defineNode, type FieldCondition } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { invalidData } from '../values/invalid-data.js';
import { isRecord, valueKind } from '../values/value-kind.js';
import { fieldSchema } from './items.js';
import { joinByKey, joinByPosition, type Row } from './join.js';

const modes = ['append', 'joinByKey', 'joinByPosition', 'combineObjects'] as const;

const modeLabels: Readonly<Record<(typeof modes)[number], string>> = {
  append: 'One list after the other',
  joinByKey: 'Join items with the same key',
  joinByPosition: 'Join items at the same place',
  combineObjects: 'Combine objects into one',
};
const isKeyed: FieldCondition = { field: 'mode', is: 'joinByKey' };
const isJoin: FieldCondition = { field: 'mode', in: ['joinByKey', 'joinByPosition'] };

/** Appends lists, joins two lists, or combines objects into one. */
export const mergeData = defineNode({
  type: 'data.merge',
  version: 1,
  title: 'Merge data',
  description:
    'Puts lists after one another, joins two lists by a key or by position, or combines objects.',
  category: 'data',
  icon: 'merge',
  keywords: ['join', 'append', 'union', 'concat', 'lookup', 'combine'],
  effect: 'pure',
  input: z.strictObject({
    mode: z
      .enum(modes)
      .default('append')
      .describe('How the inputs are brought together.')
      .meta(shownAs('How to merge', { literalOnly: true, labels: modeLabels })),
    inputs: z
      .array(z.unknown())
      .default([])
      .describe(
        'What to merge, in order; usually what came in on the edges, which is called incoming.',
      )
      .meta(shownAs('Lists or objects', { computed: true })),
    left: z
      .unknown()
      .optional()
      .describe('First list of a join, when the lists are given one by one.')
      .meta(shownAs('First list', { showIf: isJoin })),
    right: z
      .unknown()
      .optional()
      .describe('Second list of a join, when the lists are given one by one.')
      .meta(shownAs('Second list', { showIf: isJoin })),
    key: fieldSchema
      .optional()
      .describe('Path of the field that a join by key compares.')
      .meta(shownAs('Field to match', { showIf: isKeyed, placeholder: 'customerId' })),
    rightKey: fieldSchema
      .optional()
      .describe('The same on the right side, where it is called otherwise.')
      .meta(shownAs('Field in the second list', { showIf: isKeyed, placeholder: 'id' })),
    join: z
      .enum(['inner', 'left', 'outer'])
      .default('inner')
      .describe(
        'Keep only pairs; also items of the left without a partner; or those of both sides.',
      )
      .meta(
        shownAs('Keep', {
          showIf: isJoin,
          labels: {
            inner: 'Only pairs',
            left: 'All of the first list',
            outer: 'All of both lists',
          },
        }),
      ),
    prefer: z
      .enum(['left', 'right'])
      .default('right')
      .describe('Whose value stays when both sides have a field of one name.')
      .meta(
        shownAs('When both have a field', {
          showIf: { field: 'mode', not: 'append' },
          labels: { left: 'Keep the first', right: 'Keep the second' },
        }),
      ),
  }),
  output: z.unknown().describe('A list; with "combineObjects" an object.'),
  run({ mode, inputs, left, right, ...options }) {
    const sides = [
      ...inputs,
      ...[left, right].filter((side) => side !== undefined && side !== null),
    ];
    if (mode === 'append') return sides.flatMap((side) => side);
    if (mode === 'combineObjects') return combineObjects(sides, options.prefer);
    const [first, second] = twoLists(mode, sides);
    if (mode === 'joinByPosition') return joinByPosition(first, second, options);
    if (options.key === undefined)
      throw invalidData('A join by key needs the path of a field in "key"');
    return joinByKey(first, second, { ...options, key: options.key });
  },
  examples: [
    { title: 'appends lists', input: { inputs: [[1, 2], [3]] }, output: [1, 2, 3] },
    {
      title: 'looks up customers of orders',
      input: {
        mode: 'joinByKey',
        left: [
          { id: 'A1', customerId: 7 },
          { id: 'A2', customerId: 9 },
        ],
        right: [{ customerId: 7, name: 'Ada' }],
        key: 'customerId',
        join: 'left',
      },
      output: [
        { id: 'A1', customerId: 7, name: 'Ada' },
        { id: 'A2', customerId: 9 },
      ],
    },
    {
      title: 'pairs lists by position',
      input: { mode: 'joinByPosition', inputs: [[{ a: 1 }, { a: 2 }], [{ b: 3 }]], join: 'outer' },
      output: [{ a: 1, b: 3 }, { a: 2 }],
    },
    {
      title: 'combines objects',
      input: { mode: 'combineObjects', inputs: [{ a: 1, b: 1 }, { b: 2 }] },
      output: { a: 1, b: 2 },
    },
  ],
});

function combineObjects(sides: readonly unknown[], prefer: 'left' | 'right'): Row {
  const objects = sides.map((side, index) => {
    if (isRecord(side)) return side;
    throw invalidData(`Input ${index + 1} is ${valueKind(side)}; only objects can be combined`);
  });
  const inOrder = prefer === 'right' ? objects : objects.toReversed();
  return Object.fromEntries(inOrder.flatMap((object) => Object.entries(object)));
}

function twoLists(
  mode: string,
  sides: readonly unknown[],
): readonly [readonly Row[], readonly Row[]] {
  const [left, right, ...others] = sides;
  if (right === undefined || others.length > 0) {
    throw invalidData(`Mode "${mode}" joins two lists; it was given ${sides.length} inputs`);
  }
  return [rowsOf(left, 'left'), rowsOf(right, 'right')];
}

function rowsOf(side: unknown, name: string): readonly Row[] {
  if (!Array.isArray(side))
    throw invalidData(`The ${name} input is ${valueKind(side)}; a join needs a list`);
  return side.map((item: unknown, index) => {
    if (isRecord(item)) return item;
    throw invalidData(
      `Item ${index + 1} of the ${name} input is ${valueKind(item)}; a join needs objects`,
    );
  });
}
