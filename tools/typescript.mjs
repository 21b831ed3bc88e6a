// Lets Node run the workspace's TypeScript, with no build and the module system as it is:
//   node --import ./tools/typescript.mjs --conditions=@flowgraft/source examples/quickstart/src/main.ts
// Module hooks: https://nodejs.org/api/module.html#customization-hooks
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { transform } from 'esbuild';

// Node runs hooks in a thread of their own, which loads this file a second time.
if (isMainThread) register(import.meta.url);

/** Relative imports end in `.js` in our sources, where the file is `.ts`. */
export async function resolve(specifier, context, next) {
  if (!/^\.{1,2}\/.*\.js$/.test(specifier) || !context.parentURL?.endsWith('.ts')) {
    return next(specifier, context);
  }
  return next(specifier.replace(/\.js$/, '.ts'), context);
}

export async function load(url, context, next) {
  if (!/^file:.*\.ts$/.test(url)) return next(url, context);
  const source = await readFile(fileURLToPath(url), 'utf8');
  const { code } = await transform(source, {
    loader: 'ts',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcefile: fileURLToPath(url),
  });
  return { format: 'module', source: code, shortCircuit: true };
}
