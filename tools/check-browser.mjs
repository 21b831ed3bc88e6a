// Bundles every entry that a page may load. A Node built-in anywhere below one, ours or a dependency's, fails; so does
// zod below those that an editor consists of.
import { isBuiltin } from 'node:module';
import { build } from 'esbuild';
import { browserEntries } from './package-entries.mjs';

/** Entries of the engine itself, whose schemas are zod's. */
const withZod = ['@flowgraft/core', '@flowgraft/core/testing'];

const refuse = (name) => ({
  name: 'refuse',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, importer }) => {
      const isZod = /^zod(\/|$)/.test(path) && !withZod.includes(name);
      if (!isZod && !isBuiltin(path)) return undefined;
      const why = isZod ? 'zod costs a page more than the rest' : 'it has to run in browsers';
      return { errors: [{ text: `${importer} imports "${path}": ${why}` }] };
    });
  },
});

for (const { name, source } of browserEntries) {
  await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    outdir: 'out', // of what is not written: a style sheet beside a script needs a folder
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@flowgraft/source'],
    plugins: [refuse(name)],
  });
  console.log(`ok    ${name} bundles for browsers`);
}
