/** JSON and JSON lines as text. */

import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { invalidData } from '../values/invalid-data.js';
import { isRecord } from '../values/value-kind.js';

const format = z
  .enum(['json', 'lines'])
  .default('json')
  .describe('One JSON value, or JSON lines: one value per line, read and written as a list.')
  .meta(shownAs('Format', { labels: { json: 'One JSON value', lines: 'JSON lines' } }));

/** Input properties of the nodes that read JSON. */
export const jsonReadOptions = { format };

/** Input properties of the nodes that write JSON. */
export const jsonWriteOptions = {
  format,
  indent: z
    .int()
    .min(0)
    .max(8)
    .default(0)
    .describe('Spaces per level, for people to read; 0 writes one line.')
    .meta(
      shownAs('Spaces per level', { group: 'advanced', showIf: { field: 'format', is: 'json' } }),
    ),
};

export interface JsonWriteOptions {
  readonly format: 'json' | 'lines';
  readonly indent: number;
}

/**
 * Reads JSON text; a byte order mark before it is left out, and empty lines of JSON lines too.
 *
 * @throws {NodeError} `validation`, for JSON lines with the line, when the text is no JSON.
 */
export function parseJsonText(text: string, kind: 'json' | 'lines'): unknown {
  const content = text.replace(/^\uFEFF/, '');
  if (kind === 'json') return parseOne(content, 'The text');
  return content
    .split(/\r?\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parseOne(line, `Line ${number}`, number));
}

function parseOne(text: string, name: string, line?: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? reasonOf(error.message) : 'not JSON';
    throw invalidData(`${name} is no JSON: ${reason}`, line === undefined ? undefined : { line });
  }
}

// V8 quotes the text itself, which may be private, after the reason.
function reasonOf(message: string): string {
  return message.replace(/,? (?:\.\.\.)?".*$/s, '');
}

/**
 * Writes `data` as JSON text. Dates become ISO 8601 text.
 *
 * @throws {NodeError} `validation` for JSON lines of what is no list, and for values that JSON cannot say.
 */
export function writeJsonText(data: unknown, { format: kind, indent }: JsonWriteOptions): string {
  if (kind === 'json') return `${writeOne(data, indent)}\n`;
  if (!Array.isArray(data)) throw invalidData('JSON lines are written from a list');
  return data.map((item) => `${writeOne(item, 0)}\n`).join('');
}

function writeOne(value: unknown, indent: number): string {
  try {
    const text = JSON.stringify(value, refuseLossy, indent) as string | undefined;
    if (text !== undefined) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // a bigint or a cycle
  }
  throw invalidData('The data holds a value that JSON cannot say');
}

// JSON.stringify would write a map as {} and say nothing.
function refuseLossy(key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRecord(value))
    return value;
  throw invalidData(`Field "${key}" holds a value that JSON cannot say`);
}
