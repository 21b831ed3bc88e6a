import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { sourceProgram } from './source-program.js';

const folder = fileURLToPath(new URL('../packages/core/src/workflow/', import.meta.url));

const prelude = `
import type { WorkflowBuilder } from './graph-builder.js';
import { chargeCard, fetchOrder, ship, triage } from './shop-nodes.fixture.js';
declare const w: WorkflowBuilder<{ readonly orderId: string }>;
const fetched = w.node('fetched', fetchOrder, { orderId: w.input.orderId });
const size = w.node('size', triage, { total: fetched.total });
`;

/** A mistake, and what the compiler must say; unions come in any order. */
const mistakes: readonly (readonly [code: string, ...fragments: string[]])[] = [
  [
    `w.node('a', fetchOrder, { orderId: fetched.total });`,
    `Type 'Ref<number>' is not assignable to type '`,
    `Type 'Ref<number>' is not assignable to type 'Bound<string>'.`,
    `Type 'number' is not assignable to type 'string'.`,
  ],
  [`w.node('a', fetchOrder, {});`, `Property 'orderId' is missing in type '{}' but required`],
  [`w.node('a', fetchOrder, { orderId: 'A', order: 'B' });`, `'order' does not exist in type`],
  [`fetched.totl;`, `Property 'totl' does not exist`, `Did you mean 'total'?`],
  [`size.huge;`, `Property 'huge' does not exist on type 'StepHandle<`],
  [
    `w.node('a', chargeCard, { amount: 1, currency: 'USD' });`,
    `Type '"USD"' is not assignable to type '`,
    '"GBP"',
    '"EUR"',
  ],
  [
    `w.node('a', fetchOrder, { orderId: w.expr('input.orderId') });`,
    `Type 'Bound<unknown>' is not assignable to type 'Bound<string>'.`,
  ],
  [
    `w.node('a', ship, { to: fetched.note, extra: 1 });`,
    `Type 'undefined' is not assignable to type 'string'.`,
  ],
  [
    `w.node('a', triage, { total: 1 }, { after: fetched.total });`,
    `Type 'Ref<number>' is not assignable to type 'After | undefined'.`,
  ],
];

const guide = readFileSync(new URL('../docs/guides/writing-workflows.md', import.meta.url), 'utf8');
const guideCode = [...guide.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code).join('');

const mistakesFile = `${folder}mistakes.ts`;
const guideFile = `${folder}guide.ts`;
const found = diagnose(
  new Map([
    [mistakesFile, `${prelude}${mistakes.map(([code]) => code).join('\n')}`],
    [guideFile, guideCode],
  ]),
);

describe('what the compiler says of a wrong workflow', () => {
  const first = prelude.split('\n').length - 1;
  for (const [index, [code, ...fragments]] of mistakes.entries()) {
    it(`is short and names the types: ${code}`, () => {
      const text = found.get(`${mistakesFile}:${first + index}`) ?? '';

      for (const fragment of fragments) expect(text).toContain(fragment);
      expect(text.split('\n').length).toBeLessThanOrEqual(8);
      expect(text.length).toBeLessThan(1000);
    });
  }
});

describe('the guide to writing workflows', () => {
  it('has code that compiles', () => {
    expect(guideCode).toContain('defineWorkflow(');
    expect([...found].filter(([place]) => place.startsWith(guideFile))).toEqual([]);
  });
});

/** What the compiler says of sources that are on no disk, by `path:line`, lines from 0. */
function diagnose(sources: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const program = sourceProgram(sources, folder, {});
  const messages = new Map<string, string>();
  for (const name of sources.keys()) {
    const file = program.getSourceFile(name);
    for (const { messageText, start = 0 } of program.getSemanticDiagnostics(file)) {
      const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
      messages.set(`${name}:${line}`, ts.flattenDiagnosticMessageText(messageText, '\n'));
    }
  }
  return messages;
}
