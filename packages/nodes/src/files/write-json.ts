/** `files.writeJson`: writes data to a JSON file. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { jsonWriteOptions, writeJsonText } from '../json/json-text.js';
import { fileWrittenSchema, pathSchema, writeText } from './file-access.js';

/** Writes data to a file as JSON or JSON lines. */
export const writeJsonFile = defineNode({
  type: 'files.writeJson',
  version: 1,
  title: 'Write JSON file',
  description: 'Writes data to a file as JSON, or a list as JSON lines.',
  category: 'files',
  icon: 'file-braces',
  keywords: ['json', 'jsonl', 'ndjson', 'save'],
  effect: 'idempotent',
  needs: ['files'],
  input: z.strictObject({
    path: pathSchema,
    data: z.unknown().describe('What to write.').meta(shownAs('Data')),
    ...jsonWriteOptions,
  }),
  output: fileWrittenSchema,
  run: ({ path, data, ...options }, ctx) => writeText(path, writeJsonText(data, options), ctx),
  examples: [
    {
      title: 'writes a value',
      input: { path: 'a.json', data: { id: 1 } },
      output: { path: 'a.json', sizeBytes: 9 },
    },
    {
      title: 'writes lines',
      input: { path: 'a.jsonl', data: [1, 2], format: 'lines' },
      output: { path: 'a.jsonl', sizeBytes: 4 },
    },
  ],
});
