/** Writes items as CSV text. */

import { stringify } from 'csv-stringify/sync';

import { convertValue } from '../values/convert-value.js';
import { parseFieldPath, readField } from '../values/field-path.js';
import { invalidData } from '../values/invalid-data.js';
import { toNumber } from '../values/to-number.js';
import { isRecord, valueKind } from '../values/value-kind.js';
import type { CsvWriteOptions } from './csv-options.js';

const byteOrderMark = '\uFEFF';

/**
 * Writes CSV text (RFC 4180), one row per item. Items are objects, or lists of cells. Missing values become empty
 * text, dates ISO 8601, objects and lists JSON.
 *
 * With `escapeFormulas`, text that a spreadsheet would run gets a `'` before it; numbers, and text that is a plain
 * number such as `-12.5`, stay as they are.
 *
 * @throws {NodeError} `validation` when an item is neither an object nor a list, or objects and lists are mixed.
 * @see OWASP, "CSV Injection".
 */
export function writeCsv(items: readonly unknown[], options: CsvWriteOptions): string {
  const { rows, columns } = toRows(items, options);
  const table = options.headers && columns !== undefined ? [columns, ...rows] : rows;
  const text = stringify(
    table.map((row) => row.map((cell) => toCell(cell, options.escapeFormulas))),
    { delimiter: options.delimiter, record_delimiter: options.lineEnd, quoted_match: /[\r\n]/ },
  );
  return options.bom ? byteOrderMark + text : text;
}

interface Table {
  readonly rows: readonly (readonly unknown[])[];
  readonly columns: readonly string[] | undefined;
}

function toRows(items: readonly unknown[], { columns }: CsvWriteOptions): Table {
  if (items.length > 0 && items.every((item) => Array.isArray(item))) {
    return { rows: items as readonly unknown[][], columns };
  }
  const records = items.map((item, index) => {
    if (isRecord(item)) return item;
    throw invalidData(
      `Item ${index + 1} is ${valueKind(item)}; a row needs an object like the others`,
    );
  });
  if (columns === undefined) {
    const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
    return { rows: records.map((record) => names.map((name) => record[name])), columns: names };
  }
  const paths = columns.map(parseFieldPath);
  return { rows: records.map((record) => paths.map((path) => readField(record, path))), columns };
}

function toCell(value: unknown, escapeFormulas: boolean): string {
  if (valueKind(value) === 'nothing') return '';
  const text = convertValue(value, 'text');
  if (typeof text !== 'string')
    throw invalidData(`A cell holds ${valueKind(value)} that has no text form`);
  const isRisky = escapeFormulas && typeof value === 'string' && startsFormula(text);
  return isRisky ? `'${text}` : text;
}

// The full-width forms count too: spreadsheets in some languages read them as the plain ones.
const formulaStart = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

function startsFormula(text: string): boolean {
  return formulaStart.test(text) && toNumber(text) === undefined;
}
