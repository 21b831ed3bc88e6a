/** Chance from the host. */

import type { Random } from '../ports/random.js';

/** `next` is fast and may be guessed; `bytes` come from the host's cryptographic source. */
export function systemRandom(): Random {
  return {
    next: () => Math.random(),
    bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  };
}
