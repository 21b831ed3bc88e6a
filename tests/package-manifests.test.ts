import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../packages/', import.meta.url);
const sourceCondition = '@flowgraft/source';

type Exports = Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;

interface Manifest {
  readonly exports: Exports;
  readonly publishConfig: { readonly exports: Exports };
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'));
}

const packages = readdirSync(root).map((folder) => ({
  folder,
  manifest: read(`${folder}/package.json`) as Manifest,
}));

function withoutSources(exports: Exports): unknown {
  const published = Object.entries(exports).map(([subpath, target]) => {
    if (typeof target === 'string') return [subpath, target];
    const { [sourceCondition]: _, ...conditions } = target;
    return [subpath, conditions];
  });
  return Object.fromEntries(published) as unknown;
}

it.each(packages)('packages/$folder publishes its exports without the sources', ({ manifest }) => {
  expect(manifest.publishConfig.exports).toEqual(withoutSources(manifest.exports));
});

it.each(packages)('the API docs of packages/$folder cover every entry', ({ folder, manifest }) => {
  const entries = Object.entries(manifest.exports)
    .filter(([subpath]) => !/\.(?:json|css)$/.test(subpath))
    .map(([, target]) => (typeof target === 'string' ? target : target[sourceCondition]));

  const { entryPoints } = read(`${folder}/typedoc.json`) as { readonly entryPoints: unknown };

  expect(entries.map((entry) => String(entry).replace('./', ''))).toEqual(entryPoints);
});
