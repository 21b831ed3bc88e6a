import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/client/index.ts'],
  format: ['esm', 'cjs'],
  dts: false, // `tsc -b` and tools/emit-dts.mjs make the declarations, several times faster
  metafile: true, // tools/bundled-licences.mjs reads from it what was bundled
  splitting: true, // else each CommonJS entry holds its own copy of shared code
  clean: true,
  sourcemap: true,
  target: 'node20',
});
