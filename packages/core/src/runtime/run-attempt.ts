/** The way of one attempt: secrets → input → validation → run → validation. Synchronous where it can be. */

import type * as z from 'zod';

import type { CompiledBinding, NodePlan } from '../graph/plan.js';
import { StateEnvironment } from '../kernel/binding-environment.js';
import type { RunState } from '../kernel/run-state.js';
import { defaultOutputPort } from '../model/document.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import { NodeError, type RunError } from '../model/run-error.js';
import { toRunError } from '../model/to-run-error.js';
import { assertStorable } from '../model/value-codec.js';
import type { AnyNodeType } from '../node/node-type.js';
import { portResult, waitResult, type PortResult, type WaitResult } from '../node/node-results.js';
import type { Attempt } from './attempt.js';
import { LeaseInDoubt } from './lease-in-doubt.js';
import type { Outcome } from './outcome.js';
import { isAsyncSchemaError } from './parse-input.js';

/** What a step runs: its node, or the node that compensates it. */
export interface Runnable {
  readonly nodeType: AnyNodeType;
  readonly input: CompiledBinding;
}

/** What an attempt is made in. */
export interface AttemptScene {
  readonly state: RunState;
  /** False when another worker may have taken the run: then nothing may begin. */
  readonly isHeld: () => boolean;
}

/** What an attempt at a node, or at undoing it, runs; `undefined` when this engine has no such node type. */
export function runnableOf(node: NodePlan, undo: boolean): Runnable | undefined {
  const plan = undo && node.compensate !== undefined ? node.compensate : node;
  return plan.nodeType === undefined ? undefined : (plan as Runnable);
}

/** Why a step of a run that is ended here without its node types cannot be made. */
export function missingType(
  { type, version }: Pick<NodePlan, 'type' | 'version'>,
  step: string,
): RunError {
  const message = `Step "${step}" was not made: this engine has no node type ${type}@${version}`;
  return { category: 'permanent', code: 'NODE_TYPE_NOT_FOUND', message };
}

/**
 * Makes the attempt. A failure is an outcome: it never throws, and rejects only with `LeaseInDoubt`, when the run
 * may have been taken while something was waited for before the node's own work.
 */
export function runAttempt(
  attempt: Attempt,
  scene: AttemptScene,
  runnable: Runnable,
): MaybePromise<Outcome> {
  try {
    const { secrets } = runnable.input;
    if (secrets.length === 0) return withInput(attempt, scene, runnable);
    attempt.hasWaited = true;
    return revealAll(attempt, secrets)
      .then(() => withInput(attempt, scene, runnable))
      .catch((thrown: unknown) => failed(attempt, thrown));
  } catch (thrown) {
    return failed(attempt, thrown);
  }
}

async function revealAll(attempt: Attempt, paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => attempt.reveal(path)));
}

function withInput(
  attempt: Attempt,
  scene: AttemptScene,
  runnable: Runnable,
): MaybePromise<Outcome> {
  const { scope, node, undo } = attempt.ref;
  const { nodeType, input } = runnable;
  const reader = undo ? undefined : node;
  const env = new StateEnvironment(scene.state, scope, reader, { secrets: attempt.revealed });
  const checked = check(nodeType.input, input.evaluate(env), 'input');
  if (!isPromise(checked)) return withChecked(attempt, scene, { nodeType, input: checked });
  attempt.hasWaited = true;
  return settleLater(
    attempt,
    checked.then((value) => withChecked(attempt, scene, { nodeType, input: value })),
  );
}

/** A node type with the input that it is called with. */
interface Call {
  readonly nodeType: AnyNodeType;
  readonly input: unknown;
}

function withChecked(
  attempt: Attempt,
  { isHeld }: AttemptScene,
  { nodeType, input }: Call,
): MaybePromise<Outcome> {
  if (attempt.hasWaited && !isHeld()) throw new LeaseInDoubt(attempt);
  const isCached = nodeType.cacheTtlMs !== undefined && attempt.revealed === undefined;
  if (!isCached) return call(attempt, nodeType, input);
  const { services, tenant } = attempt;
  return services.cache.through(nodeType, tenant, input, () => call(attempt, nodeType, input));
}

function call(attempt: Attempt, nodeType: AnyNodeType, checked: unknown): MaybePromise<Outcome> {
  const { wake } = attempt;
  const input = checked as never;
  const answer =
    wake === undefined || nodeType.resume === undefined
      ? nodeType.run(input, attempt)
      : nodeType.resume(input, wake, attempt);
  const outcome = isPromise(answer)
    ? answer.then((value) => withAnswer(attempt, nodeType, value))
    : withAnswer(attempt, nodeType, answer);
  return isPromise(outcome) ? settleLater(attempt, outcome) : outcome;
}

