import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/flow/index.ts',
    'src/data/index.ts',
    'src/http/index.ts',
    'src/files/index.ts',
    'src/languages/fr.ts',
    'src/languages/ar.ts',
  ],
  format: ['esm', 'cjs'],
  dts: false, // `tsc -b` and tools/emit-dts.mjs make the declarations, several times faster
  splitting: true, // else each CommonJS entry holds its own copy of shared code
  clean: true,
  sourcemap: true,
  target: 'node20',
});
