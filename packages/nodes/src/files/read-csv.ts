/** `files.readCsv`: reads a list from a CSV file. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { csvReadOptions, csvTableSchema } from '../csv/csv-options.js';
import { parseCsv } from '../csv/parse-csv.js';
import { fileReadOptions, readText } from './file-access.js';

/** Reads a list from a CSV file. */
export const readCsvFile = defineNode({
  type: 'files.readCsv',
  version: 1,
  title: 'Read CSV file',
  description: 'Reads a list from a file of comma-separated values.',
  category: 'files',
  icon: 'file-spreadsheet',
  keywords: ['csv', 'table', 'spreadsheet', 'import'],
  effect: 'idempotent',
  needs: ['files'],
  input: z.strictObject({ ...fileReadOptions, ...csvReadOptions }),
  output: csvTableSchema,
  run: async ({ path, encoding, maxBytes, ...options }, ctx) =>
    parseCsv(await readText({ path, encoding, maxBytes }, ctx), options),
  examples: [
    {
      title: 'reads rows by column',
      input: { path: 'orders.csv', detectTypes: true },
      files: { 'orders.csv': 'id,total\nA1,9.5\n' },
      output: { items: [{ id: 'A1', total: 9.5 }], columns: ['id', 'total'], skipped: [] },
    },
  ],
});
