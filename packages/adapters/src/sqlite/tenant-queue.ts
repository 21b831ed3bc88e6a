/** One tenant's ready runs in the order in which a claim takes them, whatever lines they are in. */

import type { Connection } from './connection.js';
import type { Limit, LimitBook } from './limit-book.js';
import { blockLines, refreshHead } from './lines.js';
import { linesOf, type LineRow, type Search } from './ready-runs.js';
import type { RunRow } from './run-row.js';

/** What a line has at its head. */
export interface Head {
  readonly priority: number;
  readonly dueAt: number;
  readonly ordinal: number;
}

interface OpenLine {
  readonly id: number;
  readonly limitKeys: readonly string[];
  readonly blockedBy: number;
  head: Head;
  /** Rows that were read and not taken, the first one last. */
  rows: RunRow[];
  /** Rows to read next time: few at first, since the next run may be in another line. */
  readAhead: number;
}

/** A run to take, with the limits that then count it. */
export interface NextRun {
  readonly row: RunRow;
  readonly limits: readonly Limit[];
}

/** A backlog of lines that one limit holds back is put aside in steps of so many. */
const mostLines = 1000;

/** Lives inside the transaction of one claim, which takes every run that `next` gives. */
export class TenantQueue {
  readonly #search: Search;
  readonly #tenant: string;
  /** In order, the one that goes first last. */
  #lines: OpenLine[] = [];
  /** Lines to read in one go. */
  #size: number;
  /** Heads that were read and not used up: only among so many runs is the order known. */
  #known = 0;
  #isAll = false;
  readonly #touched = new Set<number>();
  readonly #blocked = new Map<Limit, number[]>();

  /** @param expected - Runs that will probably be taken. */
  constructor(search: Search, tenant: string, expected: number) {
    this.#search = search;
    this.#tenant = tenant;
    this.#size = expected;
  }

  /** The run that goes first, of those that no limit holds back. Lines that one does are put aside on the way. */
  next(): NextRun | null {
    for (;;) {
      if (this.#known === 0 && !this.#isAll) this.#read();
      const line = this.#lines.pop();
      if (line === undefined) {
        if (this.#isAll) return null;
        this.#known = 0;
        continue;
      }
      this.#known -= 1;
      const full = this.#book.full(line.limitKeys);
      if (full === undefined) {
        return { row: this.#shift(line), limits: this.#book.of(line.limitKeys) };
      }
      this.#putAside(line, full);
    }
  }

  /** To be called in the end: writes what has become of the lines. */
  settle(): void {
    for (const line of this.#touched) refreshHead(this.#connection, line);
    this.#touched.clear();
    for (const [limit, lines] of this.#blocked) blockLines(this.#connection, lines, limit.id);
    this.#blocked.clear();
  }

  get #book(): LimitBook {
    return this.#search.book;
  }

  get #connection(): Connection {
    return this.#search.connection;
  }

  #read(): void {
    this.settle();
    const { lines, isAll } = linesOf(this.#search, this.#tenant, this.#size);
    this.#isAll = isAll;
    this.#known = isAll ? Infinity : lines.length;
    const readAhead = Math.ceil(this.#size / Math.max(1, lines.length));
    this.#lines = lines.map((row) => openLine(row, readAhead)).reverse();
    this.#size = Math.min(2 * this.#size, Math.max(this.#size, mostLines));
  }

  #putAside(line: OpenLine, full: Limit): void {
    if (line.blockedBy === full.id) return;
    this.#book.noteWaiting(full);
    const blocked = this.#blocked.get(full);
    if (blocked === undefined) this.#blocked.set(full, [line.id]);
    else blocked.push(line.id);
  }

  /** Takes the first run out of its line, which goes back to its place with what follows. */
  #shift(line: OpenLine): RunRow {
    if (line.rows.length === 0) this.#readRows(line);
    const row = line.rows.pop() as RunRow;
    this.#touched.add(line.id);
    if (line.rows.length === 0) this.#readRows(line, row);
    const following = line.rows.at(-1);
    if (following !== undefined) {
      line.head = headOf(following);
      this.#putBack(line);
    }
    return row;
  }

  /** @param besides - A row that is not taken yet, and is the first of the line once more. */
  #readRows(line: OpenLine, besides?: RunRow): void {
    const rows = this.#connection.statements.ready.all(line.id, line.readAhead + 1) as RunRow[];
    line.rows = rows.filter(({ ordinal }) => ordinal !== besides?.ordinal).reverse();
    line.readAhead *= 2;
  }

  #putBack(line: OpenLine): void {
    let place = this.#lines.length;
    while (place > 0 && goesBefore((this.#lines[place - 1] as OpenLine).head, line.head))
      place -= 1;
    this.#lines.splice(place, 0, line);
  }
}

function openLine(row: LineRow, readAhead: number): OpenLine {
  return {
    id: row.id,
    limitKeys: JSON.parse(row.limit_keys) as readonly string[],
    blockedBy: row.blocked_by,
    head: { priority: row.head_priority, dueAt: row.head_due, ordinal: row.head_run },
    rows: [],
    readAhead,
  };
}

function headOf(row: RunRow): Head {
  return { priority: row.priority, dueAt: row.due_at as number, ordinal: row.ordinal };
}

/** Higher priority first, then the longest due, then the first created. */
export function goesBefore(a: Head, b: Head): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  return a.dueAt === b.dueAt ? a.ordinal < b.ordinal : a.dueAt < b.dueAt;
}
