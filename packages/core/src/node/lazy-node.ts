/** Node types that are loaded when they are first used. */

import type { AnyNodeType, LazyNodeType, NodeNeed } from './node-type.js';

export type PortNames<Node extends AnyNodeType> = keyof NonNullable<Node['types']>['ports'] &
  string;

/** What is known of a node type before it is loaded. */
export interface LazyNodeOptions<Port extends string = string> {
  readonly needs?: readonly NodeNeed[] | undefined;
  /** Its output ports, when it has others than `out`: `defineWorkflow` offers them before it is loaded. */
  readonly ports?: readonly Port[] | undefined;
}

/**
 * Declares a node type without loading its module, so that a thousand of them cost next to nothing at start.
 * Its schemas are inferred from what `load` promises: `defineWorkflow` checks it like any other.
 *
 * @param load - Usually `() => import('./fetch-order.js').then((module) => module.fetchOrder)`.
 */
export function lazyNode<Node extends AnyNodeType>(
  type: string,
  version: number,
  load: () => Promise<Node>,
  options: LazyNodeOptions<PortNames<Node>> = {},
): LazyNodeType<Node> {
  return { type, version, load, needs: options.needs, ports: options.ports };
}
