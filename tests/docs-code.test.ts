import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { sourceProgram } from './source-program.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const pages = [
  'README.md',
  ...['core', 'nodes', 'adapters'].map((name) => `packages/${name}/README.md`),
  ...readdirSync(`${root}docs/guides`)
    .filter((name) => name.endsWith('.md') && name !== 'writing-workflows.md')
    .map((name) => `docs/guides/${name}`),
];

/** Each block is a module of its own, beside this file so that it resolves what a host would install. */
const blocks = new Map(
  pages.flatMap((page) =>
    [...readFileSync(`${root}${page}`, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(
      ([, code], index) =>
        [`${root}tests/${page.replaceAll(/\W/g, '-')}-${index + 1}.ts`, code ?? ''] as const,
    ),
  ),
);

const found = diagnose(blocks);

describe('code in the documentation', () => {
  it.each([...blocks.keys()].map((name) => [name.slice(root.length)]))('%s compiles', (name) => {
    expect(found.get(`${root}${name}`)).toEqual([]);
  });
});

function diagnose(sources: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const program = sourceProgram(sources, root, {
    composite: false,
    noUnusedLocals: false, // a page may stop where the reader goes on
    types: ['node'],
  });
  return new Map(
    [...sources.keys()].map((name) => {
      const file = program.getSourceFile(name);
      const faults = [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ];
      return [
        name,
        faults.map((fault) => ts.flattenDiagnosticMessageText(fault.messageText, '\n')),
      ];
    }),
  );
}
