/** What node types and nodes are called on the screen. */

import type { Catalogue, NodeManifest } from '@flowgraft/core';
import type { EditorNode } from '../editor/records.js';
import type { Texts } from '../language/text.js';

/** The title of a node type, in the host's words where it has some. */
export function titleOf(texts: Texts, { textKey, text }: NodeManifest): string {
  return texts.maybe(`${textKey}.title`, text.title);
}

export function descriptionOf(texts: Texts, { textKey, text }: NodeManifest): string {
  return texts.maybe(`${textKey}.description`, text.description);
}

/** What a node is called: its name, else the title of its type, else the type itself. */
export function labelOf(texts: Texts, catalogue: Catalogue, { data }: EditorNode): string {
  if (data.name !== undefined && data.name !== '') return data.name;
  const manifest = catalogue.get(data.type, data.version);
  return manifest === undefined ? data.type : titleOf(texts, manifest);
}

/** What a port is called. */
export function portLabel(texts: Texts, port: string): string {
  return texts.maybe(`port.${port}`, port);
}

/** What a graph inside a container is called. */
export function bodyLabel(texts: Texts, body: string): string {
  return texts.maybe(`body.${body}`, body);
}

/** What a group of node types is called. */
export function categoryLabel(texts: Texts, category: string): string {
  const [first = '', ...rest] = category;
  return texts.maybe(`category.${category}`, first.toLocaleUpperCase(texts.locale) + rest.join(''));
}
