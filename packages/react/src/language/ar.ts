/** The messages in Arabic. */

import { canvasMessages } from './ar/canvas.js';
import { editorMessages } from './ar/editor.js';
import { formsMessages } from './ar/forms.js';
import { runMessages } from './ar/run.js';
import { shellMessages } from './ar/shell.js';
import type { Language } from './message.js';

const messages = {
  ...editorMessages,
  ...canvasMessages,
  ...formsMessages,
  ...shellMessages,
  ...runMessages,
};

export const arabic: Language = { locale: 'ar', direction: 'rtl', messages };
