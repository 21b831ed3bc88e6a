import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['postgres', 'redis', 'bullmq', 'sqlite', 'files'].map((name) => `src/${name}/index.ts`),
  format: ['esm', 'cjs'],
  dts: false, // `tsc -b` and tools/emit-dts.mjs make the declarations, several times faster
  noExternal: ['p-retry'], // ESM only: bundled, so that CommonJS hosts can load us anywhere
  metafile: true, // tools/bundled-licences.mjs reads from it what was bundled
  splitting: true, // else each CommonJS entry holds its own copy of shared code
  clean: true,
  sourcemap: true,
  target: 'node20',
});