function settleLater(attempt: Attempt, outcome: Promise<Outcome>): Promise<Outcome> {
  return outcome.catch((thrown: unknown) => failed(attempt, thrown));
}

function withAnswer(
  attempt: Attempt,
  nodeType: AnyNodeType,
  answer: unknown,
): MaybePromise<Outcome> {
  if (typeof answer === 'object' && answer !== null) {
    if (portResult in answer) return withPorts(attempt, nodeType, (answer as PortResult).ports);
    if (waitResult in answer) return waiting(nodeType, answer as WaitResult);
  }
  return onOnePort(attempt, nodeType, defaultOutputPort, answer);
}

function waiting(nodeType: AnyNodeType, { wait }: WaitResult): Outcome {
  if (nodeType.resume !== undefined) {
    assertStorable(wait, 'ctx.wait');
    return { kind: 'waiting', wait };
  }
  throw new TypeError(`Node type "${nodeType.type}" returned ctx.wait but has no resume`);
}

function withPorts(
  attempt: Attempt,
  nodeType: AnyNodeType,
  ports: ReadonlyMap<string, unknown>,
): MaybePromise<Outcome> {
  const [first, ...others] = ports;
  if (first === undefined) throw new TypeError(`Node type "${nodeType.type}" took no output port`);
  if (others.length > 0) return onManyPorts(attempt, nodeType, ports);
  return onOnePort(attempt, nodeType, ...first);
}

function onOnePort(
  attempt: Attempt,
  nodeType: AnyNodeType,
  port: string,
  data: unknown,
): MaybePromise<Outcome> {
  const output = checkOutput(attempt, nodeType, port, data);
  return isPromise(output)
    ? output.then((value) => completed(port, value))
    : completed(port, output);
}

async function onManyPorts(
  attempt: Attempt,
  nodeType: AnyNodeType,
  ports: ReadonlyMap<string, unknown>,
): Promise<Outcome> {
  const outputs: Record<string, unknown> = {};
  for (const [port, data] of ports) {
    outputs[port] = await checkOutput(attempt, nodeType, port, data);
  }
  const [first = defaultOutputPort] = ports.keys();
  return completed(first, outputs[first], outputs);
}

function completed(
  port: string,
  output: unknown,
  outputs?: Readonly<Record<string, unknown>>,
): Outcome {
  return { kind: 'completed', result: { port, output, outputs, error: undefined } };
}

/** What goes out on a port: parsed, without secrets, and fit to be stored. */
function checkOutput(
  attempt: Attempt,
  nodeType: AnyNodeType,
  port: string,
  data: unknown,
): MaybePromise<unknown> {
  const schema = nodeType.outputs.get(port);
  if (schema === undefined) {
    throw new TypeError(`Node type "${nodeType.type}" has no output port "${port}"`);
  }
  const what = port === defaultOutputPort ? 'output' : `output "${port}"`;
  const checked = check(schema, data, what);
  if (isPromise(checked)) return checked.then((value) => storable(attempt, value, what));
  const isPlain = attempt.revealed === undefined && nodeType.plainPorts.has(port);
  return isPlain ? checked : storable(attempt, checked, what);
}

function storable(attempt: Attempt, value: unknown, what: string): unknown {
  const masked = attempt.mask(value);
  assertStorable(masked, what);
  return masked;
}

/** The value as the schema gives it. @throws {NodeError} of category `validation`. */
function check(schema: z.ZodType, value: unknown, what: string): MaybePromise<unknown> {
  let parsed: z.ZodSafeParseResult<unknown>;
  try {
    parsed = schema.safeParse(value);
  } catch (thrown) {
    if (!isAsyncSchemaError(thrown)) throw thrown;
    return schema.safeParseAsync(value).then((result) => dataOf(result, what));
  }
  return dataOf(parsed, what);
}

function dataOf(parsed: z.ZodSafeParseResult<unknown>, what: string): unknown {
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String),
    message,
  }));
  const lines = issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new NodeError({
    category: 'validation',
    code: what === 'input' ? 'STEP_INPUT' : 'STEP_OUTPUT',
    message: `The step's ${what} does not fit its schema: ${lines.join('; ')}`,
    details: { issues },
  });
}

function failed(attempt: Attempt, thrown: unknown): Outcome {
  if (thrown instanceof LeaseInDoubt) throw thrown;
  return { kind: 'failed', error: attempt.mask(toRunError(thrown)) };
}
