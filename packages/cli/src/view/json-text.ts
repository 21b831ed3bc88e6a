/** Any value that a run can hold, as JSON text. */

/** Dates as ISO text, big integers as text, maps and sets as lists, bytes as base64. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_key, each: unknown) => plain(each), indent) ?? 'null';
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return [...(value as ReadonlyMap<unknown, unknown>).entries()];
  if (value instanceof Set) return [...(value as ReadonlySet<unknown>)];
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}
