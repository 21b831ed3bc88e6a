/** Checks every binding of a node, and the output of every graph. */

import { defaultOutputPort } from '../model/document.js';
import type { JsonSchema, JsonSchemaObject } from '../model/json-schema.js';
import { showValue } from '../model/show-value.js';
import { BindingCheck } from './check-binding.js';
import type { BindingSite } from './binding-references.js';
import { controlOf, nodeRoots, passRoots, reduceRoots, scopeRoots } from './binding-roots.js';
import { pathOf, type GraphScope, type NodePlace } from './document-scopes.js';
import { boundedSchema } from './json-schema-member.js';
import { outputSchemas } from './node-schema.js';
import type { Roots, Validation } from './validation.js';

/** The bindings of one node: its input, its fallback, the input of its compensation. */
export function checkNodeBindings(validation: Validation, place: NodePlace): void {
  const { node } = place;
  const path = pathOf(place);
  const check = new BindingCheck(validation, node.id);
  const site = nodeSite(validation, place);
  check.members(
    node.input ?? {},
    inputSchema(validation, place),
    [...path, 'input'],
    inputSite(validation, place, site),
  );
  if (node.fallback !== undefined) {
    const asked = outputSchemas(validation, node)?.[defaultOutputPort] ?? true;
    const noSecrets = 'the output of a node is stored in the journal';
    check.check(node.fallback, asked, [...path, 'fallback'], { ...site, noSecrets });
  }
  const { compensate } = node;
  if (compensate !== undefined) {
    const asked = manifestInput(validation, compensate.type, compensate.version);
    const after = { ...site, noSecrets: undefined, comesAfterNode: true };
    check.members(compensate.input ?? {}, asked, [...path, 'compensate', 'input'], after);
  }
}

/** The `output` of a graph. */
export function checkOutput(validation: Validation, scope: GraphScope): void {
  const { output } = scope.body;
  if (output === undefined) return;
  const check = new BindingCheck(validation, scope.owner?.node.id);
  check.check(output, true, [...scope.path, 'output'], {
    scope,
    node: undefined,
    roots: scopeRoots(validation, scope),
    noSecrets: 'results are stored in the journal',
    comesAfterNode: false,
  });
}

function nodeSite(validation: Validation, place: NodePlace): BindingSite {
  const isControl = controlOf(validation, place) !== undefined;
  return {
    scope: place.scope,
    node: place,
    roots: nodeRoots(validation, place),
    noSecrets: isControl
      ? 'what a container or a sub-workflow is given is stored in the journal'
      : undefined,
    comesAfterNode: false,
  };
}

/** Parts of a container's input are read again for each pass, or each item, and see more. */
function inputSite(validation: Validation, place: NodePlace, site: BindingSite): BindingSite {
  const seeing = (roots: Roots): BindingSite => ({
    ...site,
    roots: new Map([...site.roots, ...roots]),
  });
  switch (controlOf(validation, place)) {
    case 'forEach': {
      const reduce = { ...site, members: new Map([['each', seeing(reduceRoots)]]) };
      return { ...site, members: new Map([['reduce', reduce]]) };
    }
    case 'while':
    case 'until':
      return { ...site, members: new Map([['condition', seeing(passRoots)]]) };
    case 'parallel':
    case 'try':
    case 'subWorkflow':
    case undefined:
      return site;
  }
}

/** A disabled node takes nothing; what a newer version asks for stands behind a migration. */
function inputSchema(validation: Validation, place: NodePlace): JsonSchema {
  const { node } = place;
  if (node.disabled === true) return true;
  const asked = manifestInput(validation, node.type, node.version);
  const isChild = controlOf(validation, place) === 'subWorkflow';
  return isChild && typeof asked === 'object' ? withChildInput(validation, place, asked) : asked;
}

function manifestInput(validation: Validation, type: string, version: number): JsonSchema {
  const resolved = validation.resolve(type, version);
  return resolved?.isExact === true ? resolved.manifest.input : true;
}

/** A sub-workflow that is named outright is looked up: its input is what that workflow asks for. */
function withChildInput(
  { catalogue, issues }: Validation,
  place: NodePlace,
  asked: JsonSchemaObject,
): JsonSchema {
  const { node } = place;
  const id = node.input?.['workflowId'];
  if (catalogue.workflow === undefined || typeof id !== 'string') return asked;
  const child = catalogue.workflow(id);
  if (child === undefined) {
    const at = { path: [...pathOf(place), 'input', 'workflowId'], nodeId: node.id };
    issues.error(
      'UNKNOWN_WORKFLOW',
      at,
      `no workflow has the id ${showValue(id)}; save it first, or correct the id`,
    );
    return asked;
  }
  const input = boundedSchema(child.input);
  const needsInput = typeof input === 'object' && (input.required?.length ?? 0) > 0;
  return {
    ...asked,
    properties: { ...asked.properties, input },
    required: [...(asked.required ?? []), ...(needsInput ? ['input'] : [])],
  };
}
