import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

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
  const base = `${root}tsconfig.base.json`;
  const { config } = ts.readConfigFile(base, (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(
    { ...config, files: [...sources.keys()] },
    ts.sys,
    root,
  );
  const settings = {
    ...options,
    noEmit: true,
    composite: false,
    noUnusedLocals: false, // a page may stop where the reader goes on
    types: ['node'],
  };
  const host = ts.createCompilerHost(settings);
  const fileExists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const source = sources.get(name);
    return source === undefined
      ? getSourceFile(name, ...rest)
      : ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  };
  const program = ts.createProgram([...sources.keys()], settings, host);
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
