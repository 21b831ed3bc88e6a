/**
 * Values as text, for stores and wires: JSON, with tags for what JSON cannot hold.
 *
 * Round-trips: JSON values, `undefined` (also as the value of a key), NaN, the infinities, -0, BigInt, Date,
 * Map, Set, ArrayBuffer and typed arrays, at any place. An object without a prototype, or of another realm,
 * comes back as an ordinary one. Refused: functions, symbols, symbol keys, accessors, cycles, sparse arrays,
 * instances of any other class (Node's Buffer too), and more than 500 levels.
 */

import { tagValue } from './tag-value.js';
import { corrupt, untagValue } from './untag-value.js';
import { isJsonExact } from './value-kind.js';

/**
 * The value as text.
 *
 * @throws {FlowgraftError} `VALUE_UNSUPPORTED` for a value that would not come back as it is.
 */
export function encodeValue(value: unknown): string {
  return JSON.stringify(isJsonExact(value, 0) ? value : tagValue(value, 'value'));
}

/**
 * The value that `encodeValue` made the text from.
 *
 * @throws {FlowgraftError} `VALUE_CORRUPT` for text that it did not make.
 */
export function decodeValue(text: string): unknown {
  const stored = parse(text);
  return text.includes('"$fg"') ? untagValue(stored) : stored;
}

/**
 * Checks that `encodeValue` takes the value.
 *
 * @param path - What the value is called in the message; `value` when absent.
 * @throws {FlowgraftError} `VALUE_UNSUPPORTED`.
 */
export function assertStorable(value: unknown, path = 'value'): void {
  if (!isJsonExact(value, 0)) tagValue(value, path);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw corrupt('it is not JSON', cause);
  }
}
