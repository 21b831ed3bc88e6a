/** Runs a node type by itself, as its author's tests do. */

import type { AnyNodeType } from '../node/node-type.js';
import { outcomeOf, startNode } from './run-example.js';
import { createTestContext, type TestContext, type TestContextOptions } from './test-context.js';

export interface NodeRun {
  /** The first port taken; `undefined` when the node waits. */
  readonly port: string | undefined;
  /** The data on that port. */
  readonly output: unknown;
  /** Every port taken, in order, with its data. */
  readonly ports: ReadonlyMap<string, unknown>;
  /** What the node did besides: requests, logs, progress, files. */
  readonly context: TestContext;
}

/**
 * Parses `input` with the node's schema and calls its `run` once, with nothing of an engine around it.
 *
 * Rejects with what `run` throws, and with a `ZodError` when the schema refuses the input.
 *
 * @example
 * const { output } = await runNode(fetchOrder, { orderId: 'A1' }, { http: { 'GET /orders/A1': { json: { total: 40 } } } });
 */
export async function runNode(
  node: AnyNodeType,
  input: unknown,
  options: TestContextOptions = {},
): Promise<NodeRun> {
  const context = createTestContext(options);
  const parsed: unknown = await node.input.parseAsync(input);
  const outcome = outcomeOf(await startNode(node, parsed, context.ctx));
  const ports: ReadonlyMap<string, unknown> = outcome.kind === 'ports' ? outcome.ports : new Map();
  const [first] = ports;
  return { port: first?.[0], output: first?.[1], ports, context };
}
