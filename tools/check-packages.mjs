// Packs every package, lints the tarballs (publint, attw), installs them into an empty project as a host would, and
// there imports, requires and type-checks every entry point. React is there as in a host that draws with it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'flowgraft-packages-'));
const bin = (name) => join(root, 'node_modules', '.bin', name);
let failures = 0;

function run(command, args, cwd) {
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function step(name, action) {
  try {
    action();
    console.log(`ok    ${name}`);
  } catch (error) {
    failures += 1;
    console.error(`FAIL  ${name}\n${error.stdout ?? ''}${error.stderr ?? error.stack}`);
  }
}

function readPackage(folder) {
  const dir = join(root, 'packages', folder);
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const tarball = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
  const published = Object.entries(manifest.publishConfig.exports);
  const entries = published
    .filter(([subpath]) => !/\.(json|css)$/.test(subpath))
    .map(([subpath, target]) => ({
      id: manifest.name + subpath.slice(1),
      isDual: 'require' in target,
    }));
  const styles = published.map(([subpath]) => subpath).filter((path) => path.endsWith('.css'));
  return { dir, name: manifest.name, tarball: join(scratch, tarball), entries, styles };
}

function packAndLint({ dir, name, tarball, entries, styles }) {
  // Node 10 resolution cannot see subpaths at all; a package without CommonJS says so to attw.
  const profile = entries.some(({ isDual }) => isDual) ? 'node16' : 'esm-only';
  step(`${name}: pack`, () => run(bin('pnpm'), ['pack', '--pack-destination', scratch], dir));
  step(`${name}: publint`, () => run(bin('publint'), ['run', tarball, '--strict'], dir));
  const untyped = styles.flatMap((path) => ['--exclude-entrypoints', path.slice('./'.length)]);
  step(`${name}: attw`, () => run(bin('attw'), [tarball, '--profile', profile, ...untyped], dir));
}

/** A style sheet has to serve a `<link>` too, which resolves no packages. */
function readStyles(host, name, subpath) {
  step(`read ${name}${subpath.slice(1)}`, () => {
    const { resolve } = createRequire(join(host, 'package.json'));
    const text = readFileSync(resolve(name + subpath.slice(1)), 'utf8');
    if (!text.includes('{')) throw new Error('it has no rules');
    const left = /@import[^;]*/.exec(text);
    if (left !== null) throw new Error(`it still has ${left[0]}`);
  });
}

function loadEverywhere(host, { id, isDual }) {
  const load = (...args) => run(process.execPath, args, host);
  const demand = `if (Object.keys(entry).length === 0) throw new Error('no exports')`;
  step(`import ${id}`, () =>
    load('--input-type=module', '-e', `const entry = await import('${id}'); ${demand}`),
  );
  if (isDual) step(`require ${id}`, () => load('-e', `const entry = require('${id}'); ${demand}`));
}

/** The declarations as hosts see them, from an ES module and from CommonJS, whether they check their libraries or not. */
function compileAgainst(host, entries) {
  const importAll = (list) =>
    list.map(({ id }, index) => `import * as m${index} from '${id}'; void m${index};`).join('\n');
  writeFileSync(join(host, 'host.mts'), importAll(entries));
  writeFileSync(join(host, 'host.cts'), importAll(entries.filter(({ isDual }) => isDual)));
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
  const libraries = ['--lib', 'es2023,dom,dom.iterable', '--types', 'node', '--jsx', 'react-jsx'];
  for (const skip of ['false', 'true']) {
    const args = [...options, ...libraries, '--skipLibCheck', skip, 'host.mts', 'host.cts'];
    step(`types compile in a host, skipLibCheck ${skip}`, () => run(bin('tsc'), args, host));
  }
}

/** What a host brings, in the versions that this workspace is built with. */
function brought() {
  const versionOf = (name) =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;
  return ['@types/node', '@types/react', '@types/react-dom', 'react', 'react-dom'].map(
    (name) => `${name}@${versionOf(name)}`,
  );
}

const packages = readdirSync(join(root, 'packages')).map(readPackage);
for (const each of packages) packAndLint(each);

const host = join(scratch, 'host');
mkdirSync(host);
writeFileSync(join(host, 'package.json'), JSON.stringify({ name: 'host', private: true }));
step('install the tarballs', () =>
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', ...brought(), ...packages.map(({ tarball }) => tarball)],
    host,
  ),
);
for (const { name, entries, styles } of packages) {
  for (const entry of entries) loadEverywhere(host, entry);
  for (const subpath of styles) readStyles(host, name, subpath);
}
compileAgainst(
  host,
  packages.flatMap(({ entries }) => entries),
);

rmSync(scratch, { recursive: true });
process.exit(failures === 0 ? 0 : 1);
