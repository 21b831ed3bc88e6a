import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/{index,bin}.ts'],
  format: ['esm'],
  dts: false, // `tsc -b` and tools/emit-dts.mjs make the declarations, several times faster
  splitting: true,
  clean: true,
  sourcemap: true,
  target: 'node20',
});
