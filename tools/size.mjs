// Minified and gzipped size of what a page pays for, with a limit for each entry. Counted is what the entry loads at
// once; parts that it loads later are listed beside. zod and React are the host's own and stay out.
import { relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { browserEntries } from './package-entries.mjs';

// For core a ratchet: what it is now. Its goal is 45; docs/decisions/006-core-size.md says what stands in the way.
const LIMITS_KB = {
  '@flowgraft/core': 111,
  '@flowgraft/core/testing': 146,
  '@flowgraft/core/browser': 39,
  '@flowgraft/core/document': 12,
  '@flowgraft/react': 170,
  '@flowgraft/react/viewer': 90,
  '@flowgraft/react/headless': 60,
  '@flowgraft/react/languages/fr': 15,
  '@flowgraft/react/languages/ar': 15,
  '@flowgraft/server/client': 5,
};
/** Parts loaded later that are too small to be listed. */
const SMALLEST_LISTED_KB = 1;

/** Builds an entry as a host's bundler does and measures each file that it gives. */
async function bundle(entry) {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    splitting: true,
    metafile: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8', // as Vite and webpack write: letters, not escapes
    external: ['zod', 'react', 'react-dom'],
    logOverride: { 'ignored-bare-import': 'silent' }, // chunks without side effects that an entry names for their order
  });
  const sizes = outputFiles.map(({ path, contents }) => [
    relative(process.cwd(), path),
    gzipSync(contents).length / 1000,
  ]);
  return { outputs: metafile.outputs, sizesKb: new Map(sizes) };
}

/** Files that are loaded with `file`, itself included. */
function loadedWith(file, outputs, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const { path, kind, external } of outputs[file].imports) {
    if (kind === 'import-statement' && !external) loadedWith(path, outputs, found);
  }
  return found;
}

/** `{ atOnceKb: 88.1, later: [['elk', 440.2]] }` */
async function measure(entry) {
  const { outputs, sizesKb } = await bundle(entry);
  const first = Object.keys(outputs).find((file) =>
    outputs[file].entryPoint?.endsWith(relative(process.cwd(), entry)),
  );
  const atOnce = loadedWith(first, outputs);
  const later = Object.keys(outputs).filter((file) => file.endsWith('.js') && !atOnce.has(file));
  const sum = (files) => files.reduce((total, file) => total + sizesKb.get(file), 0);
  return {
    atOnceKb: sum([...atOnce]),
    later: later.map((file) => [nameOf(outputs[file]), sizesKb.get(file)]),
  };
}

/** A chunk's name: that of the module it was split off for, else of its largest one. */
function nameOf({ entryPoint, inputs }) {
  const largest = Object.entries(inputs).toSorted(
    ([, a], [, b]) => b.bytesInOutput - a.bytesInOutput,
  )[0]?.[0];
  const path = entryPoint ?? largest ?? 'shared';
  return path.replace(/^.*node_modules\//, '').replace(/^.*\/dist\//, '');
}

let exceeded = 0;
for (const { name, built } of browserEntries) {
  const limit = LIMITS_KB[name];
  if (limit === undefined) throw new Error(`tools/size.mjs has no limit for ${name}: add one`);
  const { atOnceKb, later } = await measure(built);
  if (atOnceKb > limit) exceeded += 1;
  console.log(
    `${atOnceKb > limit ? 'FAIL' : 'ok  '}  ${name} ${atOnceKb.toFixed(1)} kB gzip (limit ${limit})`,
  );
  for (const [part, sizeKb] of later.toSorted(([, a], [, b]) => b - a)) {
    if (sizeKb >= SMALLEST_LISTED_KB) console.log(`        later ${part} ${sizeKb.toFixed(1)} kB`);
  }
}
process.exit(exceeded === 0 ? 0 : 1);
