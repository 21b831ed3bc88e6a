/** A value of any size as rows of a tree: each branch is asked for when it is unfolded, a page at a time. */

import { ValueStore, type ReadableStore } from '../store/value-store.js';
import { isCutValue, type ValuePage, type ValueQuery } from '../transport/transport.js';

export type ValuePath = readonly (string | number)[];

type ValueKind = 'object' | 'array' | 'text' | 'number' | 'boolean' | 'null';

interface RowParts {
  readonly key: string;
  readonly depth: number;
  readonly path: ValuePath;
}

export type ValueRow =
  | (RowParts & {
      readonly type: 'entry';
      /** A key or an index; `null` for the whole. */
      readonly label: string | number | null;
      readonly kind: ValueKind;
      /** Short text of the value, one line; empty for objects and arrays. */
      readonly text: string;
      /** Entries, items or characters. */
      readonly length: number;
      readonly isExpandable: boolean;
      readonly isExpanded: boolean;
      /** All of it is here, so that it can be copied. */
      readonly isWhole: boolean;
    })
  /** A line of a long text. */
  | (RowParts & { readonly type: 'line'; readonly text: string })
  /** There is more of the branch than has been asked for. */
  | (RowParts & {
      readonly type: 'more';
      readonly rest: number;
      readonly state: 'idle' | 'loading' | 'failed';
    });

export interface ValueTreeState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly rows: readonly ValueRow[];
  /** What the request for the whole was refused with. */
  readonly error: unknown;
}

export type LoadValue = (
  part: Pick<ValueQuery, 'path' | 'offset' | 'limit'>,
  signal: AbortSignal,
) => Promise<ValuePage>;

/** Entries and items per page. */
const valuePageSize = 100;
/** Thousands of characters per page. */
const textPageSize = 10;
const shortText = 120;
const lineLength = 160;

interface Branch {
  readonly kind: 'object' | 'array' | 'text';
  readonly length: number;
  readonly entries: readonly (readonly [string | number, unknown])[];
  readonly text: string;
  readonly state: 'idle' | 'loading' | 'failed';
}

export class ValueTree {
  readonly #load: LoadValue;
  readonly #state = new ValueStore<ValueTreeState>({
    status: 'loading',
    rows: [],
    error: undefined,
  });
  readonly #branches = new Map<string, Branch>();
  readonly #expanded = new Set<string>([keyOf([])]);
  readonly #stopped = new AbortController();
  #whole: unknown = undefined;

  /** @param load - Asks for a page of a part of the value. */
  constructor(load: LoadValue) {
    this.#load = load;
  }

  get state(): ReadableStore<ValueTreeState> {
    return this.#state;
  }

  /** Asks for the first page; the returned function stops all requests. */
  open(): () => void {
    void this.#first();
    return () => this.#stopped.abort();
  }

  toggle(path: ValuePath): void {
    const key = keyOf(path);
    if (this.#expanded.delete(key)) return this.#show();
    this.#expanded.add(key);
    if (!this.#branches.has(key)) this.#branch(path, this.#held(path));
    this.#show();
  }

  /** Asks for the next page of an unfolded branch. */
  more(path: ValuePath): void {
    void this.#page(path);
  }

  /** The value there as JSON, when all of it is here; text stands as it is. */
  copyable(path: ValuePath): string | undefined {
    const value = this.#held(path);
    if (!isWhole(value)) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  }

  async #first(): Promise<void> {
    try {
      const page = await this.#load({ limit: valuePageSize }, this.#stopped.signal);
      if (this.#stopped.signal.aborted) return;
      this.#whole = wholeOf(page);
      if (page.kind === 'scalar') this.#whole = page.part;
      else this.#branches.set(keyOf([]), branchOf(page.kind, page.length, page.part));
      this.#show();
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#state.set({ status: 'failed', rows: [], error });
    }
  }

  #branch(path: ValuePath, value: unknown): void {
    if (isCutValue(value)) {
      const { kind, length } = value.$cut;
      this.#branches.set(keyOf(path), { kind, length, entries: [], text: '', state: 'idle' });
      void this.#page(path);
    } else if (typeof value === 'string') {
      this.#branches.set(keyOf(path), branchOf('text', value.length, value));
    } else if (typeof value === 'object' && value !== null) {
      const kind = Array.isArray(value) ? 'array' : 'object';
      this.#branches.set(keyOf(path), branchOf(kind, Object.keys(value).length, value));
    }
  }

  async #page(path: ValuePath): Promise<void> {
    const key = keyOf(path);
    const branch = this.#branches.get(key);
    if (branch === undefined || branch.state === 'loading') return;
    const isText = branch.kind === 'text';
    const offset = isText ? branch.text.length : branch.entries.length;
    const limit = isText ? textPageSize : valuePageSize;
    this.#put(key, { ...branch, state: 'loading' });
    try {
      const page = await this.#load({ path, offset, limit }, this.#stopped.signal);
      if (this.#stopped.signal.aborted) return;
      const next = branchOf(branch.kind, page.length, page.part, offset);
      this.#put(key, {
        ...next,
        entries: [...branch.entries, ...next.entries],
        text: branch.text + next.text,
      });
    } catch {
      if (!this.#stopped.signal.aborted) this.#put(key, { ...branch, state: 'failed' });
    }
  }

  #put(key: string, branch: Branch): void {
    this.#branches.set(key, branch);
    this.#show();
  }

  /** What is known of the value at a path: whole, or cut. */
  #held(path: ValuePath): unknown {
    if (path.length === 0) return this.#whole;
    const last = path.at(-1);
    const parent = path.slice(0, -1);
    const branch = this.#branches.get(keyOf(parent));
    return branch?.entries.find(([label]) => label === last)?.[1];
  }

  #show(): void {
    const rows: ValueRow[] = [];
    this.#addEntry(rows, [], null, this.#whole);
    this.#state.set({ status: 'ready', rows, error: undefined });
  }

  #addEntry(
    rows: ValueRow[],
    path: ValuePath,
    label: string | number | null,
    value: unknown,
  ): void {
    const key = keyOf(path);
    const described = describe(value);
    const isExpanded = described.isExpandable && this.#expanded.has(key);
    rows.push({
      type: 'entry',
      key,
      path,
      depth: path.length,
      label,
      ...described,
      isExpanded,
      isWhole: isWhole(value),
    });
    const branch = this.#branches.get(key);
    if (isExpanded && branch !== undefined) this.#addBranch(rows, path, branch);
  }

  #addBranch(rows: ValueRow[], path: ValuePath, branch: Branch): void {
    const depth = path.length + 1;
    const key = keyOf(path);
    for (const [label, value] of branch.entries) {
      this.#addEntry(rows, [...path, label], label, value);
    }
    linesOf(branch.text).forEach((text, index) => {
      rows.push({ type: 'line', key: `${key}:${index}`, path, depth, text });
    });
    const rest =
      branch.length - (branch.kind === 'text' ? branch.text.length : branch.entries.length);
    if (rest <= 0) return;
    rows.push({ type: 'more', key: `${key}+`, path, depth, rest, state: branch.state });
  }
}

/** The text that names a part in expressions: `items[3].name`, `["first name"]`. */
export function writePath(path: ValuePath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

function keyOf(path: ValuePath): string {
  return JSON.stringify(path);
}

/** What stands for the whole once its first page is here. */
function wholeOf({ kind, length, part }: ValuePage): unknown {
  if (kind === 'scalar') return part;
  const size = sizeOf(part);
  return size >= length ? part : { $cut: { kind, length, preview: null } };
}

function sizeOf(part: unknown): number {
  if (typeof part === 'string') return part.length;
  return typeof part === 'object' && part !== null ? Object.keys(part).length : 0;
}

function branchOf(kind: Branch['kind'], length: number, part: unknown, offset = 0): Branch {
  const empty = { kind, length, entries: [], text: '', state: 'idle' } as const;
  if (typeof part === 'string') return { ...empty, text: part };
  if (Array.isArray(part)) {
    const entries = part.map((item: unknown, index) => [offset + index, item] as const);
    return { ...empty, entries };
  }
  if (typeof part === 'object' && part !== null) return { ...empty, entries: Object.entries(part) };
  return empty;
}

type Described = Pick<
  Extract<ValueRow, { readonly type: 'entry' }>,
  'kind' | 'text' | 'length' | 'isExpandable'
>;

function describe(value: unknown): Described {
  if (isCutValue(value)) {
    const { kind, length, preview } = value.$cut;
    const text = kind === 'text' && typeof preview === 'string' ? oneLine(preview) : '';
    return { kind, text, length, isExpandable: true };
  }
  if (typeof value === 'string') {
    const isLong = value.length > shortText || value.includes('\n');
    return { kind: 'text', text: oneLine(value), length: value.length, isExpandable: isLong };
  }
  if (typeof value === 'object' && value !== null) {
    const length = Object.keys(value).length;
    const kind = Array.isArray(value) ? 'array' : 'object';
    return { kind, text: '', length, isExpandable: length > 0 };
  }
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  const kind = isPlain ? (typeof value as 'number' | 'boolean') : 'null';
  return { kind, text: isPlain ? String(value) : 'null', length: 0, isExpandable: false };
}

function oneLine(text: string): string {
  const cut = text.slice(0, shortText).replaceAll(/\s*\n\s*/g, ' ');
  return text.length > shortText ? `${cut}…` : cut;
}

function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  return text.split('\n').flatMap((line) => {
    const pieces: string[] = [];
    for (let at = 0; at === 0 || at < line.length; at += lineLength) {
      pieces.push(line.slice(at, at + lineLength));
    }
    return pieces;
  });
}

/** Nothing in it is cut. */
function isWhole(value: unknown): boolean {
  if (isCutValue(value)) return false;
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isWhole);
}
