/** `data.aggregate`: groups a list and sums up each group. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { refuseName } from '../values/field-path.js';
import { valueKey } from '../values/value-key.js';
import { fieldReader, fieldSchema, itemsSchema } from './items.js';
import { measure, operations, type Operation } from './measures.js';

const operationLabels: Readonly<Partial<Record<Operation, string>>> = {
  min: 'Smallest',
  max: 'Largest',
  collect: 'All values, as a list',
  uniqueCount: 'Count of different values',
};

const measureSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .describe('Name of the result, such as revenue.')
    .meta(shownAs('Name', { placeholder: 'revenue' })),
  operation: z
    .enum(operations)
    .describe('What is computed over the items of each group.')
    .meta(shownAs('Calculation', { labels: operationLabels })),
  field: fieldSchema
    .optional()
    .describe('Path of the field it is computed from; the item itself when absent.')
    .meta(shownAs('Field', { placeholder: 'total' })),
});

type Row = Readonly<Record<string, unknown>>;

/** Groups items by fields and computes numbers for each group and for the whole list. */
export const aggregateItems = defineNode({
  type: 'data.aggregate',
  version: 1,
  title: 'Aggregate',
  description:
    'Groups a list by fields and computes counts, sums and more, for each group and in total.',
  category: 'data',
  icon: 'sigma',
  keywords: ['group by', 'summarise', 'sum', 'count', 'average', 'pivot'],
  effect: 'pure',
  input: z.strictObject({
    items: itemsSchema,
    groupBy: z
      .array(fieldSchema)
      .default([])
      .describe(
        'Paths of the fields whose values make a group. Without any there is only the total.',
      )
      .meta(shownAs('Group by', { widget: 'tags', placeholder: 'customer.country' })),
    measures: z.array(measureSchema).min(1).describe('What to compute.').meta(shownAs('Results')),
  }),
  output: z.object({
    groups: z
      .array(z.record(z.string(), z.unknown()))
      .describe(
        'One row per group, in order of first appearance: the fields it is grouped by, then the measures.',
      ),
    total: z.record(z.string(), z.unknown()).describe('The measures over the whole list.'),
  }),
  run({ items, groupBy, measures }) {
    for (const name of [...groupBy, ...measures.map((each) => each.name)]) refuseName(name);
    const readers = groupBy.map((field) => [field, fieldReader(field)] as const);
    const sumUp = (group: readonly unknown[]): Row =>
      Object.fromEntries(
        measures.map(({ name, operation, field }) => [
          name,
          measure(operation, group.map(fieldReader(field)), field),
        ]),
      );
    const groups = groupBy.length === 0 ? [] : groupItems(items, readers);
    return {
      groups: groups.map(({ key, members }) => ({ ...key, ...sumUp(members) })),
      total: sumUp(items),
    };
  },
  examples: [
    {
      title: 'sums up orders by country',
      input: {
        items: [
          { country: 'FR', total: 10 },
          { country: 'MA', total: 5 },
          { country: 'FR', total: 20 },
        ],
        groupBy: ['country'],
        measures: [
          { name: 'orders', operation: 'count' },
          { name: 'revenue', operation: 'sum', field: 'total' },
        ],
      },
      output: {
        groups: [
          { country: 'FR', orders: 2, revenue: 30 },
          { country: 'MA', orders: 1, revenue: 5 },
        ],
        total: { orders: 3, revenue: 35 },
      },
    },
    {
      title: 'sums up a list of numbers',
      input: {
        items: [3, null, 5],
        measures: [
          { name: 'mean', operation: 'average' },
          { name: 'most', operation: 'max' },
        ],
      },
      output: { groups: [], total: { mean: 4, most: 5 } },
    },
  ],
});

interface Group {
  readonly key: Row;
  readonly members: unknown[];
}

function groupItems(
  items: readonly unknown[],
  readers: readonly (readonly [string, (item: unknown) => unknown])[],
): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const values = readers.map(([, read]) => read(item) ?? null);
    const id = valueKey(values);
    const group = groups.get(id);
    if (group !== undefined) group.members.push(item);
    else {
      const key = Object.fromEntries(readers.map(([field], index) => [field, values[index]]));
      groups.set(id, { key, members: [item] });
    }
  }
  return [...groups.values()];
}
