/** What the palette offers: the node types that the user may use, in groups or by how well they fit a search. */

import type { Catalogue, NodeManifest } from '@flowgraft/core';
import type { EditorIconName } from '../icons/icon-shapes.js';
import type { Texts } from '../language/text.js';
import { groupBy } from '../store/group-by.js';
import { categoryLabel, descriptionOf, titleOf } from './node-text.js';
import { bestMatches } from './search-match.js';

/** What is dragged from the palette to the canvas. */
export const draggedNodeType = 'application/x-flowgraft-node';

export interface PaletteItem {
  /** `type`, or `note`. */
  readonly key: string;
  /** `null`: a note. */
  readonly manifest: NodeManifest | null;
  readonly title: string;
  readonly description: string;
  readonly icon: EditorIconName | (string & {}) | undefined;
  readonly keywords: readonly string[];
}

export interface PaletteGroup {
  readonly name: string;
  readonly items: readonly PaletteItem[];
}

/** The newest version of each node type. */
export function paletteItems(
  texts: Texts,
  catalogue: Catalogue,
  mayUse: (type: string) => boolean,
): PaletteItem[] {
  const newest = (catalogue.types?.() ?? []).flatMap((type) => {
    const version = catalogue.versions(type).at(-1);
    const manifest = version === undefined ? undefined : catalogue.get(type, version);
    return manifest === undefined || !mayUse(type) ? [] : [manifest];
  });
  return newest.map((manifest) => ({
    key: manifest.type,
    manifest,
    title: titleOf(texts, manifest),
    description: descriptionOf(texts, manifest),
    icon: manifest.icon,
    keywords: manifest.keywords,
  }));
}

/** The item that puts a note on the canvas. */
export function noteItem(texts: Texts): PaletteItem {
  return {
    key: 'note',
    manifest: null,
    title: texts('palette.note'),
    description: texts('palette.noteDescription'),
    icon: 'sticky-note',
    keywords: [],
  };
}

/** What stands in the palette: groups in alphabetical order, notes last, what was used last before them; one list for a search. */
export function paletteGroups(
  texts: Texts,
  items: readonly PaletteItem[],
  { query, recent }: { readonly query: string; readonly recent: readonly string[] },
): PaletteGroup[] {
  if (query.trim() !== '') {
    const found = bestMatches(items, query, fieldsOf);
    return found.length === 0
      ? []
      : [{ name: texts('palette.found', { count: found.length }), items: found }];
  }
  const used = recent.flatMap((key) => items.filter((item) => item.key === key));
  const other = texts('palette.other');
  const rank = ({ name }: PaletteGroup): number => Number(name === other);
  const groups = [...groupBy(items, ({ manifest }) => manifest?.category ?? '')]
    .map(([category, inside]): PaletteGroup => ({
      name: category === '' ? other : categoryLabel(texts, category),
      items: inside.toSorted((a, b) => a.title.localeCompare(b.title, texts.locale)),
    }))
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, texts.locale));
  return used.length === 0 ? groups : [{ name: texts('palette.recent'), items: used }, ...groups];
}

function fieldsOf(item: PaletteItem): { text: string; weight: number }[] {
  return [
    { text: item.title, weight: 4 },
    ...item.keywords.map((text) => ({ text, weight: 3 })),
    { text: item.key, weight: 2 },
    { text: item.description, weight: 1 },
  ];
}
