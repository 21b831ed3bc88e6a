/** Node types with something around their work, for showing and for testing. */

import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import type { AnyNodeType, NodeContext } from '@flowgraft/core';

/** The same node type, which takes at least so many milliseconds. */
export function slowed<Node extends AnyNodeType>(node: Node, delayMs: number): Node {
  return around(node, (ctx) => sleep(delayMs, undefined, { signal: ctx.signal }));
}

/** The same node type, which adds the step's path to a file each time that its work is begun. */
export function recorded<Node extends AnyNodeType>(node: Node, file: string): Node {
  return around(node, (ctx) => appendFileSync(file, `${ctx.step}\n`));
}

function around<Node extends AnyNodeType>(
  node: Node,
  before: (ctx: NodeContext) => Promise<void> | void,
): Node {
  const run: Node['run'] = async (input, ctx) => {
    await before(ctx);
    return node.run(input, ctx);
  };
  return { ...node, run };
}
