/** What `nodes.<id>` holds, and what edges carry. */

import {
  defaultInputPort,
  defaultOutputPort,
  errorPort,
  type WorkflowNode,
} from '../model/document.js';
import { errorSchema } from '../model/error-schema.js';
import type { JsonSchema } from '../model/json-schema.js';
import { ownValue } from '../model/own-value.js';
import type { NodePlace } from './document-scopes.js';
import { isBackEdge } from './index-graph.js';
import { boundedSchema, either } from './json-schema-member.js';
import { stepStatuses } from '../model/run.js';
import type { Validation } from './validation.js';

/** Different payloads that are looked at one by one; more are taken as unknown. */
const maxPayloads = 16;

/** The schema of `nodes.<id>` for one node. */
export function nodeSchema(validation: Validation, place: NodePlace): JsonSchema {
  const { node } = place;
  const known = validation.schemaOf.get(node);
  if (known !== undefined) return known;
  const outputs = outputSchemas(validation, node);
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      output: mainOutput(place, outputs),
      outputs:
        outputs === undefined
          ? true
          : { type: 'object', properties: outputs, additionalProperties: false },
      port: { type: 'string' },
      status: { enum: stepStatuses },
      error: errorSchema,
    },
    required: ['output', 'outputs', 'port', 'status', 'error'],
    additionalProperties: false,
  };
  validation.schemaOf.set(node, schema);
  return schema;
}

/** The schema of each output port's data; `undefined` when nothing is known. */
export function outputSchemas(
  validation: Validation,
  node: WorkflowNode,
): Readonly<Record<string, JsonSchema>> | undefined {
  // A disabled node gives on what came in.
  if (node.disabled === true) return undefined;
  const resolved = validation.resolve(node.type, node.version);
  if (resolved === undefined) return undefined;
  const { outputs, control } = resolved.manifest;
  const ports = { ...outputs, [errorPort]: errorSchema };
  if (control !== 'subWorkflow') return ports;
  return { ...ports, [defaultOutputPort]: childOutput(validation, node) };
}

function childOutput({ catalogue }: Validation, { input }: WorkflowNode): JsonSchema {
  const id = input?.['workflowId'];
  return typeof id === 'string' ? boundedSchema(catalogue.workflow?.(id)?.output) : true;
}

/** Data of the port that was taken first; that may be `error`, when an edge leaves it. */
function mainOutput(
  { scope, index }: NodePlace,
  outputs: Readonly<Record<string, JsonSchema>> | undefined,
): JsonSchema {
  if (outputs === undefined) return true;
  const leaving = scope.graph.outgoing[index] ?? [];
  const routesError = leaving.some((edge) => scope.body.edges[edge.index]?.fromPort === errorPort);
  const ports = Object.keys(outputs).filter((port) => routesError || port !== errorPort);
  return either(ports.map((port) => outputs[port])) ?? true;
}

/** What edges bring to a node: each of `incoming`, and each of `ports.<name>`. */
export function payloadSchemas(
  validation: Validation,
  { scope, index }: NodePlace,
): { readonly incoming: JsonSchema; readonly ports: JsonSchema } {
  const arriving = scope.graph.incoming[index] ?? [];
  if (arriving.length > maxPayloads)
    return { incoming: { type: 'array' }, ports: { type: 'object' } };
  const byPort = new Map<string, JsonSchema[]>();
  for (const { index: edgeIndex, source } of arriving) {
    const edge = scope.body.edges[edgeIndex];
    const node = scope.body.nodes[source];
    if (edge === undefined || node === undefined) continue;
    const outputs = outputSchemas(validation, node) ?? {};
    const sent = ownValue(outputs, edge.fromPort ?? defaultOutputPort) ?? true;
    const port = edge.toPort ?? defaultInputPort;
    byPort.set(port, [...(byPort.get(port) ?? []), sent]);
  }
  const ports = Object.fromEntries([...byPort].map(([port, sent]) => [port, either(sent) ?? true]));
  return {
    incoming: { type: 'array', items: either(Object.values(ports)) ?? true },
    ports: { type: 'object', properties: ports },
  };
}

/** Forward edges into a node: those that its join waits for. */
export function joinedEdges({ scope, index }: NodePlace): number {
  return (scope.graph.incoming[index] ?? []).filter((edge) => !isBackEdge(edge)).length;
}
