// The sources as programs that Node runs: the worker, and the engine of the controller.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** @returns `worker`: a program's path; `engine`: a module's URL. */
export async function bundlePrograms(folder) {
  await build({
    entryPoints: { worker: here('worker-program.mjs'), engine: here('open-engine.mjs') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@flowgraft/source'],
    // The drivers belong to the adapters, which bring none themselves.
    nodePaths: [here('../../packages/adapters/node_modules')],
    external: ['pg-native', 'libsql', 'cloudflare:sockets'],
    // What the drivers require is there in a module, too.
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
    },
    logLevel: 'warning',
  });
  return {
    worker: join(folder, 'worker.mjs'),
    engine: pathToFileURL(join(folder, 'engine.mjs')).href,
  };
}
