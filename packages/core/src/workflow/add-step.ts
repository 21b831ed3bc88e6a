/** Adds nodes to a graph that is being written. */

import type { Binding, WorkflowBody, WorkflowNode } from '../model/document.js';
import { showValue } from '../model/show-value.js';
import { compileAfter, type CompiledAfter } from './after.js';
import { stateOf, type StepState } from './bound-state.js';
import { compileValue, inside, type Site } from './compile-value.js';
import type { Scope, StepUse } from './scope.js';
import { makeStepHandle } from './step-handle.js';
import {
  plainOptions,
  type AnyCompensation,
  type AnyStepOptions,
  type UsableNodeType,
} from './step-options.js';

/** A node before its bindings are compiled. */
export interface NewStep {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly ports: readonly string[];
  /** `undefined`: not known yet. */
  readonly inputPorts: readonly string[] | undefined;
  /** Values by the name of the input. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Bindings that were compiled elsewhere, with what they read. */
  readonly inner?: InnerParts | undefined;
}

/** What a container has inside, compiled before the container itself. */
export interface InnerParts {
  readonly input?: Readonly<Record<string, Binding>> | undefined;
  readonly bodies?: Readonly<Record<string, WorkflowBody>> | undefined;
  readonly uses: readonly StepUse[];
}

/**
 * Adds a node and gives its handle.
 *
 * @throws {TypeError} when the graph is not the one being written, or a value is not what can stand there.
 */
export function addStep(scope: Scope, step: NewStep, options: AnyStepOptions = {}): object {
  checkId(scope, step.id);
  const state: StepState = { owner: scope, id: step.id, ports: step.ports };
  const after = compileAfter(options.after, scope, step.id);
  checkAfter(step, after, options);
  const site = siteOf(scope, step.id);
  const input = { ...compileInput(step.input, inside(site, 'input')), ...step.inner?.input };
  const fallback = compileValue(options.fallback, { ...inside(site, 'fallback'), secrets: false });
  const compensate =
    options.compensate === undefined
      ? undefined
      : compileCompensation(options.compensate, state, inside(site, 'compensate'));
  const node: WorkflowNode = {
    id: step.id,
    type: step.type,
    version: step.version,
    ...(Object.keys(input).length === 0 ? {} : { input }),
    ...plainOptions(options, { fallback, compensate }),
    ...(step.inner?.bodies === undefined ? {} : { bodies: step.inner.bodies }),
  };
  const uses = [...site.uses, ...(step.inner?.uses ?? [])];
  scope.drafts.push({ node, ports: step.ports, uses, after: after.edges, rule: after.rule });
  return makeStepHandle(state);
}

/** The site of the next node of `scope`. */
export function siteOf(scope: Scope, id: string): Site {
  const path = [...scope.path, 'nodes', scope.drafts.length];
  return { scope, path, nodeId: id, secrets: true, uses: [] };
}

function compileInput(
  input: Readonly<Record<string, unknown>>,
  site: Site,
): Readonly<Record<string, Binding>> {
  if (typeof input !== 'object' || input === null || stateOf(input) !== undefined) {
    throw new TypeError(
      `node "${site.nodeId}", input: expected an object with a value for each input, got ${showValue(input)}`,
    );
  }
  const bindings: Record<string, Binding> = {};
  for (const [name, value] of Object.entries(input)) {
    const binding = compileValue(value, inside(site, name));
    if (binding !== undefined) bindings[name] = binding;
  }
  return bindings;
}

function compileCompensation(
  { node, input }: AnyCompensation,
  state: StepState,
  site: Site,
): WorkflowNode['compensate'] {
  const { type, version } = describeNodeType(node, state.id);
  const inner: Site = { ...inside(site, 'input'), uses: [] };
  const values = typeof input === 'function' ? input(makeStepHandle(state)) : input;
  const bindings = compileInput(values, inner);
  // It runs after the step, so it may read the step's own result; that makes no edge.
  site.uses.push(...inner.uses.filter(({ id }) => id !== state.id));
  return { type, version, ...(Object.keys(bindings).length === 0 ? {} : { input: bindings }) };
}

/**
 * What the document says of a node type.
 *
 * @throws {TypeError} when it is none.
 */
export function describeNodeType(
  node: UsableNodeType,
  id: string,
): Pick<NewStep, 'type' | 'version' | 'ports' | 'inputPorts'> {
  const { type, version } = (node ?? {}) as Partial<UsableNodeType>;
  if (typeof type !== 'string' || typeof version !== 'number') {
    throw new TypeError(
      `node "${id}": expected a node type made by defineNode or lazyNode, got ${showValue(node)}`,
    );
  }
  if ('load' in node) return { type, version, ports: node.ports ?? ['out'], inputPorts: undefined };
  return { type, version, ports: [...node.outputs.keys()], inputPorts: node.inputPorts };
}

function checkId({ program, phase, path, drafts }: Scope, id: string): void {
  if (typeof id !== 'string') throw new TypeError(`id: expected a text, got ${showValue(id)}`);
  if (phase === 'inside a body') {
    throw new TypeError(
      `node "${id}": a body inside this graph is being written; use the builder that the body was given`,
    );
  }
  if (phase === 'closed') {
    throw new TypeError(
      `node "${id}": this graph is complete; add nodes before build or the body returns`,
    );
  }
  if (program.ids.has(id)) {
    program.issues.push({
      code: 'DUPLICATE_ID',
      severity: 'error',
      path: [...path, 'nodes', drafts.length, 'id'],
      nodeId: id,
      message: `a node with the id "${id}" is there already; ids are unique in the whole workflow`,
    });
  }
  program.ids.add(id);
}

function checkAfter(step: NewStep, after: CompiledAfter, options: AnyStepOptions): void {
  if (after.rule !== undefined && options.join !== undefined) {
    throw new TypeError(
      `node "${step.id}": \`after\` gives a join rule and \`join\` another one; leave one of them out`,
    );
  }
  for (const { toPort } of after.edges) {
    if (toPort === undefined || (step.inputPorts?.includes(toPort) ?? true)) continue;
    throw new TypeError(
      `node "${step.id}", after: ${step.type} has no input port "${toPort}"; it has ` +
        (step.inputPorts ?? []).map((port) => `"${port}"`).join(', '),
    );
  }
}
