/** The messages in French. */

import { canvasMessages } from './fr/canvas.js';
import { editorMessages } from './fr/editor.js';
import { formsMessages } from './fr/forms.js';
import { runMessages } from './fr/run.js';
import { shellMessages } from './fr/shell.js';
import type { Language } from './message.js';

const messages = {
  ...editorMessages,
  ...canvasMessages,
  ...formsMessages,
  ...shellMessages,
  ...runMessages,
};

export const french: Language = { locale: 'fr', direction: 'ltr', messages };
