import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The modules that a page loads at once with an entry of the React package, and those that it loads later. */
async function modulesOf(
  entry: string,
): Promise<{ readonly first: string; readonly later: string }> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`packages/react/src/${entry}.ts`],
    bundle: true,
    splitting: true,
    treeShaking: true,
    metafile: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    platform: 'browser',
    conditions: ['@flowgraft/source'],
    external: ['react', 'react-dom'],
    logLevel: 'error',
  });
  const { outputs } = metafile;
  const [start = ''] = Object.keys(outputs).filter((file) =>
    outputs[file]?.entryPoint?.endsWith(`/src/${entry}.ts`),
  );
  const atOnce = loadedWith(start, outputs);
  const modules = (isFirst: boolean): string =>
    Object.entries(outputs)
      .filter(([file]) => atOnce.has(file) === isFirst)
      .flatMap(([, { inputs }]) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([module]) => module)
      .toSorted()
      .join('\n');
  return { first: modules(true), later: modules(false) };
}

function loadedWith(
  file: string,
  outputs: Metafile['outputs'],
  found = new Set<string>(),
): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const { path, kind, external } of outputs[file]?.imports ?? [])
    if (kind === 'import-statement' && external !== true) loadedWith(path, outputs, found);
  return found;
}

/** What no page pays for before somebody wants it. */
const parts = {
  'the code editor': /\/@(?:codemirror|lezer)\//,
  layout: /\/dagre\/|react\/src\/layout\/auto-layout/,
  'checking a document': /core\/src\/graph\/validate-/,
  'evaluating an expression': /core\/src\/expression\/(?:compile|functions|infer|catalogue)/,
  'forms of settings': /react\/src\/forms\/field-view|react\/src\/panels\/inspector-node/,
  'the screen of a run': /react\/src\/run-view\/(?:run-screen|run-bar|run-timeline|json-tree)/,
  'long lists': /\/@tanstack\//,
} as const;

function partsIn(modules: string): readonly string[] {
  return Object.entries(parts).flatMap(([part, some]) => (some.test(modules) ? [part] : []));
}

it('the editor loads its large parts later', async () => {
  const { first, later } = await modulesOf('index');

  expect(first).toContain('react/src/canvas/workflow-canvas.tsx');
  expect(partsIn(first)).toEqual([]);
  expect(partsIn(later)).toEqual(Object.keys(parts));
});

it('hooks without components draw nothing, and check and evaluate later', async () => {
  const { first } = await modulesOf('headless');

  expect(first).toContain('react/src/editor/document-store.ts');
  expect(first).not.toMatch(/\/@xyflow\/|react\/src\/canvas\//);
  expect(partsIn(first)).toEqual([]);
});

it('the viewer is a canvas and no more', async () => {
  const { first } = await modulesOf('viewer');

  expect(first).toContain('/@xyflow/');
  expect(first).not.toMatch(/react\/src\/(?:shell|forms|expression|run-view)\//);
  expect(first).not.toMatch(/react\/src\/editor\/commands\/|core\/src\/expression\//);
});
