/** `data.parseJson`: reads JSON text. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { jsonReadOptions, parseJsonText } from '../json/json-text.js';

/** Reads JSON or JSON lines. */
export const parseJson = defineNode({
  type: 'data.parseJson',
  version: 1,
  title: 'Parse JSON',
  description: 'Reads JSON text, or JSON lines, into data.',
  category: 'data',
  icon: 'braces',
  keywords: ['json', 'jsonl', 'ndjson', 'decode'],
  effect: 'pure',
  input: z.strictObject({
    text: z
      .string()
      .describe('The JSON text.')
      .meta(shownAs('JSON text', { computed: true })),
    ...jsonReadOptions,
  }),
  output: z.unknown().describe('What the text says.'),
  run: ({ text, format }) => parseJsonText(text, format),
  examples: [
    { title: 'reads a value', input: { text: '{"id":1}' }, output: { id: 1 } },
    {
      title: 'reads lines',
      input: { text: '{"id":1}\n{"id":2}\n', format: 'lines' },
      output: [{ id: 1 }, { id: 2 }],
    },
    {
      title: 'names the line that is no JSON',
      input: { text: '{"id":1}\noops\n', format: 'lines' },
      error: { category: 'validation', message: 'Line 2 is no JSON' },
    },
  ],
});
