/** Structural equality of the values that steps exchange. */

/**
 * True when both values are built alike: plain data, dates, maps, sets, typed arrays, `NaN`, `bigint`.
 * A key that holds `undefined` counts as absent. Cyclic values are not supported.
 */
export function isSameValue(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  if (Object.getPrototypeOf(left) !== Object.getPrototypeOf(right)) {
    return isPlain(left) && isPlain(right) && haveSameEntries(left, right);
  }
  if (left instanceof Date) return Object.is(left.getTime(), (right as Date).getTime());
  if (left instanceof Map) return haveSameItems([...left], [...(right as typeof left)]);
  if (left instanceof Set) return haveSameItems([...left], [...(right as typeof left)]);
  if (ArrayBuffer.isView(left)) return haveSameBytes(left, right as ArrayBufferView);
  if (Array.isArray(left)) return haveSameItems(left, right as unknown[]);
  return haveSameEntries(left, right);
}

function haveSameItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, at) => isSameValue(item, right[at]));
}

function haveSameBytes(left: ArrayBufferView, right: ArrayBufferView): boolean {
  return haveSameItems([...bytesOf(left)], [...bytesOf(right)]);
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function haveSameEntries(left: object, right: object): boolean {
  const given = (value: object) => Object.entries(value).filter(([, item]) => item !== undefined);
  const expected = new Map<string, unknown>(given(right));
  const actual = given(left);
  return (
    actual.length === expected.size &&
    actual.every(([key, item]) => expected.has(key) && isSameValue(item, expected.get(key)))
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
