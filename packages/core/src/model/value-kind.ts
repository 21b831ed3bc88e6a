/** What kinds of values can be stored, and the words for those that cannot. */

/** Most containers (objects, arrays, maps, sets) inside each other in a stored value. */
export const maxValueDepth = 500;

const typedArrays = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
] as const;

export type TypedArray = InstanceType<(typeof typedArrays)[number]>;

/** Makes a typed array over bytes that were one; `null` when there is none of that name or size. */
export function typedArrayOf(name: string, buffer: ArrayBuffer): TypedArray | null {
  const type = typedArrays.find((each) => each.name === name);
  if (type === undefined || buffer.byteLength % type.BYTES_PER_ELEMENT !== 0) return null;
  return new type(buffer);
}

/** True for an array of one of the built-in types; false for a subclass, such as Node's Buffer. */
export function isTypedArray(value: object): value is TypedArray {
  const prototype: unknown = Object.getPrototypeOf(value);
  return typedArrays.some((type) => type.prototype === prototype);
}

/**
 * True for an object that is nothing but its keys: of this realm's `Object`, of another's (which is what
 * has `isPrototypeOf` and no prototype of its own), or without a prototype.
 */
export function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

/** True for an array of no subclass: its prototype is a realm's `Array.prototype`, which is an array itself. */
export function isPlainArray(value: object): value is readonly unknown[] {
  return Array.isArray(value) && Array.isArray(Object.getPrototypeOf(value));
}

/** The name of an object's class, for messages. */
export function classNameOf(value: object): string {
  const maker: unknown = value.constructor;
  return typeof maker === 'function' && maker.name !== '' ? maker.name : 'class instance';
}

/**
 * True when JSON holds the value exactly as it is: the usual case, and the reason for a walk that decides
 * only this. Reads no accessor.
 */
export function isJsonExact(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      if (value === null) return true;
      if (depth >= maxValueDepth) return false;
      return isPlainArray(value) ? isExactArray(value, depth) : isExactObject(value, depth);
    default:
      return false;
  }
}

function isExactArray(array: readonly unknown[], depth: number): boolean {
  for (const item of array) if (!isJsonExact(item, depth + 1)) return false;
  return true;
}

function isExactObject(object: object, depth: number): boolean {
  if (!isPlainObject(object) || Object.getOwnPropertySymbols(object).length > 0) return false;
  for (const key of Object.keys(object)) {
    if (key === '$fg') return false;
    // An accessor's descriptor has no value, and `undefined` is not exact.
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (!isJsonExact(property?.value, depth + 1)) return false;
  }
  return true;
}
