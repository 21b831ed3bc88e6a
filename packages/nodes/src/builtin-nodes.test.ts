import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { manifestOf, type AnyNodeType, type JsonSchema } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';

import { builtinNodes } from './builtin-nodes.js';
import * as data from './data/index.js';
import * as files from './files/index.js';
import * as flow from './flow/index.js';
import * as http from './http/index.js';

const families: Readonly<Record<string, Readonly<Record<string, AnyNodeType>>>> = {
  data,
  files,
  flow,
  http,
};
const eager = Object.values(families).flatMap((nodes) => Object.values(nodes));

const namesOf = (nodes: readonly { readonly type: string }[]): string[] =>
  nodes.map(({ type }) => type).toSorted();

describe('builtinNodes', () => {
  it('has every node that the families export, once', () => {
    expect(namesOf(builtinNodes)).toEqual(namesOf(eager));
    expect(new Set(namesOf(builtinNodes)).size).toBe(builtinNodes.length);
  });

  it.each(builtinNodes)('says of $type what its module defines', async (lazy) => {
    const node: AnyNodeType = await lazy.load();

    expect({
      type: lazy.type,
      version: lazy.version,
      needs: lazy.needs ?? [],
      ports: lazy.ports ?? ['out'],
    }).toEqual({
      type: node.type,
      version: node.version,
      needs: node.needs,
      ports: [...node.outputs.keys()],
    });
    expect(eager).toContain(node);
  });

  it.each(Object.entries(families))('puts every node of ./%s in its category', (family, nodes) => {
    for (const node of Object.values(nodes)) {
      expect([node.category, node.type.split('.')[0]]).toEqual([family, family]);
    }
  });

  it.each(eager)('describes every property of $type', (node) => {
    const { shape } = node.input as unknown as {
      readonly shape: Record<string, { description?: string }>;
    };

    const bare = Object.entries(shape).filter(([, { description }]) => !description);
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  it.each(eager)('gives every property of $type a title', (node) => {
    expect(untitledIn(manifestOf(node).input)).toEqual([]);
  });

  it('loads no node when it is imported', () => {
    const seen = reachedFrom(new URL('./index.ts', import.meta.url));

    expect(seen.map((url) => fileURLToPath(url).replace(/^.*\/src\//, ''))).toEqual([
      'index.ts',
      'builtin-nodes.ts',
    ]);
  });
});

/** Paths of the properties that a form would name by what the code calls them. */
function untitledIn(schema: JsonSchema, path = ''): string[] {
  if (typeof schema === 'boolean') return [];
  const { properties = {}, items = true, anyOf = [], oneOf = [] } = schema;
  const own = Object.entries(properties).flatMap(([name, property]) => {
    const isNamed =
      typeof property === 'object' && (property.title !== undefined || 'const' in property);
    return [...(isNamed ? [] : [`${path}${name}`]), ...untitledIn(property, `${path}${name}.`)];
  });
  const inner = [items, ...anyOf, ...oneOf].flatMap((one) => untitledIn(one, path));
  return [...own, ...inner];
}

const staticImport = /^(?:import|export)\s(?!type\b)[^;(]*?'(\.[^']+)'/gm;

/** The files of this package that an import of `entry` evaluates: those behind static imports. */
function reachedFrom(entry: URL): URL[] {
  const reached = new Map([[entry.href, entry]]);
  for (const url of reached.values()) {
    const source = readFileSync(url, 'utf8');
    for (const [, specifier = ''] of source.matchAll(staticImport)) {
      const next = new URL(specifier.replace(/\.js$/, '.ts'), url);
      reached.set(next.href, next);
    }
  }
  return [...reached.values()];
}
