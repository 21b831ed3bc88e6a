/** The value that a flow node hands on unchanged. */

import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';

/** Input property `data` of nodes that decide where to go and hand their data on. */
export const dataSchema = z
  .unknown()
  .optional()
  .describe('What to hand on, usually the output of an earlier node; nothing (null) when absent.')
  .meta(shownAs('Data to pass on'));
