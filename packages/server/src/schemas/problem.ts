/** Errors on the wire (RFC 9457). */

import * as z from 'zod';

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'What programs branch on; see the guide.' }),
    details: z.unknown(),
    instance: z.string(),
  })
  .meta({ id: 'Problem' });

export const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });
