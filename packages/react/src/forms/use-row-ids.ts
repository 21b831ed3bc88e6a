import { useState } from 'react';

export interface RowIds {
  readonly ids: readonly number[];
  readonly move: (from: number, to: number) => void;
  readonly remove: (index: number) => void;
}

interface Rows {
  readonly ids: readonly number[];
  readonly next: number;
}

/** Ids that stay with the rows of a list while they are moved: what React needs to keep the focus where it is. */
export function useRowIds(length: number): RowIds {
  const [rows, setRows] = useState<Rows>({ ids: [], next: 0 });
  const shown = rows.ids.length === length ? rows : ofLength(rows, length);
  if (shown !== rows) setRows(shown);
  return {
    ids: shown.ids,
    move: (from, to) => setRows({ ...shown, ids: moved(shown.ids, from, to) }),
    remove: (index) => setRows({ ...shown, ids: shown.ids.filter((_id, at) => at !== index) }),
  };
}

/** The items with one of them at another place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const next = [...items];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

function ofLength({ ids, next }: Rows, length: number): Rows {
  if (ids.length > length) return { ids: ids.slice(0, length), next };
  const added = Array.from({ length: length - ids.length }, (_none, index) => next + index);
  return { ids: [...ids, ...added], next: next + added.length };
}
