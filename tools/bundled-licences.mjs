// Dependencies that a build bundled are handed on with it: their licences go into dist/THIRD-PARTY-LICENSES.txt.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/** Folders of the packages whose modules are among a bundle's inputs. */
function bundledFolders(metafile, cwd) {
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8'));
  const found = Object.keys(inputs).flatMap((input) => folder.exec(input)?.[0] ?? []);
  return [...new Set(found)].toSorted().map((path) => join(cwd, path));
}

function notice(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} ${version} is bundled but has no licence file`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}

for (const name of readdirSync(packages)) {
  const cwd = join(packages, name);
  const dist = join(cwd, 'dist');
  const metafile = join(dist, 'metafile-esm.json');
  if (!existsSync(metafile)) continue;
  const notices = bundledFolders(metafile, cwd).map(notice);
  writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));
  for (const format of ['esm', 'cjs']) rmSync(join(dist, `metafile-${format}.json`));
  console.log(`${name}: ${notices.length} bundled licences`);
}
