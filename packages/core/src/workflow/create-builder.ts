/** Builders at run time. */

import { errorPort, type JsonValue } from '../model/document.js';
import { showValue } from '../model/show-value.js';
import { addStep, describeNodeType } from './add-step.js';
import { intoPort, joinSources, type Source } from './after.js';
import {
  boundState,
  stateOf,
  stepStateOf,
  type BoundState,
  type StepState,
} from './bound-state.js';
import type { GraphBuilder, JoinBuilder } from './graph-builder.js';
import { makeReference, propertyOf } from './reference.js';
import type { Scope } from './scope.js';
import { makePortHandle } from './step-handle.js';
import type { AnyStepOptions, UsableNodeType } from './step-options.js';
import {
  writeForEach,
  writeLoop,
  writeParallel,
  writeSubWorkflow,
  writeTry,
} from './write-containers.js';
import { writeApproval, writeDelay, writeSignal } from './write-waits.js';

/** The builder of the graph `scope`. */
export function createBuilder(scope: Scope): GraphBuilder {
  const builder: Readonly<Record<keyof GraphBuilder, unknown>> = {
    ...valueMethods(scope),
    ...joinMethods,
    ...stepMethods(scope),
    forEach: writeForEach(scope, createBuilder),
    while: writeLoop(scope, createBuilder, 'flow.while'),
    until: writeLoop(scope, createBuilder, 'flow.until'),
    parallel: writeParallel(scope, createBuilder),
    try: writeTry(scope, createBuilder),
    subWorkflow: writeSubWorkflow(scope),
    delay: writeDelay(scope),
    signal: writeSignal(scope),
    approval: writeApproval(scope),
  };
  // The types of `GraphBuilder` say what data there will be; at run time there are only names of it.
  return Object.freeze(builder) as unknown as GraphBuilder;
}

function valueMethods(scope: Scope) {
  return {
    run: makeReference<unknown>({ kind: 'reference', owner: scope, path: ['run'] }),
    expr: (text: string) => bound({ kind: 'text', form: '$expr', text: textOf(text, 'w.expr') }),
    template: (text: string) =>
      bound({ kind: 'text', form: '$template', text: textOf(text, 'w.template') }),
    secret: (path: string) => bound({ kind: 'secret', path: textOf(path, 'w.secret') }),
    literal: (value: JsonValue) => bound({ kind: 'literal', value }),
    at: (reference: unknown, key: string | number) => {
      const state = stateOf(reference);
      if (state?.kind === 'reference') return propertyOf(state, String(key));
      throw new TypeError(`w.at: expected a reference, got ${showValue(reference)}`);
    },
    present: (value: unknown) => value,
    as: (value: unknown) => value,
  };
}

const joinMethods: JoinBuilder = {
  all: (...sources) => joinSources('all', sources),
  any: (...sources) => joinSources('any', sources),
  count: (count, ...sources: readonly Source[]) => joinSources({ count }, sources),
  into: intoPort,
};

function stepMethods(scope: Scope) {
  return {
    node: (id: string, node: UsableNodeType, input: object, options?: AnyStepOptions) => {
      const values = input as Readonly<Record<string, unknown>>;
      return addStep(scope, { id, ...describeNodeType(node, id), input: values }, options);
    },
    port: (step: unknown, name: string) => {
      const state = stepOf(step, scope, 'w.port');
      if (name === errorPort || state.ports.includes(name)) return makePortHandle(state, name);
      const ports = [...state.ports, errorPort].map((port) => `"${port}"`).join(', ');
      throw new TypeError(`w.port: step "${state.id}" has no port "${name}"; it has ${ports}`);
    },
    loop: (from: unknown, to: unknown, options: { readonly maxIterations: number }) => {
      const [source, target] = [stepOf(from, scope, 'w.loop'), stepOf(to, scope, 'w.loop')];
      for (const { owner, id } of [source, target]) {
        if (owner !== scope) throw new TypeError(`w.loop: step "${id}" stands in another graph`);
      }
      const { maxIterations } = options;
      for (const port of source.port === undefined ? source.ports : [source.port]) {
        const fromPort = port === 'out' ? {} : { fromPort: port };
        scope.backEdges.push({ from: source.id, ...fromPort, to: target.id, maxIterations });
      }
    },
  };
}

function stepOf(value: unknown, { program }: Scope, what: string): StepState {
  const state = stepStateOf(value);
  if (state === undefined) {
    throw new TypeError(
      `${what}: expected a step, as w.node and the like give it, got ${showValue(value)}`,
    );
  }
  if (state.owner.program === program) return state;
  throw new TypeError(
    `${what}: step "${state.id}" belongs to workflow "${state.owner.program.workflowId}", ` +
      `not to "${program.workflowId}"`,
  );
}

function textOf(text: unknown, what: string): string {
  if (typeof text === 'string') return text;
  throw new TypeError(`${what}: expected a text, got ${showValue(text)}`);
}

function bound(state: BoundState): object {
  return Object.freeze({ [boundState]: state });
}
