// Minified and gzipped size of what a browser pays for, with a limit for each. zod is the host's own and stays out.
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { coreEntries } from './core-entries.mjs';

// A ratchet: what it is now. The goal for core is 45; docs/decisions/006-core-size.md says what stands in the way.
const LIMITS_KB = { '@flowgraft/core': 107, '@flowgraft/core/testing': 141 };

let exceeded = 0;
for (const { name, built } of coreEntries) {
  const limit = LIMITS_KB[name];
  if (limit === undefined) throw new Error(`tools/size.mjs has no limit for ${name}: add one`);
  const { outputFiles } = await build({
    entryPoints: [built],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['zod'],
  });
  const sizeKb = gzipSync(outputFiles[0].contents).length / 1000;
  if (sizeKb > limit) exceeded += 1;
  console.log(
    `${sizeKb > limit ? 'FAIL' : 'ok  '}  ${name} ${sizeKb.toFixed(1)} kB gzip (limit ${limit})`,
  );
}
process.exit(exceeded === 0 ? 0 : 1);
