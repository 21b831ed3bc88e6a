/** What the nodes that read and write CSV can be told. */

import type { FieldHints } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { valueTypeLabels, valueTypes } from '../values/convert-value.js';

const delimiter = z
  .string()
  .min(1)
  .max(4)
  .regex(/^[^"\r\n]+$/)
  .default(',')
  .describe('What stands between two columns: , or ; or a tab, for example.')
  .meta(shownAs('Separator'));

/** Rows that are read when the input names no other limit. */
const defaultMaxRows = 100_000;

/** Input properties of the nodes that read CSV. */
export const csvReadOptions = {
  headers: z
    .union([
      z.boolean().meta(shownAs('In the first row')),
      z
        .array(z.string().min(1))
        .min(1)
        .meta(shownAs('Given here', { widget: 'tags' })),
    ])
    .default(true)
    .describe(
      'Names of the columns: in the first row (true), given here as a list, or none (false): then each row is a list.',
    )
    .meta(shownAs('Column names')),
  delimiter,
  detectTypes: z
    .boolean()
    .default(false)
    .describe(
      'Turn plain numbers, true and false into values, and empty text into null. Text such as 007 stays text.',
    )
    .meta(shownAs('Recognise numbers')),
  types: z
    .record(
      z.string(),
      z.enum(valueTypes).meta({ 'x-ui': { labels: valueTypeLabels } satisfies FieldHints }),
    )
    .default({})
    .describe(
      'Types of single columns, by name; empty text becomes null. They go before "detectTypes".',
    )
    .meta(shownAs('Types of columns', { group: 'advanced', widget: 'keyValue' })),
  trim: z
    .boolean()
    .default(false)
    .describe('Leave out white space around values.')
    .meta(shownAs('Trim values', { group: 'advanced' })),
  maxRows: z
    .int()
    .min(1)
    .default(defaultMaxRows)
    .describe('Most rows that are read; more are an error. 100,000 when absent.')
    .meta(shownAs('Most rows', { group: 'advanced' })),
  onRowError: z
    .enum(['fail', 'skip'])
    .default('fail')
    .describe(
      'A row with too few or too many columns, or a value of a wrong type: fail, or leave it out.',
    )
    .meta(
      shownAs('When a row is wrong', {
        group: 'advanced',
        labels: { fail: 'Fail', skip: 'Leave it out' },
      }),
    ),
};

/** Input properties of the nodes that write CSV. */
export const csvWriteOptions = {
  columns: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'Paths of the fields that become columns, in order; every field of any item when absent.',
    )
    .meta(shownAs('Columns', { widget: 'tags', placeholder: 'customer.name' })),
  headers: z
    .boolean()
    .default(true)
    .describe('Write the names of the columns in a first row.')
    .meta(shownAs('Write column names')),
  delimiter,
  lineEnd: z
    .enum(['\n', '\r\n'])
    .default('\n')
    .describe('What ends a row: a line feed, or the carriage return and line feed of Windows.')
    .meta(
      shownAs('Line ends', { group: 'advanced', labels: { '\n': 'Line feed', '\r\n': 'Windows' } }),
    ),
  bom: z
    .boolean()
    .default(false)
    .describe('Start with a byte order mark, so that Excel reads the text as UTF-8.')
    .meta(shownAs('Mark as UTF-8', { group: 'advanced' })),
  escapeFormulas: z
    .boolean()
    .default(false)
    .describe(
      "Put a ' before text that a spreadsheet would run as a formula: text that starts with =, +, -, @, a tab or a " +
        'carriage return. Turn it on when people open the file in a spreadsheet and the data comes from outside.',
    )
    .meta(shownAs('Disarm formulas', { group: 'advanced' })),
};

const readOptions = z.object(csvReadOptions);
const writeOptions = z.object(csvWriteOptions);

export type CsvReadOptions = z.output<typeof readOptions>;
export type CsvWriteOptions = z.output<typeof writeOptions>;

/** What reading CSV gives. */
export const csvTableSchema = z.object({
  items: z
    .array(z.unknown())
    .describe('The rows: objects by column, or lists when there are no headers.'),
  columns: z.array(z.string()).describe('Names of the columns, in order; empty without headers.'),
  skipped: z
    .array(z.object({ line: z.int(), message: z.string() }))
    .describe('Rows that were left out, by line of the text, counted from 1.'),
});

export type CsvTable = z.output<typeof csvTableSchema>;
