/** Assertions that need no test runner. */

/** A contract case did not hold; the message says what was expected and what was found. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

/** Fails the case unless `condition` holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ContractViolation(message);
}

/** Fails the case unless both are the same value, down to prototypes, `-0` and the order of map entries. */
export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  if (isSame(actual, expected)) return;
  throw new ContractViolation(`${what}: expected ${show(expected)}, found ${show(actual)}`);
}

/** Fails the case unless the action rejects or throws; returns what it threw. */
export async function checkFails(action: () => unknown, what: string): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error;
  }
  throw new ContractViolation(`${what}: expected a failure, found none`);
}

/** True when two values cannot be told apart by their data. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Date) return Object.is(a.getTime(), (b as Date).getTime());
  if (a instanceof Map) return isSame([...a], [...(b as Map<unknown, unknown>)]);
  if (a instanceof Set) return isSame([...a], [...(b as Set<unknown>)]);
  if (a instanceof ArrayBuffer) return isSame(new Uint8Array(a), new Uint8Array(b as ArrayBuffer));
  if (ArrayBuffer.isView(a)) return isSameBytes(a, b as ArrayBufferView);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSame(read(a, key), read(b, key)));
}

function isSameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

function read(object: object, key: string): unknown {
  return (object as Record<string, unknown>)[key];
}

/** A short text of a value, for messages. */
function show(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown) =>
    ['bigint', 'undefined', 'function'].includes(typeof item) || Number.isNaN(item)
      ? String(item)
      : item,
  );
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text;
}
