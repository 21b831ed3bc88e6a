/** Node types and documents for tests of the engine. */

import * as z from 'zod';

import type { WorkflowDocument, WorkflowEdge, WorkflowNode } from '../model/document.js';
import type { Wake } from '../model/run-event.js';
import { defineNode } from '../node/define-node.js';
import type { NodeContext } from '../node/node-context.js';
import type { AnyNodeType } from '../node/node-type.js';
import { loadWorkflow, type Workflow } from '../workflow/workflow.js';

export const add = defineNode({
  type: 'test.add',
  version: 1,
  input: z.object({ n: z.number(), by: z.number().default(1) }),
  output: z.object({ n: z.number() }),
  run: ({ n, by }) => ({ n: n + by }),
});

export const addLater = defineNode({
  type: 'test.addLater',
  version: 1,
  input: z.object({ n: z.number() }),
  output: z.object({ n: z.number() }),
  run: async ({ n }) => ({ n: n + 1 }),
});

/** A node whose work the test scripts. */
export function scripted(
  work: (input: Readonly<Record<string, unknown>>, ctx: ScriptContext) => unknown,
  options: { readonly type?: string; readonly effect?: 'pure' | 'idempotent' | 'atMostOnce' } = {},
): ReturnType<typeof makeScripted> {
  return makeScripted(work, options);
}

type ScriptContext = Parameters<Parameters<typeof makeScripted>[0]>[1];

function makeScripted(
  work: (
    input: Readonly<Record<string, unknown>>,
    ctx: {
      readonly runId: string;
      readonly attempt: number;
      readonly step: string;
      readonly signal: AbortSignal;
      readonly idempotencyKey: string;
      readonly secrets: { get(path: string): Promise<string> };
      readonly log: { info(message: string, fields?: Readonly<Record<string, unknown>>): void };
      heartbeat(): void;
      remainingMs(): number;
      progress(fraction: number, message?: string): void;
    },
  ) => unknown,
  {
    type = 'test.script',
    effect,
  }: { readonly type?: string; readonly effect?: 'pure' | 'idempotent' | 'atMostOnce' },
) {
  return defineNode({
    type,
    version: 1,
    ...(effect !== undefined && { effect }),
    input: z.record(z.string(), z.unknown()),
    output: z.unknown(),
    run: (input, ctx) => work(input, ctx),
  });
}

type NodeSketch = Partial<WorkflowNode> & { readonly id: string };

/** A workflow of sketched nodes (`test.script` unless they say otherwise) and edges such as `a>b`, `a.error>b`. */
export function sketch(
  nodes: readonly NodeSketch[],
  edges = '',
  rest: Partial<WorkflowDocument> = {},
): Workflow {
  return loadWorkflow({
    schema: 1,
    id: 'sketch',
    ...rest,
    nodes: nodes.map((node) => ({ type: 'test.script', version: 1, ...node })),
    edges: edges.split(' ').filter(Boolean).map(toEdge),
  });
}

function toEdge(text: string): WorkflowEdge {
  const [source = '', to = ''] = text.split('>');
  const [from = '', fromPort] = source.split('.');
  return fromPort === undefined ? { from, to } : { from, fromPort, to };
}

/** A node with the whole context of an attempt. */
export function working(
  run: (ctx: NodeContext) => unknown,
  resume?: (wake: Wake, ctx: NodeContext) => unknown,
): AnyNodeType {
  return defineNode({
    type: 'test.script',
    version: 1,
    input: z.object({}),
    output: z.unknown(),
    run: (_input, ctx) => run(ctx),
    ...(resume !== undefined && { resume: (_input, wake, ctx) => resume(wake, ctx) }),
  });
}

/** What a promise rejects with; `undefined` when it does not. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}
