/** `files.readText`: reads a file as text. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { fileReadOptions, readText } from './file-access.js';

/** Reads a file as text. */
export const readTextFile = defineNode({
  type: 'files.readText',
  version: 1,
  title: 'Read text file',
  description: 'Reads a file as text.',
  category: 'files',
  icon: 'file-text',
  keywords: ['file', 'open', 'load'],
  effect: 'idempotent',
  needs: ['files'],
  input: z.strictObject({ ...fileReadOptions }),
  output: z.object({ text: z.string().describe('The text of the file.') }),
  run: async (input, ctx) => ({ text: await readText(input, ctx) }),
  examples: [
    {
      title: 'reads a file',
      input: { path: 'notes/a.txt' },
      files: { 'notes/a.txt': 'Hello' },
      output: { text: 'Hello' },
    },
    {
      title: 'says that there is no such file',
      input: { path: 'notes/b.txt' },
      error: { category: 'notFound', message: 'notes/b.txt' },
    },
  ],
});
