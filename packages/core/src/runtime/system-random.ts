/** Chance from the host. */

import type { Random } from '../ports/random.js';

/** The most that `crypto.getRandomValues` fills at a time, by the Web Cryptography specification. */
const quotaBytes = 65_536;

/** `next` is fast and may be guessed; `bytes` come from the host's cryptographic source. */
export function systemRandom(): Random {
  return {
    next: () => Math.random(),
    bytes: randomBytes,
  };
}

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += quotaBytes) {
    crypto.getRandomValues(bytes.subarray(start, start + quotaBytes));
  }
  return bytes;
}
