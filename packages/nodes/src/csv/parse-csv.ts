/** Reads CSV text into items. */

import { CsvError, parse } from 'csv-parse/sync';

import { convertValue, type ValueType } from '../values/convert-value.js';
import { invalidData } from '../values/invalid-data.js';
import type { CsvReadOptions, CsvTable } from './csv-options.js';

/** One row, with the line of the text on which it ends, counted from 1. */
interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * Reads CSV text (RFC 4180; quotes doubled inside quotes, line feeds inside quotes, any line end, an optional byte
 * order mark).
 *
 * @throws {NodeError} `validation`, with the line, for a quote that is not closed, and, unless `onRowError` is
 *   `skip`, for a row that does not fit; also for column names that are missing or doubled, and for too many rows.
 */
export function parseCsv(text: string, options: CsvReadOptions): CsvTable {
  const rows = readRows(text, options);
  const columns = columnsOf(rows, options);
  const body = options.headers === true ? rows.slice(1) : rows;
  if (body.length > options.maxRows) {
    throw invalidData(
      `The CSV has more than ${options.maxRows} rows; raise "maxRows" to read them`,
    );
  }
  const items: unknown[] = [];
  const skipped: { line: number; message: string }[] = [];
  for (const row of body) {
    const read = readRow(row, columns, options);
    if ('item' in read) items.push(read.item);
    else if (options.onRowError === 'skip') skipped.push({ line: row.line, message: read.problem });
    else throw invalidData(`Line ${row.line}: ${read.problem}`, { line: row.line });
  }
  return { items, columns: columns ?? [], skipped };
}

function readRows(text: string, { delimiter, trim, maxRows }: CsvReadOptions): Row[] {
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      trim,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      to: maxRows + 2, // the headers, and one row more than allowed to see that there are too many
    });
    return (records as unknown as { record: string[]; info: { lines: number } }[]).map(
      ({ record, info }) => ({ cells: record, line: info.lines }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = (error as CsvError & { readonly lines?: number }).lines;
    throw invalidData(`Line ${line ?? '?'}: ${error.message}`, { line });
  }
}

function columnsOf(rows: readonly Row[], { headers }: CsvReadOptions): string[] | undefined {
  if (headers === false) return undefined;
  const names = headers === true ? [...(rows[0]?.cells ?? [])] : headers;
  const seen = new Set<string>();
  for (const [at, name] of names.entries()) {
    if (name === '') throw invalidData(`Column ${at + 1} has no name`);
    if (seen.has(name)) throw invalidData(`Two columns are called "${name}"`);
    seen.add(name);
  }
  return names;
}

type ReadRow = { readonly item: unknown } | { readonly problem: string };

function readRow(
  { cells }: Row,
  columns: readonly string[] | undefined,
  options: CsvReadOptions,
): ReadRow {
  if (columns === undefined) {
    return { item: options.detectTypes ? cells.map(detectValue) : [...cells] };
  }
  if (cells.length !== columns.length) {
    return { problem: `${cells.length} columns where ${columns.length} are expected` };
  }
  const fields: [string, unknown][] = [];
  for (const [at, column] of columns.entries()) {
    const cell = cells[at] ?? '';
    const type = Object.hasOwn(options.types, column) ? options.types[column] : undefined;
    const value = type === undefined ? untyped(cell, options) : typed(cell, type);
    if (value === undefined) return { problem: `column "${column}" holds no ${type}` };
    fields.push([column, value]);
  }
  return { item: Object.fromEntries(fields) };
}

function untyped(cell: string, { detectTypes }: CsvReadOptions): unknown {
  return detectTypes ? detectValue(cell) : cell;
}

function typed(cell: string, type: ValueType): unknown {
  return cell === '' && type !== 'text' ? null : convertValue(cell, type);
}

// No leading zeros and no more digits than a number keeps: identifiers stay as they are written.
const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

function detectValue(cell: string): unknown {
  if (cell === '') return null;
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return plainNumber.test(cell) ? Number(cell) : cell;
}
