/** Declares a node type: schemas, ports, policies and one plain function. */

import type * as z from 'zod';

import { parseDuration } from '../model/duration.js';
import { FlowgraftError } from '../model/error.js';
import { formatIssues } from '../model/issue.js';
import { checkNodeDefinition } from './check-node-definition.js';
import type { AnyDefinition, NodeDefinition, ReadFrom, Schemas } from './node-definition.js';
import { nodeTypeKind, type NodeType } from './node-type.js';
import { isPlainSchema } from './plain-schema.js';

/**
 * Declares a node type: with `output` one that has the single output port `out`, with `outputs` one with
 * several named ports, where `run` says which with `ctx.to`.
 *
 * @throws {FlowgraftError} `NODE_TYPE_INVALID` when the definition contradicts itself; its issues say where.
 * @example
 * const double = defineNode({
 *   type: 'math.double', version: 1, effect: 'pure',
 *   input: z.object({ n: z.number() }), output: z.number(),
 *   run: ({ n }) => n * 2,
 * });
 */
export function defineNode<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Outputs extends Schemas = { readonly out: Output },
>(
  definition: NodeDefinition<Input, Output, Outputs>,
): NodeType<z.output<Input>, z.input<Input>, ReadFrom<NoInfer<Outputs>>>;
export function defineNode(definition: AnyDefinition): NodeType {
  const issues = checkNodeDefinition(definition);
  if (issues.length > 0) {
    throw new FlowgraftError(
      'NODE_TYPE_INVALID',
      `Node type ${JSON.stringify(definition.type)} was refused:\n${formatIssues(issues)}`,
      { type: definition.type, issues },
    );
  }
  const { type } = definition;
  const outputs = Object.entries(definition.outputs ?? { out: definition.output });
  return {
    [nodeTypeKind]: true,
    type,
    version: definition.version,
    ...presentationOf(definition),
    effect: definition.effect ?? 'idempotent',
    input: definition.input,
    outputs: new Map(outputs),
    plainPorts: new Set(
      outputs.filter(([, schema]) => isPlainSchema(schema)).map(([port]) => port),
    ),
    inputPorts: definition.inputPorts ?? ['in'],
    needs: definition.needs ?? [],
    credentials: definition.credentials ?? {},
    cost: definition.cost,
    timeoutMs: parseDuration(definition.timeout),
    retry: definition.retry,
    cacheTtlMs: parseDuration(definition.cache?.ttl),
    cacheKey: definition.cache?.key,
    migrate: new Map(
      Object.entries(definition.migrate ?? {}).map(([from, step]) => [Number(from), step]),
    ),
    examples: definition.examples ?? [],
    options: new Map(Object.entries(definition.options ?? {})),
    run: (input, ctx) => definition.run(input, ctx as never),
    resume:
      definition.resume === undefined
        ? undefined
        : (input, wake, ctx) => definition.resume?.(input, wake, ctx as never),
  };
}

/** What people see of the node type. */
function presentationOf({
  type,
  title = titleOf(type),
  description = '',
  textKey = `nodes.${type}`,
  category = 'other',
  icon,
  keywords = [],
}: AnyDefinition): Pick<NodeType, 'text' | 'textKey' | 'category' | 'icon' | 'keywords'> {
  return { text: { title, description }, textKey, category, icon, keywords };
}

/** `shop.fetchOrder` reads "Fetch order" until somebody gives it a title. */
function titleOf(type: string): string {
  const words = type
    .slice(type.lastIndexOf('.') + 1)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
