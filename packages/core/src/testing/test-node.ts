/** The contract of a node type: its examples hold, without a network. */

import { isNodeError } from '../model/run-error.js';
import { manifestOf } from '../node/manifest.js';
import type { AnyNodeType, NodeExample } from '../node/node-type.js';
import { check, ContractViolation } from './assert.js';
import type { ContractCase } from './contract-case.js';
import { checkRefusesRubbish } from './rubbish-input.js';
import {
  outsideOf,
  parseInput,
  runExample,
  startNode,
  type ExampleOutcome,
} from './run-example.js';
import { isSameValue } from './same-value.js';
import { survivesStorage } from './stored-value.js';
import { createTestContext, type TestContextOptions } from './test-context.js';
import { settlesWithin } from './turns.js';

export interface TestNodeOptions {
  /** Turns of the event loop that an aborted `run` may take to reject; 1000 (some milliseconds) when absent. */
  readonly abortTurns?: number | undefined;
}

/**
 * The rules that every node type keeps, as cases for any test runner. They run the node's own examples: nothing
 * leaves the process, and a request that an example does not answer fails its case by name.
 *
 * @returns N1 to N3 once; N4 to N9 for each example, those for pure nodes only where they apply.
 * @example
 * it.each(testNode(fetchOrder))('$rule $title', ({ run }) => run());
 */
export function testNode(
  node: AnyNodeType,
  options: TestNodeOptions = {},
): readonly ContractCase[] {
  return [
    contractCase(
      'N1',
      'has a manifest of plain JSON with a title, description, category and icon',
      () => checkManifest(node),
    ),
    contractCase('N2', 'has an example for every output port', () => checkPortsShown(node)),
    contractCase('N3', 'refuses an input that is no object or has a value of the wrong type', () =>
      checkRefusesRubbish(node),
    ),
    ...node.examples.flatMap((example, index) =>
      exampleCases(node, example, { index, ...options }),
    ),
  ];
}

interface ExampleOptions extends TestNodeOptions {
  readonly index: number;
}

function exampleCases(
  node: AnyNodeType,
  example: NodeExample,
  { index, abortTurns = 1_000 }: ExampleOptions,
): ContractCase[] {
  const name = `example ${index + 1}${example.title === undefined ? '' : ` "${example.title}"`}`;
  const cases = [
    contractCase('N4', `${name}: the input is accepted`, () => checkInput(node, example)),
    contractCase('N5', `${name}: gives what it says`, () => checkOutcome(node, example)),
    contractCase('N6', `${name}: the output can be stored and read back`, () =>
      checkStorable(node, example),
    ),
    contractCase('N7', `${name}: stops at once when it is aborted`, () =>
      checkAborts(node, example, abortTurns),
    ),
  ];
  if (node.effect !== 'pure') return cases;
  return [
    ...cases,
    contractCase('N8', `${name}: gives the same again`, () => checkRepeatable(node, example)),
    contractCase('N9', `${name}: touches nothing outside`, () =>
      checkTouchesNothing(node, example),
    ),
  ];
}

function contractCase(
  rule: string,
  title: string,
  check: () => void | Promise<void>,
): ContractCase {
  return { rule, title, run: async () => check() };
}

function checkManifest(node: AnyNodeType): void {
  const manifest = manifestOf(node);
  const copy: unknown = JSON.parse(JSON.stringify(manifest));
  check(isSameValue(copy, manifest), `the manifest of ${node.type} is not plain JSON`);
  const { text, category, icon } = manifest;
  for (const [key, value] of Object.entries({ ...text, category, icon })) {
    check(isText(value), `${node.type} has no ${key}`);
  }
  check(category !== 'other', `${node.type} has no category`);
}

function checkPortsShown(node: AnyNodeType): void {
  check(node.examples.length > 0, `${node.type} has no example`);
  const shown = new Set(
    node.examples.filter(({ error }) => error === undefined).map(({ port }) => port ?? 'out'),
  );
  for (const [port, schema] of node.outputs) {
    // A node that only ever fails declares `z.never()`: no example can take that port.
    const isNever = schema._zod.def.type === 'never';
    check(isNever || shown.has(port), `${node.type} has no example that takes port "${port}"`);
  }
  for (const port of shown) {
    const isKnown = node.outputs.has(port);
    check(isKnown, `an example of ${node.type} takes port "${port}", which it does not have`);
  }
}

async function checkInput(node: AnyNodeType, example: NodeExample): Promise<void> {
  const parsed = await node.input.safeParseAsync(example.input);
  check(parsed.success, `${node.type} refuses the example's input: ${parsed.error?.message}`);
}

