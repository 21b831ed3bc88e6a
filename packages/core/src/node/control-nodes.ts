/** Manifests of the containers and of the sub-workflow node, whose work is the kernel's own. */

import type { ControlKind } from '../model/control.js';
import { errorPort } from '../model/document.js';
import { errorSchema } from '../model/error-schema.js';
import type { JsonSchema } from '../model/json-schema.js';
import type { NodeManifest } from './manifest.js';

interface ControlText {
  readonly title: string;
  readonly description: string;
  readonly icon: string;
}

function control(
  kind: ControlKind,
  text: ControlText,
  input: JsonSchema,
  out: JsonSchema,
): NodeManifest {
  const type = `flow.${kind}`;
  return {
    type,
    version: 1,
    control: kind,
    text: { title: text.title, description: text.description },
    textKey: `nodes.${type}`,
    category: 'flow',
    icon: text.icon,
    keywords: [],
    effect: 'pure',
    input,
    inputPorts: ['in'],
    outputs: { out, [errorPort]: errorSchema },
    needs: [],
    credentials: {},
    migratesFrom: [],
    examples: [],
    options: [],
  };
}

const count: JsonSchema = { type: 'integer', minimum: 1 };

/** The built-in control node types, by type name. */
export const controlManifests: ReadonlyMap<string, NodeManifest> = new Map(
  [
    control(
      'forEach',
      {
        title: 'For each',
        description: 'Runs its body once for every item of a list, several at a time.',
        icon: 'repeat',
      },
      {
        type: 'object',
        properties: {
          items: { type: 'array' },
          concurrency: count,
          batchSize: count,
          onItemError: { enum: ['fail', 'continue'] },
          reduce: {
            type: 'object',
            properties: { initial: {}, each: {} },
            required: ['each'],
            additionalProperties: false,
          },
        },
        required: ['items'],
        additionalProperties: false,
      },
      {
        type: 'object',
        properties: {
          results: { type: 'array' },
          count: { type: 'integer' },
          failed: {
            type: 'array',
            items: {
              type: 'object',
              properties: { index: { type: 'integer' }, error: errorSchema },
              required: ['index', 'error'],
            },
          },
          value: {},
        },
        required: ['results', 'count', 'failed'],
      },
    ),
    ...(['while', 'until'] as const).map((kind) =>
      control(
        kind,
        kind === 'while'
          ? {
              title: 'While',
              description:
                'Runs its body again as long as a condition holds, checked before each pass.',
              icon: 'rotate-cw',
            }
          : {
              title: 'Until',
              description: 'Runs its body again until a condition holds, checked after each pass.',
              icon: 'rotate-cw',
            },
        {
          type: 'object',
          properties: {
            condition: { type: 'boolean' },
            initial: {},
            maxIterations: count,
          },
          required: ['condition'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: { value: {}, iterations: { type: 'integer' } },
          required: ['iterations'],
        },
      ),
    ),
    control(
      'parallel',
      {
        title: 'Parallel',
        description: 'Runs its branches at the same time and gives their results by name.',
        icon: 'columns',
      },
      {
        type: 'object',
        properties: { onBranchError: { enum: ['fail', 'continue'] } },
        additionalProperties: false,
      },
      { type: 'object' },
    ),
    control(
      'try',
      {
        title: 'Try',
        description:
          'Runs its body; when that fails, undoes and catches; and always the last part.',
        icon: 'shield',
      },
      { type: 'object', additionalProperties: false },
      {
        type: 'object',
        properties: { value: {}, caught: { anyOf: [errorSchema, { type: 'null' }] } },
        required: ['caught'],
      },
    ),
    control(
      'subWorkflow',
      {
        title: 'Sub-workflow',
        description: 'Starts another workflow as a run of its own and waits for its result.',
        icon: 'workflow',
      },
      {
        type: 'object',
        properties: { workflowId: { type: 'string' }, hash: { type: 'string' }, input: {} },
        required: ['workflowId'],
        additionalProperties: false,
      },
      {},
    ),
  ].map((manifest) => [manifest.type, manifest] as const),
);
