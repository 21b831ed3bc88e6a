import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/browser.ts', 'src/document.ts', 'src/testing/index.ts'],
  format: ['esm', 'cjs'],
  dts: false, // `tsc -b` and tools/emit-dts.mjs make the declarations, several times faster
  splitting: true, // else each CommonJS entry holds its own copy of shared code
  // @noble/hashes is ESM only: bundled, CommonJS hosts can load us anywhere. The other two are many small files
  // that would cost more to load than all of ours; the OpenTelemetry API finds its registered SDK through a global.
  noExternal: ['@noble/hashes', '@opentelemetry/api', 'eventemitter3'],
  esbuildOptions(options) {
    options.conditions = ['module']; // of the OpenTelemetry API: so that only what we use of it is carried
  },
  metafile: true, // tools/bundled-licences.mjs reads from it what was bundled
  clean: true,
  sourcemap: true,
  target: 'node20',
});
