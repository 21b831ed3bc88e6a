/** `data.toJson`: writes data as JSON text. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { jsonWriteOptions, writeJsonText } from '../json/json-text.js';

/** Writes data as JSON or JSON lines. */
export const toJson = defineNode({
  type: 'data.toJson',
  version: 1,
  title: 'Convert to JSON',
  description: 'Writes data as JSON text, or a list as JSON lines.',
  category: 'data',
  icon: 'braces',
  keywords: ['json', 'jsonl', 'ndjson', 'encode', 'stringify'],
  effect: 'pure',
  input: z.strictObject({
    data: z.unknown().describe('What to write.').meta(shownAs('Data')),
    ...jsonWriteOptions,
  }),
  output: z.object({ text: z.string().describe('The JSON text, with a line feed at its end.') }),
  run: ({ data, ...options }) => ({ text: writeJsonText(data, options) }),
  examples: [
    { title: 'writes a value', input: { data: { id: 1 } }, output: { text: '{"id":1}\n' } },
    {
      title: 'writes lines',
      input: { data: [1, { a: 2 }], format: 'lines' },
      output: { text: '1\n{"a":2}\n' },
    },
  ],
});
