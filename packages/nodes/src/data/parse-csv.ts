/** `data.parseCsv`: reads CSV text. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { csvReadOptions, csvTableSchema } from '../csv/csv-options.js';
import { parseCsv } from '../csv/parse-csv.js';

/** Reads CSV text into a list. */
export const parseCsvText = defineNode({
  type: 'data.parseCsv',
  version: 1,
  title: 'Parse CSV',
  description: 'Reads text of comma-separated values into a list.',
  category: 'data',
  icon: 'table',
  keywords: ['csv', 'table', 'spreadsheet', 'import'],
  effect: 'pure',
  input: z.strictObject({
    text: z
      .string()
      .describe('The CSV text.')
      .meta(shownAs('CSV text', { computed: true })),
    ...csvReadOptions,
  }),
  output: csvTableSchema,
  run: ({ text, ...options }) => parseCsv(text, options),
  examples: [
    {
      title: 'reads typed columns',
      input: {
        text: 'id,qty,note\nA1,2,"a, b"\nA2,,\n',
        types: { qty: 'integer' },
      },
      output: {
        items: [
          { id: 'A1', qty: 2, note: 'a, b' },
          { id: 'A2', qty: null, note: '' },
        ],
        columns: ['id', 'qty', 'note'],
        skipped: [],
      },
    },
    {
      title: 'names the line of a bad row',
      input: { text: 'id,qty\nA1,2\nA2,2,3\n' },
      error: { category: 'validation', message: 'Line 3: 3 columns where 2 are expected' },
    },
  ],
});
