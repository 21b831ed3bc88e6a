/** What a canvas and an HTTP API need to know of a node type, as plain JSON with no zod in it. */

import * as z from 'zod';

import type { ControlKind } from '../model/control.js';
import type { EffectClass, JsonValue } from '../model/document.js';
import { errorPort } from '../model/document.js';
import { errorSchema } from '../model/error-schema.js';
import type { JsonSchema } from '../model/json-schema.js';
import type { RetryPolicy } from '../model/retry-policy.js';
import type { AnyNodeType, CredentialSlot, NodeCost, NodeNeed, NodeText } from './node-type.js';

export interface NodeManifest {
  readonly type: string;
  readonly version: number;
  readonly text: NodeText;
  readonly textKey: string;
  readonly category: string;
  readonly icon?: string | undefined;
  readonly keywords: readonly string[];
  readonly effect: EffectClass;
  /** Set on containers and sub-workflows: their work is the kernel's. */
  readonly control?: ControlKind | undefined;
  /** JSON Schema (draft 2020-12) of the input, before defaults. */
  readonly input: JsonSchema;
  readonly inputPorts: readonly string[];
  /** JSON Schema of what each output port carries; `error` included. */
  readonly outputs: Readonly<Record<string, JsonSchema>>;
  readonly needs: readonly NodeNeed[];
  readonly credentials: Readonly<Record<string, CredentialSlot>>;
  readonly cost?: NodeCost | undefined;
  readonly timeoutMs?: number | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** Versions that this one can migrate from. */
  readonly migratesFrom: readonly number[];
  readonly examples: readonly ManifestExample[];
  /** Names of the loaders that give choices for its fields. */
  readonly options: readonly string[];
}

export interface ManifestExample {
  readonly title?: string | undefined;
  readonly input: JsonValue;
  readonly output?: JsonValue | undefined;
  readonly port?: string | undefined;
}

/** JSON Schema of a zod schema; parts that JSON Schema cannot say become `{}`. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json as JsonSchema;
}

/** The manifest of a node type: JSON only, the same for the same definition. */
export function manifestOf(node: AnyNodeType): NodeManifest {
  const outputs: Record<string, JsonSchema> = {};
  for (const [port, schema] of node.outputs) outputs[port] = toJsonSchema(schema, 'output');
  outputs[errorPort] = errorSchema;
  return {
    type: node.type,
    version: node.version,
    text: node.text,
    textKey: node.textKey,
    category: node.category,
    icon: node.icon,
    keywords: node.keywords,
    effect: node.effect,
    input: toJsonSchema(node.input, 'input'),
    inputPorts: node.inputPorts,
    outputs,
    needs: node.needs,
    credentials: node.credentials,
    cost: node.cost,
    timeoutMs: node.timeoutMs,
    retry: node.retry,
    migratesFrom: [...node.migrate.keys()],
    examples: node.examples.map(({ title, input, output, port }) => ({
      title,
      input: input as JsonValue,
      output: output as JsonValue | undefined,
      port,
    })),
    options: [...node.options.keys()],
  };
}
