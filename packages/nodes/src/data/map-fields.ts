/** `data.mapFields`: renames, picks, converts and fills in fields, without code. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { convertValue, valueTypeLabels, valueTypes } from '../values/convert-value.js';
import {
  parseFieldPath,
  readField,
  withField,
  withoutField,
  type FieldPath,
} from '../values/field-path.js';
import { invalidData } from '../values/invalid-data.js';
import { isRecord, valueKind } from '../values/value-kind.js';
import { fieldSchema, mapItems } from './items.js';

const record = z.record(z.string(), z.unknown());

const rule = z.strictObject({
  from: fieldSchema
    .describe('Path of the field to read.')
    .meta(shownAs('From', { placeholder: 'Order No' })),
  to: fieldSchema
    .optional()
    .describe('Path of the field to write; the same as "from" when absent.')
    .meta(shownAs('To', { placeholder: 'id' })),
  type: z
    .enum(valueTypes)
    .optional()
    .describe('Converts the value to this type.')
    .meta(shownAs('Convert to', { labels: valueTypeLabels })),
  default: z
    .unknown()
    .optional()
    .describe('Used when the field is missing or null.')
    .meta(shownAs('When it is missing', { widget: 'json' })),
});

type Rule = z.output<typeof rule>;

interface CompiledRule extends Rule {
  readonly source: FieldPath;
  readonly target: FieldPath;
}

/** Maps the fields of one object, or of each object in a list. */
export const mapFields = defineNode({
  type: 'data.mapFields',
  version: 1,
  title: 'Map fields',
  description:
    'Renames, picks, converts and fills in fields of an object or of each object in a list.',
  category: 'data',
  icon: 'arrow-right-left',
  keywords: ['rename', 'pick', 'convert', 'default', 'transform'],
  effect: 'pure',
  input: z.strictObject({
    source: z
      .union([record, z.array(record)])
      .describe('One object, or a list of objects.')
      .meta(shownAs('Data', { computed: true })),
    fields: z
      .array(rule)
      .min(1)
      .describe('Which fields to take, and what becomes of them.')
      .meta(shownAs('Fields')),
    keepOthers: z
      .boolean()
      .default(false)
      .describe(
        'Keep fields that no rule reads. Otherwise only the mapped fields are in the result.',
      )
      .meta(shownAs('Keep other fields')),
    onError: z
      .enum(['fail', 'null', 'default'])
      .default('fail')
      .describe('When a value cannot be converted: fail, or put null or the default in its place.')
      .meta(
        shownAs('When a value cannot be converted', {
          labels: {
            fail: 'Fail',
            null: 'Leave it empty',
            default: 'Use what stands for missing ones',
          },
        }),
      ),
  }),
  output: z
    .union([record, z.array(record)])
    .describe('One object, or a list of them, as the source was.'),
  run({ source, fields, keepOthers, onError }) {
    const rules = fields.map((each) => ({
      ...each,
      source: parseFieldPath(each.from),
      target: parseFieldPath(each.to ?? each.from),
    }));
    const map = (item: unknown): Readonly<Record<string, unknown>> =>
      mapOne(item, rules, { keepOthers, onError });
    return isRecord(source) ? map(source) : mapItems(source as readonly unknown[], map);
  },
  examples: [
    {
      title: 'renames and converts the fields of a list',
      input: {
        source: [
          { 'Order No': 'A1', qty: '2', placed: '2026-01-31 10:00' },
          { 'Order No': 'A2', qty: null, placed: '2026-02-01 11:30' },
        ],
        fields: [
          { from: 'Order No', to: 'id' },
          { from: 'qty', type: 'integer', default: 1 },
          { from: 'placed', to: 'dates.placed', type: 'date' },
        ],
      },
      output: [
        { id: 'A1', qty: 2, dates: { placed: '2026-01-31T10:00:00.000Z' } },
        { id: 'A2', qty: 1, dates: { placed: '2026-02-01T11:30:00.000Z' } },
      ],
    },
    {
      title: 'changes one field of one object',
      input: {
        source: { id: 1, total: '9.50' },
        fields: [{ from: 'total', type: 'number' }],
        keepOthers: true,
      },
      output: { id: 1, total: 9.5 },
    },
    {
      title: 'says which value cannot be converted',
      input: { source: [{ qty: '1' }, { qty: 'two' }], fields: [{ from: 'qty', type: 'number' }] },
      error: { category: 'validation', message: 'Item 2: Field "qty" holds text' },
    },
  ],
});

interface MapOptions {
  readonly keepOthers: boolean;
  readonly onError: 'fail' | 'null' | 'default';
}

function mapOne(
  item: unknown,
  rules: readonly CompiledRule[],
  { keepOthers, onError }: MapOptions,
): Readonly<Record<string, unknown>> {
  const others = (): unknown =>
    rules.reduce((left, { source }) => withoutField(left, source), item);
  let mapped = keepOthers ? others() : {};
  for (const each of rules) {
    const value = mappedValue(readField(item, each.source), each, onError);
    if (value !== undefined) mapped = withField(mapped, each.target, value);
  }
  return mapped as Readonly<Record<string, unknown>>;
}

function mappedValue(value: unknown, each: Rule, onError: MapOptions['onError']): unknown {
  if (value === null || value === undefined) return each.default ?? value;
  if (each.type === undefined) return value;
  const converted = convertValue(value, each.type);
  if (converted !== undefined) return converted;
  if (onError === 'fail') {
    throw invalidData(
      `Field "${each.from}" holds ${valueKind(value)} that cannot be converted to ${each.type}`,
    );
  }
  return onError === 'null' ? null : (each.default ?? null);
}
