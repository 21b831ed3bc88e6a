/** What the editor speaks when the host names no language. */

import { messages } from './en/messages.js';
import type { Language } from './message.js';

export const english: Language = { locale: 'en', direction: 'ltr', messages };
