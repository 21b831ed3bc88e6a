/** `data.toCsv`: writes a list as CSV text. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { csvWriteOptions } from '../csv/csv-options.js';
import { writeCsv } from '../csv/write-csv.js';
import { itemsSchema } from './items.js';

/** Writes a list as CSV text. */
export const toCsvText = defineNode({
  type: 'data.toCsv',
  version: 1,
  title: 'Convert to CSV',
  description: 'Writes a list of objects, or of lists, as text of comma-separated values.',
  category: 'data',
  icon: 'sheet',
  keywords: ['csv', 'table', 'spreadsheet', 'export'],
  effect: 'pure',
  input: z.strictObject({ items: itemsSchema, ...csvWriteOptions }),
  output: z.object({ text: z.string().describe('The CSV text.') }),
  run: ({ items, ...options }) => ({ text: writeCsv(items, options) }),
  examples: [
    {
      title: 'writes chosen fields',
      input: {
        items: [{ id: 'A1', customer: { name: 'Ada, "Countess"' } }, { id: 'A2' }],
        columns: ['id', 'customer.name'],
      },
      output: { text: 'id,customer.name\nA1,"Ada, ""Countess"""\nA2,\n' },
    },
    {
      title: 'disarms formulas',
      input: { items: [{ note: '=1+1', due: -5 }], escapeFormulas: true },
      output: { text: "note,due\n'=1+1,-5\n" },
    },
  ],
});
