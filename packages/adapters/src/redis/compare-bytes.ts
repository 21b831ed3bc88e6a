/** The order of texts by their UTF-8 bytes, which differs from that of JavaScript strings beyond U+FFFF. */

export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
