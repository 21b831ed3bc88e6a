/** Which root names a binding can read at its place, and what they hold. */

import type { ControlKind } from '../model/control.js';
import { errorSchema } from '../model/error-schema.js';
import type { JsonSchema } from '../model/json-schema.js';
import type { GraphScope, NodePlace } from './document-scopes.js';
import { inferBinding } from './infer-binding.js';
import { anyItemSchema } from './json-schema-member.js';
import { payloadSchemas } from './node-schema.js';
import type { Roots, Validation } from './validation.js';

const count: JsonSchema = { type: 'integer', minimum: 0 };
const text: JsonSchema = { type: 'string' };

const runSchema: JsonSchema = {
  type: 'object',
  properties: { id: text, workflowId: text, tenant: text, startedAt: true },
  required: ['id', 'workflowId', 'tenant', 'startedAt'],
  additionalProperties: false,
};

/** Where root names other than `input`, `run` and `nodes` can be read, for messages. */
export const whereRootsAre: ReadonlyMap<string, string> = new Map([
  ['item', 'inside the body of a flow.forEach'],
  ['index', 'inside the body of a flow.forEach, flow.while or flow.until, and in their conditions'],
  ['value', 'inside the body of a flow.while or flow.until, and in its condition'],
  ['error', 'inside the "catch" body of a flow.try'],
  ['acc', 'in reduce.each of a flow.forEach'],
  ['result', 'in reduce.each of a flow.forEach'],
  ['incoming', 'in the bindings of a node'],
  ['ports', 'in the bindings of a node'],
]);

/** What an `output` binding of this graph can read. */
export function scopeRoots(validation: Validation, scope: GraphScope): Roots {
  const known = validation.rootsOf.get(scope);
  if (known !== undefined) return known;
  const { owner } = scope;
  const roots: Roots =
    owner === undefined
      ? new Map([
          ['input', validation.input],
          ['run', runSchema],
          ['nodes', true],
        ])
      : new Map([
          ...scopeRoots(validation, owner.scope),
          ...bodyRoots(validation, owner, scope.bodyName),
        ]);
  validation.rootsOf.set(scope, roots);
  return roots;
}

/** What the bindings of a node can read. */
export function nodeRoots(validation: Validation, place: NodePlace): Roots {
  const { incoming, ports } = payloadSchemas(validation, place);
  return new Map([
    ...scopeRoots(validation, place.scope),
    ['incoming', incoming],
    ['ports', ports],
  ]);
}

/** What `condition` and `reduce.each` can read beside the other bindings of their container. */
export const passRoots: Roots = new Map<string, JsonSchema>([
  ['index', count],
  ['value', true],
]);
export const reduceRoots: Roots = new Map<string, JsonSchema>([
  ['index', count],
  ['acc', true],
  ['result', true],
]);

function bodyRoots(validation: Validation, owner: NodePlace, bodyName: string): Roots {
  switch (controlOf(validation, owner)) {
    case 'forEach':
      return new Map([
        ['item', itemOf(validation, owner)],
        ['index', count],
      ]);
    case 'while':
    case 'until':
      return passRoots;
    case 'try':
      return new Map(bodyName === 'catch' ? [['error', errorSchema]] : []);
    case 'parallel':
    case 'subWorkflow':
    case undefined:
      return new Map();
  }
}

export function controlOf(validation: Validation, { node }: NodePlace): ControlKind | undefined {
  return validation.resolve(node.type, node.version)?.manifest.control;
}

/** With `batchSize`, an item is itself a list. */
function itemOf(validation: Validation, owner: NodePlace): JsonSchema {
  const { items, batchSize } = owner.node.input ?? {};
  if (items === undefined || batchSize !== undefined) return true;
  return anyItemSchema(inferBinding(validation, items, nodeRoots(validation, owner)));
}
