/** What a key does in the outline. */

import { plain } from './search-match.js';
import { nodeKey, type OutlineRow } from './outline-model.js';

export type OutlineKey =
  /** Make this the active row. */
  | { readonly do: 'go'; readonly to: string; readonly extend?: boolean }
  | { readonly do: 'expand' | 'collapse'; readonly keys: readonly string[] }
  | {
      readonly do:
        | 'configure'
        | 'toggleSelected'
        | 'rename'
        | 'remove'
        | 'addAfter'
        | 'connect'
        | 'menu'
        | 'type';
    };

export interface OutlinePress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const plainKeys: Readonly<Record<string, OutlineKey>> = {
  Enter: { do: 'configure' },
  ' ': { do: 'toggleSelected' },
  F2: { do: 'rename' },
  Delete: { do: 'remove' },
  Backspace: { do: 'remove' },
  Insert: { do: 'addAfter' },
  '+': { do: 'addAfter' },
  '>': { do: 'connect' },
  ContextMenu: { do: 'menu' },
};

/** @returns `null` when the key is not for the outline. */
export function outlineKey(
  rows: readonly OutlineRow[],
  at: number,
  press: OutlinePress,
  isRtl: boolean,
): OutlineKey | null {
  const { key, shiftKey } = press;
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (key === 'F10' && shiftKey) return { do: 'menu' };
  const row = rows[at];
  if (row === undefined) return null;
  const known = plainKeys[key];
  if (known !== undefined) return known;
  if (key === '*') return { do: 'expand', keys: siblingsOf(rows, row) };
  if (key === (isRtl ? 'ArrowLeft' : 'ArrowRight')) return inward(rows, at, row);
  if (key === (isRtl ? 'ArrowRight' : 'ArrowLeft')) return outward(row);
  const next = neighbour(rows, at, key);
  if (next !== undefined) return { do: 'go', to: next.key, extend: shiftKey };
  return key.length === 1 ? { do: 'type' } : null;
}

function neighbour(rows: readonly OutlineRow[], at: number, key: string): OutlineRow | undefined {
  switch (key) {
    case 'ArrowDown':
      return rows[Math.min(at + 1, rows.length - 1)];
    case 'ArrowUp':
      return rows[Math.max(at - 1, 0)];
    case 'PageDown':
      return rows[Math.min(at + 12, rows.length - 1)];
    case 'PageUp':
      return rows[Math.max(at - 12, 0)];
    case 'Home':
      return rows[0];
    case 'End':
      return rows.at(-1);
    default:
      return undefined;
  }
}

/** Opens; when it is open, goes to what is inside; from a connection to the node that it leads to. */
function inward(rows: readonly OutlineRow[], at: number, row: OutlineRow): OutlineKey | null {
  if (row.isExpanded === false) return { do: 'expand', keys: [row.key] };
  if (row.kind === 'edge') return { do: 'go', to: nodeKey(row.edge.data.to) };
  const next = rows[at + 1];
  return row.isExpanded === true && next !== undefined ? { do: 'go', to: next.key } : null;
}

/** Closes; when there is nothing to close, goes to what it is in. */
function outward(row: OutlineRow): OutlineKey | null {
  if (row.isExpanded === true) return { do: 'collapse', keys: [row.key] };
  return row.parent === null ? null : { do: 'go', to: row.parent };
}

function siblingsOf(rows: readonly OutlineRow[], { parent, level }: OutlineRow): string[] {
  return rows
    .filter((row) => row.parent === parent && row.level === level && row.isExpanded === false)
    .map(({ key }) => key);
}

/** The next row whose name begins with what was typed; the same letter again goes on to the next. */
export function typedRow(
  rows: readonly OutlineRow[],
  at: number,
  { typed, nameOf }: { readonly typed: string; readonly nameOf: (row: OutlineRow) => string },
): OutlineRow | undefined {
  const letters = plain(typed);
  const isOneLetter = new Set(letters).size === 1;
  const wanted = isOneLetter ? letters.charAt(0) : letters;
  const from = isOneLetter ? at + 1 : at;
  const turned = [...rows.slice(from), ...rows.slice(0, from)];
  return turned.find((row) => plain(nameOf(row)).startsWith(wanted));
}
