/** Node types whose work is to wait: for a time, for a signal, for a person. */

import * as z from 'zod';

import { parseDuration } from '../model/duration.js';
import { formatIssuePath } from '../model/issue.js';
import { NodeError } from '../model/run-error.js';
import { defineNode } from './define-node.js';
import type { FieldHints } from './field-hints.js';

/** Metadata of a field for forms. */
const shownAs = (title: string, hints?: FieldHints): { title: string; 'x-ui'?: FieldHints } => ({
  title,
  ...(hints && { 'x-ui': hints }),
});

const duration = z
  .union([z.number(), z.string()])
  .refine((value) => parseDuration(value) !== undefined, {
    error: 'expected milliseconds >= 0 or text such as "5m" or "1h30m"',
  });

/** A length of time that a form gives this title. */
const durationField = (title: string): typeof duration =>
  duration.meta(shownAs(title, { widget: 'duration' }));

const payloadSchema = z
  .union([z.boolean(), z.record(z.string(), z.unknown())])
  .describe('JSON Schema of the payload');

/** `flow.delay`: goes on after a length of time. */
export const delayNode = defineNode({
  type: 'flow.delay',
  version: 1,
  title: 'Delay',
  description: 'Waits for a length of time, and goes on.',
  category: 'flow',
  icon: 'clock',
  keywords: ['wait', 'sleep', 'pause', 'timer'],
  input: z.object({ duration: durationField('Length of time') }),
  output: z.strictObject({}),
  run: ({ duration }, ctx) => ctx.wait({ after: duration, about: { kind: 'delay' } }),
  resume: () => ({}),
});

/** `flow.waitForSignal`: waits until the outside sends the run a signal; its payload comes on `out`. */
export const waitForSignalNode = defineNode({
  type: 'flow.waitForSignal',
  version: 1,
  title: 'Wait for a signal',
  description: 'Waits until the run is sent a signal of this name, or until the time is over.',
  category: 'flow',
  icon: 'radio',
  keywords: ['event', 'callback', 'message', 'resume'],
  input: z.object({
    signal: z
      .string()
      .min(1)
      .describe('The name of the signal')
      .meta(shownAs('Signal', { placeholder: 'payment.received' })),
    timeout: durationField('Wait at most').optional().describe('Then it goes on at "timeout"'),
    schema: payloadSchema
      .meta(shownAs('Schema of the payload', { widget: 'json', group: 'advanced' }))
      .optional(),
  }),
  outputs: { out: z.unknown(), timeout: z.strictObject({}) },
  run: ({ signal, timeout, schema }, ctx) =>
    ctx.wait({ signal, after: timeout, about: { kind: 'signal', title: signal, form: schema } }),
  resume({ signal, schema }, wake, ctx) {
    if (wake.kind === 'timer') return ctx.to('timeout', {});
    return ctx.to('out', checkPayload(wake.payload, schema, `signal ${JSON.stringify(signal)}`));
  },
});

/**
 * `flow.approval`: waits for a person's decision, which is a signal named `approval:<step>` whose payload is
 * the filled-in form.
 */
export const approvalNode = defineNode({
  type: 'flow.approval',
  version: 1,
  title: 'Approval',
  description: 'Waits until a person has decided, or until the decision is overdue.',
  category: 'flow',
  icon: 'user-check',
  keywords: ['human', 'review', 'decision', 'task', 'form'],
  input: z.object({
    title: z.string().optional().describe('What is to be decided').meta(shownAs('Question')),
    form: payloadSchema
      .optional()
      .describe('JSON Schema of what is filled in')
      .meta(shownAs('Form', { widget: 'json' })),
    assignees: z
      .array(z.string())
      .optional()
      .describe('Who may decide')
      .meta(shownAs('People', { widget: 'tags' })),
    due: durationField('Decide within').optional().describe('Then it goes on at "overdue"'),
    decidedBy: z
      .string()
      .optional()
      .describe('The field of the form that is true for "out" and false for "rejected"')
      .meta(shownAs('Field of the decision', { group: 'advanced', placeholder: 'approved' })),
  }),
  outputs: { out: z.unknown(), rejected: z.unknown(), overdue: z.strictObject({}) },
  run({ title, form, assignees, due }, ctx) {
    const dueMs = parseDuration(due);
    return ctx.wait({
      signal: approvalSignal(ctx.step),
      after: dueMs,
      about: {
        kind: 'approval',
        title,
        form,
        assignees,
        dueAt: dueMs === undefined ? undefined : ctx.now() + dueMs,
      },
    });
  },
  resume({ form, decidedBy }, wake, ctx) {
    if (wake.kind === 'timer') return ctx.to('overdue', {});
    const decision = checkPayload(
      wake.payload,
      form,
      `the decision on ${JSON.stringify(ctx.step)}`,
    );
    return ctx.to(isApproved(decision, decidedBy) ? 'out' : 'rejected', decision);
  },
});

/** The name of the signal that carries the decision on an approval, by the step's path. */
export function approvalSignal(step: string): string {
  return `approval:${step}`;
}

function isApproved(decision: unknown, decidedBy: string | undefined): boolean {
  if (decidedBy === undefined) return true;
  if (typeof decision !== 'object' || decision === null) return false;
  return Object.hasOwn(decision, decidedBy) && Reflect.get(decision, decidedBy) === true;
}

/** @throws {NodeError} `validation` when the payload is not what `schema` asks for. */
function checkPayload(
  payload: unknown,
  schema: z.output<typeof payloadSchema> | undefined,
  what: string,
): unknown {
  if (schema === undefined) return payload;
  const parsed = z.fromJSONSchema(schema).safeParse(payload);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const place = formatIssuePath(path.map((key) => (typeof key === 'number' ? key : String(key))));
    return place === '' ? message : `${place}: ${message}`;
  });
  throw new NodeError({
    category: 'validation',
    message: `The payload of ${what} is not what the workflow asks for: ${faults.join('; ')}`,
    details: { faults },
  });
}
