/** Waiting steps of the builder, at run time. */

import type * as z from 'zod';

import { toJsonSchema } from '../node/manifest.js';
import { approvalNode, delayNode, waitForSignalNode } from '../node/wait-nodes.js';
import { addStep, describeNodeType } from './add-step.js';
import { boundState } from './bound-state.js';
import type { JsonValue } from '../model/document.js';
import type { Scope } from './scope.js';
import type { AnyStepOptions, UsableNodeType } from './step-options.js';

interface SignalParts extends Omit<AnyStepOptions, 'timeout'> {
  readonly signal: unknown;
  readonly schema?: z.ZodType | undefined;
  readonly timeout?: unknown;
}

interface ApprovalParts extends AnyStepOptions {
  readonly title?: unknown;
  readonly form?: z.ZodType | undefined;
  readonly assignees?: unknown;
  readonly due?: unknown;
  readonly decidedBy?: string | undefined;
}

export function writeDelay(scope: Scope) {
  return (id: string, duration: unknown, options?: AnyStepOptions): object =>
    addWait(scope, { id, node: delayNode, input: { duration } }, options);
}

export function writeSignal(scope: Scope) {
  return (id: string, { signal, schema, timeout, ...options }: SignalParts): object => {
    const input = { signal, timeout, schema: schemaBinding(schema) };
    return addWait(scope, { id, node: waitForSignalNode, input }, options);
  };
}

export function writeApproval(scope: Scope) {
  return (id: string, parts: ApprovalParts): object => {
    const { title, form, assignees, due, decidedBy } = parts;
    const input = { title, form: schemaBinding(form), assignees, due, decidedBy };
    return addWait(scope, { id, node: approvalNode, input }, parts);
  };
}

interface Wait {
  readonly id: string;
  readonly node: UsableNodeType;
  readonly input: Readonly<Record<string, unknown>>;
}

function addWait(scope: Scope, { id, node, input }: Wait, options?: AnyStepOptions): object {
  return addStep(scope, { id, ...describeNodeType(node, id), input }, options);
}

/** A schema is data, although a `$ref` in it looks like a binding. */
function schemaBinding(schema: z.ZodType | undefined): object | undefined {
  if (schema === undefined) return undefined;
  const value = toJsonSchema(schema, 'input') as JsonValue;
  return { [boundState]: { kind: 'literal', value } };
}
