/** The host's `fetch`. */

import type { Fetch } from './services.js';

/** Looked up with each call, so that a host may replace the global. */
export const systemFetch: Fetch = (input, init) => globalThis.fetch(input, init);
