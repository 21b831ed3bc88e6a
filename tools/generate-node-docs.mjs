// Writes docs/nodes.md from the manifests of the built-in node types, read from the sources with no build before.
//   node tools/generate-node-docs.mjs           writes the page
//   node tools/generate-node-docs.mjs --check   fails when the page is not what it would write
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { loadManifests } from './load-manifests.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs', 'nodes.md');

const families = {
  flow: 'Flow: where a run goes on. Loops, waits, approvals and sub-workflows are part of the engine itself.',
  data: 'Data: lists and objects, with no access to anything outside.',
  http: 'HTTP: calls to other systems.',
  files: 'Files: inside the one folder that the host opens, with `rootedFiles` for example.',
};

/** A schema in a few words: `text`, `list of number`, `"asc" or "desc"`. */
function typeOf(schema) {
  if (typeof schema !== 'object' || schema === null) return 'anything';
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ');
  if (schema.type === 'array') return listOf(schema);
  if (schema.type === 'object') return objectOf(schema);
  return words[schema.type] ?? 'anything';
}

const words = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true/false',
  null: 'null',
};

function listOf({ items }) {
  const item = typeOf(items);
  return item === 'anything' ? 'list' : `list of (${item})`.replace(/\((\w+(?: \w+)?)\)$/, '$1');
}

function objectOf({ properties, additionalProperties, required = [] }) {
  if (properties) {
    const names = Object.keys(properties).map((name) =>
      required.includes(name) ? name : `${name}?`,
    );
    return `object { ${names.join(', ')} }`;
  }
  const value = typeOf(additionalProperties);
  return value === 'anything' ? 'object' : `object of (${value})`.replace(/\((\w+)\)$/, '$1');
}

/** Text inside a cell of a Markdown table. */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const json = (value) => JSON.stringify(value);
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;

function inputRows({ properties = {}, required = [] }, prefix = '') {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const isRequired = required.includes(name) && !('default' in schema);
    const preset =
      'default' in schema ? `\`${json(schema.default)}\`` : isRequired ? 'required' : '';
    const own = row(`\`${prefix}${name}\``, typeOf(schema), preset, schema.description ?? '');
    return [own, ...inputRows(schema.items ?? {}, `${prefix}${name}[].`)];
  });
}

function outputRows(outputs) {
  return Object.entries(outputs)
    .filter(([port, schema]) => port !== 'error' && !schema.not)
    .flatMap(([port, schema]) => {
      const own = row(`\`${port}\``, typeOf(schema), schema.description ?? '');
      const parts = Object.entries(schema.properties ?? {}).map(([name, part]) =>
        row(`\`${port}.${name}\``, typeOf(part), part.description ?? ''),
      );
      return [own, ...parts];
    });
}

function outputLine({ output, port }) {
  return output === undefined
    ? []
    : [`Result on \`${port ?? 'out'}\`:`, '', '```json', json(output), '```', ''];
}

function section(manifest) {
  const { type, version, text, effect, needs, examples } = manifest;
  const outputs = outputRows(manifest.outputs);
  const shown = examples.filter(({ output }) => output !== undefined).slice(0, 2);
  return [
    `### ${text.title}`,
    '',
    `\`${type}\`, version ${version}, ${effect}${needs.length > 0 ? `, needs ${needs.join(' and ')}` : ''}`,
    '',
    text.description,
    '',
    '| Input | Type | Default | What it is |',
    '| --- | --- | --- | --- |',
    ...inputRows(manifest.input),
    '',
    ...(outputs.length > 0
      ? ['| Output | Type | What it is |', '| --- | --- | --- |', ...outputs, '']
      : ['It has no output: it always fails, on its `error` port where an edge leaves it.', '']),
    ...shown.flatMap((example) => [
      `Example: ${example.title ?? 'its input'}`,
      '',
      '```json',
      json(example.input),
      '```',
      '',
      ...outputLine(example),
    ]),
  ];
}

const intro = `# Built-in nodes

<!-- Written by tools/generate-node-docs.mjs from the node types themselves: change those, not this page. -->

\`@flowgraft/nodes\` holds the node types that most workflows need. \`builtinNodes\` is the list of all of them; each is loaded
when it is first used. \`@flowgraft/nodes/flow\`, \`/data\`, \`/http\` and \`/files\` export them one by one.

\`\`\`ts
import { createEngine } from '@flowgraft/core';
import { builtinNodes } from '@flowgraft/nodes';

const engine = createEngine({ nodes: [builtinNodes] });
\`\`\`

Every input can be a literal, a reference, an expression, a template or a secret. Every node also has the port \`error\`. Fields
of items are named by paths such as \`customer.address.city\`, \`lines[0].price\` or \`["a name.with dots"]\`.

A condition is \`true\` or \`false\`, a comparison such as \`{ "left": 5, "operator": "greaterThan", "right": 3 }\`, or
\`{ "all": [...] }\` or \`{ "any": [...] }\` of them, two levels deep. Its operators:`;

function operatorsOf(manifests) {
  const { input } = manifests.find(({ type }) => type === 'flow.if');
  const found = JSON.stringify(input).match(/"operator":\{[^}]*?"enum":(\[[^\]]*\])/);
  return JSON.parse(found[1])
    .map((name) => `\`${name}\``)
    .join(', ');
}

async function render() {
  const { builtIn: manifests } = await loadManifests();
  const parts = Object.entries(families).flatMap(([family, about]) => {
    const [title, ...rest] = about.split(': ');
    const nodes = manifests.filter(({ category }) => category === family);
    return [
      `## ${title}`,
      '',
      `${rest.join(': ').replace(/^./, (c) => c.toUpperCase())}`,
      '',
      ...nodes.flatMap(section),
    ];
  });
  const text = [intro, '', `${operatorsOf(manifests)}.`, '', ...parts].join('\n');
  return format(text, { ...(await resolveConfig(page)), parser: 'markdown' });
}

const text = await render();
if (!process.argv.includes('--check')) {
  writeFileSync(page, text);
} else if (!existsSync(page) || readFileSync(page, 'utf8') !== text) {
  console.error('docs/nodes.md is not up to date: run node tools/generate-node-docs.mjs');
  process.exit(1);
}
