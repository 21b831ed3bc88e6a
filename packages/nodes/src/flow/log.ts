/** `flow.log`: writes a line to the log. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { dataSchema } from './pass-through.js';

/** Writes a line to the run's log and hands its data on. */
export const logMessage = defineNode({
  type: 'flow.log',
  version: 1,
  title: 'Log',
  description: "Writes a line to the run's log and hands its data on.",
  category: 'flow',
  icon: 'scroll-text',
  keywords: ['debug', 'print', 'trace', 'console'],
  effect: 'idempotent',
  input: z.strictObject({
    message: z.string().describe('The text of the line.').meta(shownAs('Message')),
    level: z
      .enum(['debug', 'info', 'warn', 'error'])
      .default('info')
      .describe('How much it matters.')
      .meta(shownAs('Level', { labels: { warn: 'Warning' } })),
    fields: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Data that goes with the line. Secrets of the run are masked by the engine.')
      .meta(shownAs('Details', { widget: 'keyValue' })),
    data: dataSchema,
  }),
  output: z.unknown().describe('The data, unchanged.'),
  run({ message, level, fields, data = null }, ctx) {
    ctx.log.log(level, message, fields);
    return data;
  },
  examples: [
    {
      title: 'logs and hands on',
      input: { message: 'Order taken', level: 'warn', fields: { id: 'A1' }, data: { id: 'A1' } },
      output: { id: 'A1' },
    },
  ],
});
