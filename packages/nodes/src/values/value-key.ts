/** One text for one value, so that values can be grouped and compared whole. */

/**
 * The same text for values that are alike, whatever the order of their keys; another text for any two that
 * differ. `undefined` and `null` count as one, and so do an absent key and one that holds `undefined`.
 */
export function valueKey(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'object') return objectKey(value);
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
}

function objectKey(value: object): string {
  if (Array.isArray(value)) return `[${value.map(valueKey).join()}]`;
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (value instanceof Set) return `set [${[...value].map(valueKey).sort().join()}]`;
  if (value instanceof Map) {
    return `map {${[...value]
      .map(([key, item]) => `${valueKey(key)}:${valueKey(item)}`)
      .sort()
      .join()}}`;
  }
  if (ArrayBuffer.isView(value)) return bytesKey(value);
  const fields = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}:${valueKey(item)}`);
  return `{${fields.sort().join()}}`;
}

function bytesKey(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return `${view.constructor.name} [${bytes.join()}]`;
}
