/** The node types of a session: the built-in ones and the user's. */

import type { AnyNodeType, LazyNodeType, NodeList } from '@flowgraft/core';
import { builtinNodes } from '@flowgraft/nodes';

/**
 * The built-in node types and those of `lists`. One of the user's takes the place of a built-in one of the same
 * type and version, and the same object may be listed several times: workflow files tend to list all they need.
 */
export function nodeTypesFor(lists: readonly NodeList[]): NodeList {
  const own = new Set(flatten(lists));
  const taken = new Set([...own].map(keyOf));
  return [...flatten([builtinNodes]).filter((each) => !taken.has(keyOf(each))), ...own];
}

type NodeEntry = AnyNodeType | LazyNodeType;

function flatten(lists: readonly NodeList[]): NodeEntry[] {
  return lists.flatMap((list) => list.flatMap((each) => (isList(each) ? flatten([each]) : [each])));
}

function isList(entry: NodeEntry | NodeList): entry is NodeList {
  return Array.isArray(entry);
}

/** What is no node type stays as it is: the engine says what is wrong with it. */
function keyOf(entry: NodeEntry): string {
  return `${String(entry?.type)}@${String(entry?.version)}`;
}
