/** `files.readJson`: reads data from a JSON file. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { jsonReadOptions, parseJsonText } from '../json/json-text.js';
import { fileReadOptions, readText } from './file-access.js';

/** Reads data from a file of JSON or JSON lines. */
export const readJsonFile = defineNode({
  type: 'files.readJson',
  version: 1,
  title: 'Read JSON file',
  description: 'Reads data from a file of JSON or JSON lines.',
  category: 'files',
  icon: 'file-braces',
  keywords: ['json', 'jsonl', 'ndjson', 'load'],
  effect: 'idempotent',
  needs: ['files'],
  input: z.strictObject({ ...fileReadOptions, ...jsonReadOptions }),
  output: z.object({ data: z.unknown().describe('What the file holds.') }),
  run: async ({ format, ...file }, ctx) => ({
    data: parseJsonText(await readText(file, ctx), format),
  }),
  examples: [
    {
      title: 'reads a value',
      input: { path: 'a.json' },
      files: { 'a.json': '{"id":1}' },
      output: { data: { id: 1 } },
    },
    {
      title: 'reads lines',
      input: { path: 'a.jsonl', format: 'lines' },
      files: { 'a.jsonl': '1\n2\n' },
      output: { data: [1, 2] },
    },
  ],
});
