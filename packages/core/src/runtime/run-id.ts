/** Names for runs that sort by their time of birth and cannot be guessed. */

import type { Random } from '../ports/random.js';

/** Crockford's base 32 (no I, L, O, U), as character codes. */
const digits = Uint8Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (digit) => digit.charCodeAt(0));
const timeLength = 10;
const chanceLength = 16;
/** Asking the cryptographic source for each id would cost more than the rest of a short run. */
const idsPerPool = 256;

/**
 * Makes ULIDs: 48 bits of time and 80 bits of chance, as 26 characters.
 *
 * @see https://github.com/ulid/spec
 */
export function createRunIds(now: () => number, random: Random): () => string {
  const codes = Array.from({ length: timeLength + chanceLength }, () => 0);
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  let writtenAt = -1;
  return () => {
    if (used === pool.length) {
      pool = random.bytes(idsPerPool * chanceLength);
      used = 0;
    }
    const at = now();
    if (at !== writtenAt) writeTime(codes, at);
    writtenAt = at;
    for (let i = timeLength; i < codes.length; i++) {
      codes[i] = digits[(pool[used++] as number) & 31] as number;
    }
    // One call makes one flat string; adding characters up would keep every piece alive with the id.
    return String.fromCharCode(...codes);
  };
}

function writeTime(codes: number[], at: number): void {
  let rest = at;
  for (let i = timeLength - 1; i >= 0; i--) {
    codes[i] = digits[rest % 32] as number;
    rest = Math.floor(rest / 32);
  }
}
