/** The messages in English, and what every other language must have too. */

import type { Message } from '../message-text.js';
import { canvasMessages } from './canvas.js';
import { editorMessages } from './editor.js';
import { formsMessages } from './forms.js';
import { runMessages } from './run.js';
import { shellMessages } from './shell.js';

export const messages = {
  ...editorMessages,
  ...canvasMessages,
  ...formsMessages,
  ...shellMessages,
  ...runMessages,
};

/** A message for each key. */
export type English = { readonly [Key in keyof typeof messages]: Message };
