/** Sets a part of a node's input. */

import type { Binding } from '@flowgraft/core';
import type { Command } from '../command.js';
import { isSameJson } from '../../store/is-same-json.js';

export interface SetNodeInputArgs {
  readonly nodeId: string;
  /** From the input on: a field's name, then names and indexes inside its value. */
  readonly path: readonly [string, ...(string | number)[]];
  /** `undefined` takes the part away. */
  readonly binding: Binding | undefined;
}

/** What stands on the way and has no parts, such as text or a reference, is replaced by an object or a list. */
export const setNodeInput: Command<SetNodeInputArgs> = {
  name: 'setNodeInput',
  check: ({ nodes }, { nodeId }) => (nodes.has(nodeId) ? null : { message: 'editor.noSuchNode' }),
  execute(transaction, { nodeId, path, binding }) {
    transaction.updateNode(nodeId, (node) => {
      const { input: before = {}, ...data } = node.data;
      const after = withPart(before, path, binding) as typeof before;
      if (isSameJson(before, after)) return node;
      const isEmpty = Object.keys(after).length === 0;
      return { ...node, data: isEmpty ? data : { ...data, input: after } };
    });
  },
};

/** `value` with another part at `path`; nothing that was there is changed. */
function withPart(
  value: Binding | undefined,
  [key, ...rest]: readonly (string | number)[],
  part: Binding | undefined,
): Binding | undefined {
  if (key === undefined) return part;
  return typeof key === 'number'
    ? withItem(value, key, rest, part)
    : withMember(value, key, rest, part);
}

function withItem(
  value: Binding | undefined,
  index: number,
  rest: readonly (string | number)[],
  part: Binding | undefined,
): Binding {
  const items = Array.isArray(value) ? [...(value as readonly Binding[])] : [];
  const item = withPart(items[index], rest, part);
  if (item === undefined) items.splice(index, 1);
  else items[Math.min(index, items.length)] = item;
  return items;
}

function withMember(
  value: Binding | undefined,
  key: string,
  rest: readonly (string | number)[],
  part: Binding | undefined,
): Binding {
  const members = isPlainObject(value) ? value : {};
  const member = withPart(Object.hasOwn(members, key) ? members[key] : undefined, rest, part);
  if (member !== undefined) return { ...members, [key]: member };
  return Object.fromEntries(Object.entries(members).filter(([name]) => name !== key));
}

const bindingKeys: ReadonlySet<string> = new Set([
  '$ref',
  '$expr',
  '$template',
  '$secret',
  '$literal',
]);

/** An object whose members are its parts: no list, and no reference or the like. */
function isPlainObject(value: Binding | undefined): value is { readonly [key: string]: Binding } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const [key, ...others] = Object.keys(value);
  return key === undefined || others.length > 0 || !bindingKeys.has(key);
}
