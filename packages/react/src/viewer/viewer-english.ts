/** The English of a viewer alone: the forms, runs and edits of the editor are not in it. */

import { canvasMessages } from '../language/en/canvas.js';
import { shellMessages } from '../language/en/shell.js';
import type { Language, Messages } from '../language/message.js';

const messages: Partial<Messages> = { ...canvasMessages, ...shellMessages };

/** What a viewer speaks when the host names no language. */
export const viewerEnglish: Language = {
  locale: 'en',
  direction: 'ltr',
  // Of the rest nothing is ever asked for here.
  messages: messages as Messages,
};
