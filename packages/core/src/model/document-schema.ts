/** The shape of a workflow document, checked by zod. */

import * as z from 'zod';

import type {
  Binding,
  CompensationSpec,
  JoinRule,
  JsonValue,
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
  WorkflowSettings,
} from './document.js';
import { documentSchema } from './document.js';
import { parseDuration, type Duration } from './duration.js';
import type { JsonSchema } from './json-schema.js';
import { didYouMean } from './near-miss.js';
import type { RetryPolicy } from './retry-policy.js';
import { errorCategories } from './run-error.js';
import { showNames, showValue } from './show-value.js';

/** Node ids, and the names of bodies. */
const nodeIdPattern = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
const workflowIdPattern = /^[A-Za-z_][\w.-]{0,127}$/;

/** An object with these members and no others. */
function record<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? unknownKeys(issue.keys, known) : undefined,
  });
}

function unknownKeys(unknown: readonly string[], known: readonly string[]): string {
  const hint = unknown.length === 1 ? didYouMean(unknown[0] ?? '', known) : '';
  const noun = unknown.length === 1 ? 'key' : 'keys';
  return `unknown ${noun} ${showNames(unknown)}${hint === '' ? `; known are ${showNames(known, 20)}` : hint}`;
}

function name(pattern: RegExp, what: string) {
  return z.string().regex(pattern, {
    error: ({ input }) => `expected ${what}, found ${showValue(input)}`,
  });
}

const nodeId = name(
  nodeIdPattern,
  'an id of at most 64 letters, digits, "_" and "-" that starts with a letter or "_"',
).refine((id) => id !== '__proto__', {
  error: 'the id "__proto__" is not allowed; choose another',
});

const duration = z.custom<Duration>((value) => parseDuration(value) !== undefined, {
  error: ({ input }) =>
    `expected milliseconds >= 0 or text such as "5m" or "1h30m", found ${showValue(input)}`,
});

/** Data that was found to be JSON before: nothing is left to check, and nothing to copy. */
const binding = z.custom<Binding>((value) => value !== undefined, { error: 'expected a value' });
const bindings = objectOf<{ readonly [name: string]: Binding }>('an object of bindings by name');
const freeObject = objectOf<{ readonly [key: string]: JsonValue }>('an object');

function objectOf<T>(what: string) {
  return z.custom<T>(isObject, {
    error: ({ input }) => `expected ${what}, found ${showValue(input)}`,
  });
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives a part the name of its type, so that the types of the parts around it can be compared by name. */
function named<T>(schema: z.ZodType<T>): z.ZodType<T> {
  return schema;
}

const schemaType = z.enum(['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']);
const schemaObject: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    type: z.union([schemaType, z.array(schemaType)]).optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: jsonSchema.optional(),
    items: jsonSchema.optional(),
    prefixItems: z.array(jsonSchema).optional(),
    anyOf: z.array(jsonSchema).optional(),
    oneOf: z.array(jsonSchema).optional(),
    allOf: z.array(jsonSchema).optional(),
    enum: z.array(z.unknown()).optional(),
  }),
);
const jsonSchema: z.ZodType<JsonSchema> = z.union([z.boolean(), schemaObject], {
  error: ({ input }) =>
    isObject(input) ? undefined : `expected a JSON Schema, found ${showValue(input)}`,
});

const retryPolicy = record({
  attempts: z.int().min(1).optional(),
  delay: duration.optional(),
  maxDelay: duration.optional(),
  factor: z.number().min(1).optional(),
  jitter: z.enum(['full', 'none']).optional(),
  on: z.array(z.enum(errorCategories)).optional(),
});

const compensation = record({
  type: z.string(),
  version: z.int().min(1),
  input: bindings.optional(),
});

const joinRule = z.union([z.enum(['all', 'any']), record({ count: z.int().min(1) })], {
  error: ({ input }) =>
    isObject(input)
      ? undefined
      : `expected "all", "any" or { "count": n }, found ${showValue(input)}`,
});

const edge = record({
  from: z.string(),
  fromPort: z.string().optional(),
  to: z.string(),
  toPort: z.string().optional(),
  maxIterations: z.int().min(1).optional(),
  ui: freeObject.optional(),
});

const bodies: z.ZodType<{ readonly [name: string]: WorkflowBody }> = z.lazy(() =>
  z.record(nodeId, body),
);

const node = record({
  id: nodeId,
  type: z.string(),
  version: z.int().min(1),
  name: z.string().optional(),
  input: bindings.optional(),
  join: named<JoinRule>(joinRule).optional(),
  disabled: z.boolean().optional(),
  retry: named<RetryPolicy>(retryPolicy).optional(),
  timeout: duration.optional(),
  effect: z.enum(['pure', 'idempotent', 'transactional', 'atMostOnce']).optional(),
  onError: z.enum(['fail', 'continue']).optional(),
  fallback: binding.optional(),
  compensate: named<CompensationSpec>(compensation).optional(),
  bodies: bodies.optional(),
  ui: freeObject.optional(),
});

const graph = {
  nodes: z.array(named<WorkflowNode>(node)),
  edges: z.array(named<WorkflowEdge>(edge)),
  output: binding.optional(),
};
const body = record(graph);

/** Queues, regions and labels: what workers are told apart by. */
const placeName = z.string().min(1).max(64);

const settings = record({
  durability: z.enum(['strict', 'pipelined', 'exit']).optional(),
  timeout: duration.optional(),
  concurrency: z.int().min(1).optional(),
  retry: named<RetryPolicy>(retryPolicy).optional(),
  queue: placeName.optional(),
  region: placeName.optional(),
  labels: named<readonly string[]>(z.array(placeName).max(32)).optional(),
});

const document = record({
  schema: z.literal(documentSchema),
  id: name(
    workflowIdPattern,
    'an id of at most 128 letters, digits, "_", "-" and "." that starts with a letter or "_"',
  ),
  name: z.string().optional(),
  description: z.string().optional(),
  input: jsonSchema.optional(),
  settings: named<WorkflowSettings>(settings).optional(),
  ui: freeObject.optional(),
  ...graph,
});

/**
 * The shape of a workflow document of the current version; keys that it does not know are refused.
 *
 * It recurses and trusts that bindings and `ui` are JSON: for data from outside use `parseDocument`.
 */
export const workflowDocumentSchema: z.ZodType<WorkflowDocument> = document;

/** @internal For type tests: the parts as zod infers them. */
export const documentParts = {
  document,
  body,
  node,
  edge,
  settings,
  compensation,
  retryPolicy,
} as const;
