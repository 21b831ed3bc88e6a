import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folderOf = (set) => fileURLToPath(new URL(`../peers/${set}`, import.meta.url));
const packages = ['core', 'adapters', 'server'];

/** Builds the packages when a source is newer than what was built: users run what is built. */
export function buildWhenStale() {
  if (packages.every((name) => isBuilt(`${root}packages/${name}`))) return;
  run('pnpm', ['--silent', 'run', 'build'], root);
}

/** Installs a set of peers, a folder under bench/peers, when the installed ones are not those of its lockfile. */
export function installPeers(set = '.') {
  const peers = folderOf(set);
  const installed = `${peers}/node_modules/.package-lock.json`;
  if (existsSync(installed) && newest(installed) >= newest(`${peers}/package-lock.json`)) return;
  try {
    run('npm', ['ci', '--prefix', peers, '--no-audit', '--no-fund', '--loglevel=error'], root);
  } catch (error) {
    console.error(`The peers could not be installed, so they are left out: ${error.message}`);
  }
}

/** Versions of a set of peers, as its package.json pins them. */
export function peerVersions(set = '.') {
  return JSON.parse(readFileSync(`${folderOf(set)}/package.json`, 'utf8')).dependencies;
}

function isBuilt(dir) {
  return existsSync(`${dir}/dist`) && oldest(`${dir}/dist`) >= newest(`${dir}/src`);
}

function run(command, args, cwd) {
  const shell = process.platform === 'win32';
  // Standard output is kept for the figures.
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2], shell });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `exit code ${status}`}`);
}

const newest = (path) => Math.max(...timesOf(path));
/** When the build began to write. */
const oldest = (path) => Math.min(...timesOf(path));

function timesOf(path) {
  if (!statSync(path).isDirectory()) return [statSync(path).mtimeMs];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test'))
    .map(({ parentPath, path: older, name }) => statSync(`${parentPath ?? older}/${name}`).mtimeMs);
}
