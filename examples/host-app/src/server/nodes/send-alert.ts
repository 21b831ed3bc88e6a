import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import type { Desk } from '../desk.js';

/** A node with a service of the product behind it, and choices that only the tenant's own users see. */
// oxlint-disable-next-line typescript/explicit-module-boundary-types -- what defineNode infers is the type
export function sendAlertTo(desk: Desk) {
  return defineNode({
    type: 'meridian.sendAlert',
    version: 1,
    title: 'Send alert',
    description: 'Tells everybody on a channel, at once.',
    category: 'desk',
    icon: 'bell',
    keywords: ['notify', 'message', 'warn'],
    effect: 'idempotent',
    retry: { attempts: 2, delay: '500ms' },
    input: z.object({
      channel: z.string().meta({ title: 'Channel', 'x-ui': { options: 'channels' } }),
      message: z
        .string()
        .min(1)
        .max(500)
        .meta({ title: 'Message', 'x-ui': { widget: 'textarea', rows: 4 } }),
    }),
    output: z.object({ sentAt: z.iso.datetime() }),
    options: {
      channels: ({ search = '' }, ctx) =>
        desk
          .channels(ctx.tenant)
          .filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
          .map(({ id, name, about }) => ({ value: id, label: name, description: about })),
    },
    async run({ channel, message }, ctx) {
      const at = ctx.now();
      await desk.sendAlert(ctx.tenant, ctx.idempotencyKey, { at, channel, message });
      return { sentAt: new Date(at).toISOString() };
    },
    examples: [
      {
        title: 'tells the field team',
        input: { channel: 'field-team', message: 'M 4.8 near Kodiak, Alaska' },
        output: { sentAt: '2026-01-01T00:00:00.000Z' },
      },
      {
        title: 'knows no such channel',
        input: { channel: 'everybody', message: 'Hello' },
        error: { category: 'notFound', message: 'There is no channel "everybody"' },
      },
    ],
  });
}
