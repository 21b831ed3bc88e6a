import { expect, it } from 'vitest';

import { compileExpression } from './compiled-expression.js';
import { readReferences } from './read-references.js';
import { compileReference } from './reference.js';
import { compileTemplate } from './template.js';

const compilers = {
  reference: compileReference,
  expression: compileExpression,
  template: compileTemplate,
} as const;

it.each<[keyof typeof compilers, string]>([
  ['reference', 'nodes.fetch.output.items[0]'],
  ['reference', 'nodes["my-id"].output'],
  [
    'expression',
    'nodes.a.output.filter(i => i.n > input.min).map(Number).map(slug).map(Math.abs).length + Math.PI',
  ],
  ['expression', 'nodes[input.which].output ?? Object.keys(vars) ?? undefined'],
  ['expression', '({ nodes: nodes.a, [input.key]: `${nodes.b.output}` })'],
  ['template', 'Hello {{ input.name }}, \\{{ not }} {{ nodes.a.output.text }}!'],
])('reads from a %s what compiling it finds: %s', (kind, text) => {
  const { references } = compilers[kind](text);

  expect(references).not.toEqual([]);
  expect(readReferences(kind, text)).toEqual(references);
});

it.each<[keyof typeof compilers, string]>([
  ['reference', 'nodes.a.output + 1'],
  ['reference', 'Math.PI'],
  ['reference', 'nodes[input.which]'],
  ['expression', 'nodes.a.'],
  ['expression', 'nodes.a.output +'.repeat(5_000)],
  ['template', '{{ nodes.a.output'],
])('finds nothing in a %s that is not well formed', (kind, text) => {
  expect(readReferences(kind, text)).toEqual([]);
});
