// Bundles every entry of core for browsers. A Node built-in anywhere below it, ours or a dependency's, fails.
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';
import { coreEntries } from './core-entries.mjs';

const refuseBuiltins = {
  name: 'refuse-builtins',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, importer }) =>
      isBuiltin(path)
        ? { errors: [{ text: `${importer} imports "${path}": core runs in browsers` }] }
        : undefined,
    );
  },
};

for (const { name, source } of coreEntries) {
  await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@flowgraft/source'],
    plugins: [refuseBuiltins],
  });
  console.log(`ok    ${name} bundles for browsers`);
}
