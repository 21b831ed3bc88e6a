import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const bench = fileURLToPath(new URL('..', import.meta.url));
const everything = "export * from '@flowgraft/core';";
const essentials = "export { createEngine, defineNode } from '@flowgraft/core';";

/** Minified and gzipped size of what a browser loads. zod is the host's own and stays out. */
export async function measureBundles({ report, note }) {
  await reportBundle(report, 'core.bundle.kB', everything);
  await reportBundle(report, 'core.bundle.createEngine.kB', essentials);
  for (const contents of [everything, essentials]) {
    note(`\nParts of \`${contents}\`, kB minified (share):`);
    for (const line of await partsOf(contents)) note(line);
  }
}

async function reportBundle(report, name, contents) {
  const { outputFiles } = await bundle(contents);
  const kB = gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000;
  report(name, new Map([['bundle', { median: kB, min: kB }]]), 'bundle');
}

/** By folder of the sources: the built package is one piece. */
async function partsOf(contents) {
  const { metafile } = await bundle(contents, { conditions: ['@flowgraft/source', 'module'] });
  const [{ inputs, bytes: total }] = Object.values(metafile.outputs);
  const parts = new Map();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = partOf(path);
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  return [...parts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([part, bytes]) => {
      const kB = (bytes / 1000).toFixed(1).padStart(7);
      return `${kB}  ${((bytes / total) * 100).toFixed(0).padStart(3)} %  ${part}`;
    });
}

function partOf(path) {
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return dependency ?? /core\/src\/([^/]+)(?=\/)/.exec(path)?.[1] ?? 'entry';
}

function bundle(contents, options = {}) {
  return build({
    stdin: { contents, resolveDir: bench },
    absWorkingDir: bench,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['zod'],
    logLevel: 'silent', // what fails is thrown
    ...options,
  });
}
