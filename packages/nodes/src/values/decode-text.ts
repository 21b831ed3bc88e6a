/** Bytes to text, in the encodings that files and web pages come in. */

// Node 20 reads windows-1252 as if it were Latin-1 (nodejs/node#56542): it leaves these 32 as control characters.
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

/**
 * The text that `bytes` hold, without a byte order mark.
 *
 * @param encoding - A label of the Encoding standard, such as `utf-8`.
 * @throws {RangeError} when there is no such encoding; {@link TypeError} when `options.fatal` is set and the bytes
 *   are not of it.
 */
export function decodeText(
  bytes: Uint8Array,
  encoding: string,
  options: { readonly fatal?: boolean } = {},
): string {
  const decoder = new TextDecoder(encoding, options);
  const text = decoder.decode(bytes);
  if (decoder.encoding !== 'windows-1252') return text;
  return text.replace(/[\u0080-\u009F]/g, (char) => windows1252.charAt(char.charCodeAt(0) - 0x80));
}
