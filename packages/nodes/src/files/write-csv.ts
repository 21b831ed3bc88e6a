/** `files.writeCsv`: writes a list to a CSV file. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { csvWriteOptions } from '../csv/csv-options.js';
import { writeCsv } from '../csv/write-csv.js';
import { fileWrittenSchema, pathSchema, writeText } from './file-access.js';

/** Writes a list to a CSV file. */
export const writeCsvFile = defineNode({
  type: 'files.writeCsv',
  version: 1,
  title: 'Write CSV file',
  description: 'Writes a list to a file as comma-separated values.',
  category: 'files',
  icon: 'file-spreadsheet',
  keywords: ['csv', 'table', 'spreadsheet', 'export'],
  effect: 'idempotent',
  needs: ['files'],
  input: z.strictObject({
    path: pathSchema,
    items: z
      .array(z.unknown())
      .describe('The rows: objects, or lists of cells.')
      .meta(shownAs('Rows')),
    ...csvWriteOptions,
  }),
  output: fileWrittenSchema,
  run: ({ path, items, ...options }, ctx) => writeText(path, writeCsv(items, options), ctx),
  examples: [
    {
      title: 'writes rows',
      input: { path: 'orders.csv', items: [{ id: 'A1', total: 9.5 }] },
      output: { path: 'orders.csv', sizeBytes: 16 },
    },
  ],
});
