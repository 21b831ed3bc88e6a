/** A run's data as plain JSON: what JSON cannot hold becomes text or lists. */

/**
 * The same data without anything that JSON has no word for. Dates become ISO text, BigInts decimal text, maps lists of
 * entries, sets lists, bytes `{ $bytes: base64 }`, numbers that are none their name.
 *
 * Only the value itself is converted: what is inside an object or a list is left as it is.
 */
export function plainLevel(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return String(typeof value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return dateText(value);
  if (value instanceof Map) return [...value.entries()];
  if (value instanceof Set) return [...value];
  if (value instanceof ArrayBuffer) return { $bytes: base64(new Uint8Array(value)) };
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return { $bytes: base64(new Uint8Array(buffer, byteOffset, byteLength)) };
  }
  return value;
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString();
}

/** In pieces: a call with a million arguments would not fit on the stack. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
