import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = new URL('..', import.meta.url);

function parse(path: string): ts.SourceFile {
  const text = readFileSync(new URL(path, root), 'utf8');
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
}

function errorCodes(): readonly string[] {
  const file = parse('packages/core/src/model/error.ts');
  const catalogue = file.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === 'FlowgraftErrorDetails');
  return (catalogue?.members ?? []).map((member) => member.name?.getText(file) ?? '');
}

function issueCodes(): readonly string[] {
  const file = parse('packages/core/src/model/issue.ts');
  const union = file.statements
    .filter(ts.isTypeAliasDeclaration)
    .find(({ name }) => name.text === 'IssueCode')?.type;
  if (union === undefined || !ts.isUnionTypeNode(union)) return [];
  return union.types.map((type) => type.getText(file).replaceAll("'", ''));
}

/** The `### CODE` headings under one `## …` heading of docs/errors.md. */
function documentedCodes(section: string): readonly string[] {
  const page = readFileSync(new URL('docs/errors.md', root), 'utf8');
  const body = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? '';
  return [...body.matchAll(/^### (\w+)(?: \{#[\w-]+\})?$/gm)].map(([, code = '']) => code);
}

it.each([
  ['Error codes', errorCodes],
  ['Issue codes', issueCodes],
])('docs/errors.md has exactly one section per code under "%s"', (section, codes) => {
  const expected = codes();

  const documented = documentedCodes(section);

  expect(expected.length).toBeGreaterThan(10);
  expect(documented.toSorted()).toEqual(expected.toSorted());
});
