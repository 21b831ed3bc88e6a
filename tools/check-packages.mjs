// Packs every package, lints the tarballs (publint, attw), installs them into an empty project as a host would, and
// there imports, requires and type-checks every entry point.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
  const entries = Object.entries(manifest.publishConfig.exports)
    .filter(([subpath]) => !subpath.endsWith('.json'))
    .map(([subpath, target]) => ({
      id: manifest.name + subpath.slice(1),
      isDual: 'require' in target,
    }));
  return { dir, name: manifest.name, tarball: join(scratch, tarball), entries };
}

function packAndLint({ dir, name, tarball, entries }) {
  // Node 10 resolution cannot see subpaths at all; a package without CommonJS says so to attw.
  const profile = entries.some(({ isDual }) => isDual) ? 'node16' : 'esm-only';
  step(`${name}: pack`, () => run(bin('pnpm'), ['pack', '--pack-destination', scratch], dir));
  step(`${name}: publint`, () => run(bin('publint'), ['run', tarball, '--strict'], dir));
  step(`${name}: attw`, () => run(bin('attw'), [tarball, '--profile', profile], dir));
}

function loadEverywhere(host, { id, isDual }) {
  const load = (...args) => run(process.execPath, args, host);
  const demand = `if (Object.keys(entry).length === 0) throw new Error('no exports')`;
  step(`import ${id}`, () =>
    load('--input-type=module', '-e', `const entry = await import('${id}'); ${demand}`),
  );
  if (isDual) step(`require ${id}`, () => load('-e', `const entry = require('${id}'); ${demand}`));
}

/** The declarations as a host sees them that checks its libraries too, from an ES module and from CommonJS. */
function compileAgainst(host, entries) {
  const importAll = (list) =>
    list.map(({ id }, index) => `import * as m${index} from '${id}'; void m${index};`).join('\n');
  writeFileSync(join(host, 'host.mts'), importAll(entries));
  writeFileSync(join(host, 'host.cts'), importAll(entries.filter(({ isDual }) => isDual)));
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];
  const libraries = ['--lib', 'es2023,dom', '--types', 'node', '--skipLibCheck', 'false'];
  step('types compile in a host without skipLibCheck', () =>
    run(bin('tsc'), [...options, ...libraries, 'host.mts', 'host.cts'], host),
  );
}

const packages = readdirSync(join(root, 'packages')).map(readPackage);
for (const each of packages) packAndLint(each);

const host = join(scratch, 'host');
mkdirSync(host);
writeFileSync(join(host, 'package.json'), JSON.stringify({ name: 'host', private: true }));
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const typesNode = `@types/node@${devDependencies['@types/node']}`;
step('install the tarballs', () =>
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', typesNode, ...packages.map(({ tarball }) => tarball)],
    host,
  ),
);
for (const each of packages) for (const entry of each.entries) loadEverywhere(host, entry);
compileAgainst(
  host,
  packages.flatMap(({ entries }) => entries),
);

rmSync(scratch, { recursive: true });
process.exit(failures === 0 ? 0 : 1);
