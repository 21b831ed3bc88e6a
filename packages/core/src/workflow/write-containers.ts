/** Containers of the builder, at run time: bodies first, then the node that holds them. */

import type { Binding } from '../model/document.js';
import { showValue } from '../model/show-value.js';
import { addStep, siteOf, type InnerParts } from './add-step.js';
import type { Ref } from './bound.js';
import { compileValue, inside, type Site } from './compile-value.js';
import type { GraphBuilder } from './graph-builder.js';
import { makeReference } from './reference.js';
import { openScope, type Scope } from './scope.js';
import type { AnyStepOptions } from './step-options.js';
import { isWorkflow, type AnyWorkflow } from './workflow.js';
import { writeBody, type WrittenGraph } from './write-graph.js';

/** Makes the builder of a body's graph. */
export type BuilderOf = (scope: Scope) => GraphBuilder;

type Write = (b: GraphBuilder, ...roots: readonly unknown[]) => unknown;

interface ForEachParts extends AnyStepOptions {
  readonly items: unknown;
  readonly concurrency?: unknown;
  readonly batchSize?: unknown;
  readonly onItemError?: unknown;
  readonly reduce?: { readonly initial?: unknown; readonly each: unknown };
}

interface LoopParts extends AnyStepOptions {
  readonly condition: unknown;
  readonly initial?: unknown;
  readonly maxIterations?: unknown;
}

interface TryParts extends AnyStepOptions {
  readonly body: Write;
  readonly catch?: Write;
  readonly finally?: Write;
}

const onlyOut = { ports: ['out'], inputPorts: ['in'], version: 1 } as const;

export function writeForEach(scope: Scope, builderOf: BuilderOf) {
  return (id: string, options: ForEachParts, write: Write): object => {
    const { items, concurrency, batchSize, onItemError, reduce } = options;
    const site = siteOf(scope, id);
    const body = writeBody(site, 'body', ['item', 'index'], (graph) =>
      write(builderOf(graph), root(graph, 'item'), root(graph, 'index')),
    );
    const each = variableSite(site, ['acc', 'result', 'index']);
    const folded = compileValue(reduce, inside(each, 'reduce'));
    return addStep(
      scope,
      {
        ...onlyOut,
        id,
        type: 'flow.forEach',
        input: { items, concurrency, batchSize, onItemError },
        inner: innerParts({ body }, site, folded === undefined ? {} : { reduce: folded }),
      },
      options,
    );
  };
}

export function writeLoop(scope: Scope, builderOf: BuilderOf, type: 'flow.while' | 'flow.until') {
  return (id: string, options: LoopParts, write: Write): object => {
    const { condition, initial, maxIterations } = options;
    const site = siteOf(scope, id);
    const body = writeBody(site, 'body', ['index', 'value'], (graph) =>
      write(builderOf(graph), passOf(graph)),
    );
    const pass = variableSite(site, ['index', 'value']);
    const asked = typeof condition === 'function' ? call(condition, passOf(pass.scope)) : condition;
    const test = compileValue(asked, inside(pass, 'condition'));
    return addStep(
      scope,
      {
        ...onlyOut,
        id,
        type,
        input: { initial, maxIterations },
        inner: innerParts({ body }, site, test === undefined ? {} : { condition: test }),
      },
      options,
    );
  };
}

export function writeParallel(scope: Scope, builderOf: BuilderOf) {
  return (
    id: string,
    branches: Readonly<Record<string, Write>>,
    options: AnyStepOptions & { readonly onBranchError?: unknown } = {},
  ): object => {
    const site = siteOf(scope, id);
    const bodies: Record<string, WrittenGraph> = {};
    for (const [name, write] of Object.entries(branches)) {
      bodies[name] = writeBody(site, name, [], (graph) => write(builderOf(graph)));
    }
    const { onBranchError } = options;
    const inner = innerParts(bodies, site);
    return addStep(
      scope,
      { ...onlyOut, id, type: 'flow.parallel', input: { onBranchError }, inner },
      options,
    );
  };
}

export function writeTry(scope: Scope, builderOf: BuilderOf) {
  return (id: string, parts: TryParts): object => {
    const site = siteOf(scope, id);
    const bodies: Record<string, WrittenGraph> = {
      body: writeBody(site, 'body', [], (graph) => parts.body(builderOf(graph))),
    };
    const { catch: onFailure, finally: last } = parts;
    if (onFailure !== undefined) {
      bodies['catch'] = writeBody(site, 'catch', ['error'], (graph) =>
        onFailure(builderOf(graph), root(graph, 'error')),
      );
    }
    if (last !== undefined) {
      bodies['finally'] = writeBody(site, 'finally', [], (graph) => last(builderOf(graph)));
    }
    const inner = innerParts(bodies, site);
    return addStep(scope, { ...onlyOut, id, type: 'flow.try', input: {}, inner }, parts);
  };
}

export function writeSubWorkflow(scope: Scope) {
  return (
    id: string,
    workflow: AnyWorkflow,
    input: unknown,
    options: AnyStepOptions & { readonly version?: 'this' | 'latest' | undefined } = {},
  ): object => {
    if (!isWorkflow(workflow)) {
      throw new TypeError(
        `node "${id}": expected a workflow made by defineWorkflow or loadWorkflow, got ${showValue(workflow)}`,
      );
    }
    const { children } = scope.program;
    for (const child of [workflow, ...workflow.children]) children.set(child.hash, child);
    const hash = options.version === 'latest' ? undefined : workflow.hash;
    return addStep(
      scope,
      {
        ...onlyOut,
        id,
        type: 'flow.subWorkflow',
        input: { workflowId: workflow.id, hash, input },
      },
      options,
    );
  };
}

function innerParts(
  graphs: Readonly<Record<string, WrittenGraph>>,
  site: Site,
  input: Readonly<Record<string, Binding>> = {},
): InnerParts {
  const written = Object.entries(graphs);
  return {
    input,
    bodies: Object.fromEntries(written.map(([name, { graph }]) => [name, graph])),
    uses: [...site.uses, ...written.flatMap(([, { outer }]) => outer)],
  };
}

/** A site in the container's own input where roots exist that only its evaluation knows. */
function variableSite(site: Site, variables: readonly string[]): Site {
  const { scope: parent, path } = site;
  const scope = openScope(parent.program, { parent, variables, path });
  return inside({ ...site, scope, secrets: false }, 'input');
}

function root<T>(owner: Scope, name: string): Ref<T> {
  return makeReference<T>({ kind: 'reference', owner, path: [name] });
}

function passOf(owner: Scope): object {
  return { index: root(owner, 'index'), value: root(owner, 'value') };
}

function call(condition: unknown, pass: object): unknown {
  return (condition as (pass: object) => unknown)(pass);
}
