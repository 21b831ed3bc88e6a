/** The hash that a blob is kept under. */

import { createHash } from 'node:crypto';

/** SHA-256, 64 lower-case hex digits. */
export function contentHash(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** False for what no content can have: no store need be asked. */
export function isContentHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}
