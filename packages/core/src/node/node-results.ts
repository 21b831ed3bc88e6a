/** What a node's `run` may return instead of plain data. */

import type { WaitSpec } from '../model/run-event.js';

/** The output ports of a node type, with what each carries. */
export type PortMap = Readonly<Record<string, unknown>>;

/** Data on one or more output ports, made by `ctx.to`. */
export interface PortResult<Port extends string = string> {
  readonly [portResult]: true;
  /** Ports taken, in order, with their data. */
  readonly ports: ReadonlyMap<Port, unknown>;
}
export const portResult: unique symbol = Symbol.for('@flowgraft/core.PortResult') as never;

/** A step that goes on later, made by `ctx.wait`; `resume` is called when the wait is over. */
export interface WaitResult {
  readonly [waitResult]: true;
  readonly wait: WaitSpec;
}
export const waitResult: unique symbol = Symbol.for('@flowgraft/core.WaitResult') as never;
