/** Checks what a loader of choices gave, and puts it into the one form that callers get. */

import type { JsonValue } from '../model/document.js';
import { showValue } from '../model/show-value.js';
import type { FieldOption, OptionsPage } from '../node/field-options.js';

const maxOptions = 1_000;
const maxDepth = 64;

/** @throws {TypeError} naming what is not as it should be. */
export function checkLoadedOptions(loaded: unknown): OptionsPage {
  if (Array.isArray(loaded)) return { options: checkList(loaded), cursor: null };
  if (!isRecord(loaded) || !Array.isArray(loaded['options'])) {
    throw new TypeError(
      `expected a list of choices or { options, cursor }, got ${showValue(loaded)}`,
    );
  }
  const cursor = loaded['cursor'] ?? null;
  if (cursor !== null && (typeof cursor !== 'string' || cursor === '')) {
    throw new TypeError(`cursor: expected text or null, got ${showValue(cursor)}`);
  }
  return { options: checkList(loaded['options']), cursor };
}

function checkList(list: readonly unknown[]): readonly FieldOption[] {
  if (list.length > maxOptions) {
    throw new TypeError(
      `expected at most ${maxOptions} choices, got ${list.length}; give the rest under a cursor`,
    );
  }
  return list.map(checkOption);
}

/** What else it has is left out. */
function checkOption(option: unknown, index: number): FieldOption {
  const at = `options[${index}]`;
  if (!isRecord(option))
    throw new TypeError(`${at}: expected { value, label }, got ${showValue(option)}`);
  const { value, label, description } = option;
  if (!isJson(value, 0)) throw new TypeError(`${at}.value: expected JSON, got ${showValue(value)}`);
  if (typeof label !== 'string') {
    throw new TypeError(`${at}.label: expected text, got ${showValue(label)}`);
  }
  if (description === undefined) return { value, label };
  if (typeof description === 'string') return { value, label, description };
  throw new TypeError(`${at}.description: expected text, got ${showValue(description)}`);
}

function isJson(value: unknown, depth: number): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (depth > maxDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  return isRecord(value) && Object.values(value).every((item) => isJson(item, depth + 1));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
