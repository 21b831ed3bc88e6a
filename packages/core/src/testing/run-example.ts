/** Runs one example of a node type, and says what came of it. */

import type { NodeContext } from '../node/node-context.js';
import { portResult, waitResult, type PortResult } from '../node/node-results.js';
import type { AnyNodeType, NodeExample } from '../node/node-type.js';
import { createTestContext, type TestContext, type TestContextOptions } from './test-context.js';

/** How a node's `run` ended. */
export type ExampleOutcome =
  | { readonly kind: 'ports'; readonly ports: ReadonlyMap<string, unknown> }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface ExampleRun {
  readonly outcome: ExampleOutcome;
  readonly context: TestContext;
}

/** Runs `example` to its end, with the outside that the example describes. */
export async function runExample(
  node: AnyNodeType,
  example: NodeExample,
  options: Pick<TestContextOptions, 'seed'> = {},
): Promise<ExampleRun> {
  const context = createTestContext({ ...outsideOf(example), ...options });
  const input = await parseInput(node, example);
  try {
    return { outcome: outcomeOf(await startNode(node, input, context.ctx)), context };
  } catch (error) {
    return { outcome: { kind: 'failed', error }, context };
  }
}

/** The part of a context that an example describes. */
export function outsideOf({ http, secrets, files }: NodeExample): TestContextOptions {
  return { http, secrets, files };
}

/**
 * The example's input as `run` receives it.
 *
 * @throws {ZodError} when the node's own schema refuses it.
 */
export function parseInput(node: AnyNodeType, example: NodeExample): Promise<unknown> {
  return node.input.parseAsync(example.input);
}

/** Calls `run`; also one that throws at once gives a rejected promise. */
export async function startNode(
  node: AnyNodeType,
  input: unknown,
  ctx: NodeContext,
): Promise<unknown> {
  return await node.run(input as never, ctx);
}

/** What `run` returned, whether it named a port or not. */
export function outcomeOf(result: unknown): ExampleOutcome {
  if (typeof result === 'object' && result !== null) {
    if (portResult in result) {
      return { kind: 'ports', ports: (result as PortResult).ports };
    }
    if (waitResult in result) return { kind: 'waiting' };
  }
  return { kind: 'ports', ports: new Map([['out', result]]) };
}
