/** `files.writeText`: writes text to a file. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { fileWrittenSchema, pathSchema, writeText } from './file-access.js';

/** Writes text to a file. */
export const writeTextFile = defineNode({
  type: 'files.writeText',
  version: 1,
  title: 'Write text file',
  description: 'Writes text to a file; what was in it is replaced at once.',
  category: 'files',
  icon: 'file-pen-line',
  keywords: ['file', 'save', 'store'],
  effect: 'idempotent',
  needs: ['files'],
  input: z.strictObject({
    path: pathSchema,
    text: z
      .string()
      .describe('The text to write, stored as UTF-8.')
      .meta(shownAs('Text', { widget: 'textarea', rows: 6 })),
  }),
  output: fileWrittenSchema,
  run: ({ path, text }, ctx) => writeText(path, text, ctx),
  examples: [
    {
      title: 'writes a file',
      input: { path: 'notes/a.txt', text: 'Hé' },
      output: { path: 'notes/a.txt', sizeBytes: 3 },
    },
    {
      title: 'stays inside the folder',
      input: { path: '../a.txt', text: '' },
      error: { category: 'validation', message: '../a.txt' },
    },
  ],
});
