import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/viewer.ts',
    'src/headless.ts',
    'src/language/fr.ts',
    'src/language/ar.ts',
    'src/styles.css',
  ],
  format: ['esm', 'cjs'],
  noExternal: [/\.css$/], // so that one style sheet is all that a host includes
  dts: false, // `tsc -b` and tools/emit-dts.mjs make the declarations, several times faster
  metafile: true, // tools/bundled-licences.mjs reads from it what was bundled
  splitting: true, // shared code once, and lazily loaded parts in files of their own
  clean: true,
  sourcemap: true,
  target: 'es2022',
  platform: 'browser',
  esbuildOptions(options) {
    options.charset = 'utf8'; // French and Arabic as they are written, not as escapes three times as long
  },
});
