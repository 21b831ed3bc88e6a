/** Whether a value is the same after it was stored and read back. */

import { decodeValue, encodeValue } from '../model/value-codec.js';
import { isSameValue } from './same-value.js';

/** False for what no store can give back: functions, symbols, cycles, instances of classes. */
export function survivesStorage(value: unknown): boolean {
  try {
    return isSameValue(decodeValue(encodeValue(value)), value);
  } catch {
    return false;
  }
}