async function checkOutcome(node: AnyNodeType, example: NodeExample): Promise<void> {
  const { outcome, context } = await runExample(node, example);
  const [unexpected] = context.unexpectedRequests;
  check(
    unexpected === undefined,
    `${node.type} made a request that its example does not answer: ${unexpected}`,
  );
  if (example.error !== undefined) {
    checkError(node, outcome, example.error);
    return;
  }
  if (outcome.kind === 'failed') throw outcome.error;
  if (outcome.kind === 'waiting') {
    check(example.output === undefined, `${node.type} waits; the example expects an output`);
    return;
  }
  const port = example.port ?? 'out';
  const ports = await parsePorts(node, outcome.ports);
  check(
    ports.has(port),
    `expected ${node.type} to take port "${port}", it took ${[...ports.keys()].join(', ')}`,
  );
  const data = ports.get(port);
  const isExpected = !('output' in example) || isSameValue(data, example.output);
  check(isExpected, `expected ${show(example.output)} on port "${port}", got ${show(data)}`);
}

/** Every port's data as its schema gives it. */
async function parsePorts(
  node: AnyNodeType,
  ports: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, unknown>> {
  const parsed = new Map<string, unknown>();
  for (const [port, data] of ports) {
    const schema = node.outputs.get(port);
    if (schema === undefined)
      throw new ContractViolation(`${node.type} took port "${port}", which it does not have`);
    const result = await schema.safeParseAsync(data);
    check(
      result.success,
      `${node.type} gave on port "${port}" what its schema refuses: ${result.error?.message}`,
    );
    parsed.set(port, result.data);
  }
  return parsed;
}

function checkError(
  node: AnyNodeType,
  outcome: ExampleOutcome,
  expected: NonNullable<NodeExample['error']>,
): void {
  if (outcome.kind !== 'failed') {
    throw new ContractViolation(
      `expected ${node.type} to fail with category ${expected.category}; it did not`,
    );
  }
  const { error } = outcome;
  const category = isNodeError(error) ? error.category : 'unknown';
  const message = error instanceof Error ? error.message : String(error);
  check(
    category === expected.category,
    `expected an error of category ${expected.category}, got ${category}: ${message}`,
  );
  const { message: wanted = '' } = expected;
  const isSaid = typeof wanted === 'string' ? message.includes(wanted) : wanted.test(message);
  check(isSaid, `expected an error that says ${String(wanted)}, got: ${message}`);
}

async function checkStorable(node: AnyNodeType, example: NodeExample): Promise<void> {
  const { outcome } = await runExample(node, example);
  if (outcome.kind !== 'ports') return;
  for (const [port, data] of await parsePorts(node, outcome.ports)) {
    check(
      survivesStorage(data),
      `what ${node.type} gives on port "${port}" changes when it is stored`,
    );
  }
}

async function checkRepeatable(node: AnyNodeType, example: NodeExample): Promise<void> {
  const before = structuredClone(example.input);
  const first = await runExample(node, example, { seed: 1 });
  check(isSameValue(example.input, before), `${node.type} changed its input`);
  const second = await runExample(node, example, { seed: 2 });
  check(
    isSameOutcome(first.outcome, second.outcome),
    `${node.type} is declared pure and gave two results for one input`,
  );
}

function isSameOutcome(first: ExampleOutcome, second: ExampleOutcome): boolean {
  if (first.kind === 'ports' && second.kind === 'ports')
    return isSameValue(first.ports, second.ports);
  if (first.kind === 'failed' && second.kind === 'failed') {
    return String(first.error) === String(second.error);
  }
  return first.kind === second.kind;
}

async function checkTouchesNothing(node: AnyNodeType, example: NodeExample): Promise<void> {
  const { context } = await runExample(node, example);
  const touched = context.touched();
  check(touched.length === 0, `${node.type} is declared pure and used ${touched.join(', ')}`);
}

async function checkAborts(node: AnyNodeType, example: NodeExample, turns: number): Promise<void> {
  await runExample(node, example); // loads what the node loads lazily, which counts as no delay
  for (const behaviour of ['silent', 'stalled'] as const) {
    await checkAbortsWhile(node, example, { behaviour, turns });
  }
}

/** Turns that a run gets to reach the point where it waits for the outside. */
const turnsBeforeAbort = 20;

async function checkAbortsWhile(
  node: AnyNodeType,
  example: NodeExample,
  { behaviour, turns }: { behaviour: TestContextOptions['behaviour']; turns: number },
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const { ctx } = createTestContext({ ...outsideOf(example), signal, behaviour });
  const running = startNode(node, await parseInput(node, example), ctx);
  if (await settlesWithin(running, turnsBeforeAbort)) return;
  controller.abort(new DOMException('The attempt was aborted', 'AbortError'));
  const isSettled = await settlesWithin(running, turns);
  check(isSettled, `${node.type} was aborted and is still running`);
  const isAnswered = await running.then(
    () => true,
    () => false,
  );
  check(!isAnswered, `${node.type} was aborted and gave a result all the same`);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function show(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
