import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import type { Desk } from '../desk.js';

// oxlint-disable-next-line typescript/explicit-module-boundary-types -- what defineNode infers is the type
export function fileReportAt(desk: Desk) {
  return defineNode({
    type: 'meridian.fileReport',
    version: 1,
    title: 'File report',
    description: 'Puts a report where everybody of the tenant can read it.',
    category: 'desk',
    icon: 'file-text',
    keywords: ['document', 'write', 'save'],
    effect: 'idempotent',
    input: z.object({
      title: z.string().min(1).max(120).meta({ title: 'Title' }),
      body: z
        .string()
        .max(20_000)
        .meta({ title: 'Text', 'x-ui': { widget: 'textarea', rows: 8 } }),
    }),
    output: z.object({ characters: z.int() }),
    async run({ title, body }, ctx) {
      await desk.fileReport(ctx.tenant, ctx.idempotencyKey, { at: ctx.now(), title, body });
      return { characters: body.length };
    },
    examples: [
      {
        title: 'a short one',
        input: { title: 'Quiet week', body: 'Nothing stronger than M 3.' },
        output: { characters: 26 },
      },
    ],
  });
}
