/** What a failed step looks like to those who read it. */

import type { JsonSchema } from './json-schema.js';

/** JSON Schema of a step's error, as the `error` port and `nodes.x.error` give it. */
export const errorSchema: JsonSchema = {
  type: 'object',
  properties: {
    category: { type: 'string' },
    message: { type: 'string' },
    code: { type: 'string' },
    details: {},
    step: { type: 'string' },
  },
  required: ['category', 'message'],
};
