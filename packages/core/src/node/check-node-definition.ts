/** Finds what is wrong with a node type's definition. */

import type * as z from 'zod';

import { errorPort } from '../model/document.js';
import { parseDuration } from '../model/duration.js';
import type { Issue } from '../model/issue.js';
import type { AnyDefinition, Schemas } from './node-definition.js';

const typePattern = /^[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*$/;
const portPattern = /^[A-Za-z_][\w-]{0,63}$/;
const effects: readonly string[] = ['pure', 'idempotent', 'transactional', 'atMostOnce'];

type Refuse = (key: string, message: string) => void;

/** What contradicts itself or is not what its types say, each under the key of the definition. */
export function checkNodeDefinition(definition: AnyDefinition): Issue[] {
  const issues: Issue[] = [];
  const refuse: Refuse = (key, message) => {
    issues.push({ code: 'SCHEMA', severity: 'error', path: [key], message });
  };
  checkIdentity(definition, refuse);
  checkSchemas(definition, refuse);
  checkPolicies(definition, refuse);
  checkLoaders(definition, refuse);
  if (typeof definition.run !== 'function') refuse('run', 'expected a function');
  return issues;
}

function checkIdentity({ type, version, migrate }: AnyDefinition, refuse: Refuse): void {
  if (typeof type !== 'string' || !typePattern.test(type) || type.length > 128) {
    refuse('type', `expected a dotted name such as "shop.fetchOrder", got ${show(type)}`);
  }
  if (!Number.isInteger(version) || version < 1) {
    refuse('version', `expected a whole number >= 1, got ${show(version)}`);
  }
  for (const from of Object.keys(migrate ?? {})) {
    const older = Number(from);
    if (!Number.isInteger(older) || older < 1 || older >= version) {
      refuse('migrate', `expected versions from 1 to ${version - 1}, got ${show(from)}`);
    }
  }
}

function checkSchemas(definition: AnyDefinition, refuse: Refuse): void {
  if (!isSchema(definition.input)) refuse('input', 'expected a zod schema');
  if (definition.outputs !== undefined) checkOutputs(definition.outputs, refuse);
  else if (!isSchema(definition.output)) refuse('output', 'expected a zod schema, or `outputs`');
}

function checkPolicies({ effect, timeout, cache }: AnyDefinition, refuse: Refuse): void {
  if (effect !== undefined && !effects.includes(effect)) {
    refuse('effect', `expected one of ${effects.join(', ')}, got ${show(effect)}`);
  }
  if (timeout !== undefined && parseDuration(timeout) === undefined) {
    refuse('timeout', `expected a duration such as "10s", got ${show(timeout)}`);
  }
  if (cache !== undefined && parseDuration(cache.ttl) === undefined) {
    refuse('cache', `expected { ttl } with a duration such as "5m", got ${show(cache)}`);
  }
}

function checkLoaders({ options = {} }: AnyDefinition, refuse: Refuse): void {
  for (const [name, loader] of Object.entries<unknown>(options)) {
    if (!portPattern.test(name)) refuse('options', `not a name: ${show(name)}`);
    if (typeof loader !== 'function') refuse('options', `${show(name)}: expected a function`);
  }
}

function checkOutputs(outputs: Schemas, refuse: (key: string, message: string) => void): void {
  const ports = Object.entries(outputs);
  if (ports.length === 0) refuse('outputs', 'expected at least one port');
  for (const [port, schema] of ports) {
    if (!portPattern.test(port)) refuse('outputs', `not a port name: ${show(port)}`);
    if (port === errorPort) refuse('outputs', `every node has the port "${errorPort}" already`);
    if (!isSchema(schema)) refuse('outputs', `port ${show(port)}: expected a zod schema`);
  }
}

// Structural: the host may carry another copy of zod 4 than ours.
function isSchema(value: unknown): value is z.ZodType {
  return (
    typeof value === 'object' &&
    value !== null &&
    '_zod' in value &&
    typeof (value as { safeParse?: unknown }).safeParse === 'function'
  );
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
