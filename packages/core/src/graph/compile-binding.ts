/** Turns a binding of the document into a closure that reads its value from an environment. */

import { compileExpression } from '../expression/compiled-expression.js';
import { compileReference } from '../expression/reference.js';
import { compileTemplate } from '../expression/template.js';
import type { Binding } from '../model/document.js';
import type { BindingEnv, CompiledBinding, NodePlan, StepResult } from './plan.js';

/** Finds a node of the document by its id. */
export type NodeLookup = (id: string) => NodePlan | undefined;

const noSecrets: readonly string[] = [];

/**
 * Compiles `binding`; see `Binding` for what its forms mean.
 *
 * Members of an object whose value is `undefined` are left out, so that an optional input may be bound to
 * something that is not there.
 *
 * @throws {FlowgraftError} `EXPRESSION_SYNTAX` when a text in it does not parse.
 */
export function compileBinding(binding: Binding, lookup: NodeLookup): CompiledBinding {
  if (typeof binding !== 'object' || binding === null) return constant(binding);
  if (Array.isArray(binding)) return compileList(binding, lookup);
  const record = binding as { readonly [key: string]: Binding };
  return compileSpecial(record, lookup) ?? compileRecord(record, lookup);
}

/** A binding that gives the same value everywhere. */
export function constant(value: unknown): CompiledBinding {
  return { constant: true, secrets: noSecrets, evaluate: () => value };
}

function computed(evaluate: (env: BindingEnv) => unknown): CompiledBinding {
  return { constant: false, secrets: noSecrets, evaluate };
}

function compileSpecial(
  binding: Binding & object,
  lookup: NodeLookup,
): CompiledBinding | undefined {
  const [key, other] = Object.keys(binding);
  if (key === undefined || other !== undefined) return undefined;
  const special = binding as Readonly<Record<string, unknown>>;
  const text = special[key];
  if (key === '$literal') return constant(text);
  if (typeof text !== 'string') return undefined;
  switch (key) {
    case '$ref':
      return computed(compilePath(text, lookup));
    case '$expr': {
      const expression = compileExpression(text);
      return computed((env) => expression.evaluate(env));
    }
    case '$template': {
      const template = compileTemplate(text);
      return computed((env) => template.evaluate(env));
    }
    case '$secret':
      return { constant: false, secrets: [text], evaluate: (env) => env.secret(text) };
    default:
      return undefined;
  }
}

/**
 * Most bindings are `nodes.<id>.output…`: those read the result straight from the run's state, without the
 * record of all nodes that an expression would see.
 */
function compilePath(text: string, lookup: NodeLookup): (env: BindingEnv) => unknown {
  const reference = compileReference(text);
  const path = reference.references[0]?.path ?? [];
  const node = path[0] === 'nodes' && path[2] === 'output' ? lookup(path[1] ?? '') : undefined;
  if (node === undefined) return (env) => reference.evaluate(env);
  const rest = path.slice(3);
  const [only] = rest;
  if (only === undefined) return (env) => env.resultOf(node)?.output;
  if (rest.length === 1) return (env) => readOwn(outputOf(env.resultOf(node)), only);
  return (env) => rest.reduce<unknown>(readOwn, outputOf(env.resultOf(node)));
}

function outputOf(result: StepResult | undefined): unknown {
  return result?.output;
}

/** The own data property `key` of `value`, or `undefined`; never one of a prototype. */
function readOwn(value: unknown, key: string): unknown {
  if (typeof value === 'string') return key === 'length' ? value.length : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function compileList(items: readonly Binding[], lookup: NodeLookup): CompiledBinding {
  const parts = items.map((item) => compileBinding(item, lookup));
  if (parts.every((part) => part.constant))
    return constant(items.map((_, i) => parts[i]?.evaluate(never)));
  return {
    constant: false,
    secrets: parts.flatMap((part) => part.secrets),
    evaluate: (env) => parts.map((part) => part.evaluate(env)),
  };
}

// Constants never look at their environment.
const never = undefined as never;

/** An object whose members are bindings. */
export function compileRecord(
  record: { readonly [key: string]: Binding },
  lookup: NodeLookup,
): CompiledBinding {
  const keys = Object.keys(record);
  const parts = keys.map((key) => compileBinding(record[key] as Binding, lookup));
  const evaluate = (env: BindingEnv): unknown => {
    const value: Record<string, unknown> = {};
    for (let i = 0; i < parts.length; i++) {
      const member = (parts[i] as CompiledBinding).evaluate(env);
      if (member !== undefined) setOwn(value, keys[i] as string, member);
    }
    return value;
  };
  if (parts.every((part) => part.constant)) return constant(evaluate(never));
  return { constant: false, secrets: parts.flatMap((part) => part.secrets), evaluate };
}

/** Assignment to `__proto__` would change the prototype instead of making a member. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') target[key] = value;
  else
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
}
