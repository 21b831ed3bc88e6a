/** Manifests of the containers and of the sub-workflow node, whose work is the kernel's own. */

import type { ControlKind } from '../model/control.js';
import { errorPort } from '../model/document.js';
import { errorSchema } from '../model/error-schema.js';
import type { JsonSchema, JsonSchemaObject } from '../model/json-schema.js';
import type { FieldHints } from './field-hints.js';
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

/** A field that a form gives this title. */
const field = (title: string, schema: JsonSchemaObject, hints?: FieldHints): JsonSchemaObject => ({
  title,
  ...schema,
  ...(hints && { 'x-ui': hints }),
});

const advanced: FieldHints = { group: 'advanced' };
const positive: JsonSchemaObject = { type: 'integer', minimum: 1 };
const count = (title: string): JsonSchemaObject => field(title, positive, advanced);
const onError = (title: string): JsonSchemaObject => field(title, { enum: ['fail', 'continue'] });

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
          items: field('List', { type: 'array' }, { computed: true }),
          concurrency: field('Items at the same time', positive),
          batchSize: count('Items in a batch'),
          onItemError: onError('When an item fails'),
          reduce: field(
            'Combine results',
            {
              type: 'object',
              properties: {
                initial: field('Start with', {}, { widget: 'json' }),
                each: field('After each item', {}),
              },
              required: ['each'],
              additionalProperties: false,
            },
            advanced,
          ),
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
            condition: field('Condition', { type: 'boolean' }, { computed: true }),
            initial: field('Start value', {}, { widget: 'json' }),
            maxIterations: count('Most passes'),
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
        properties: { onBranchError: onError('When a branch fails') },
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
        properties: {
          workflowId: field('Workflow', { type: 'string' }),
          hash: field('Version', { type: 'string' }, advanced),
          input: field('Input', {}),
        },
        required: ['workflowId'],
        additionalProperties: false,
      },
      {},
    ),
  ].map((manifest) => [manifest.type, manifest] as const),
);
