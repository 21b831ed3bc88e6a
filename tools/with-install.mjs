// Runs a command of the workspace, installing first when node_modules is not in step with the lockfile:
//   node tools/with-install.mjs <command> [arguments…]
// The command finds the workspace's binaries on its PATH. Works on a fresh clone that has only Node and npm.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PNPM = 'pnpm@10.34.9';
const MIN_NODE = [20, 19];
const root = fileURLToPath(new URL('..', import.meta.url));

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > MIN_NODE[0] || (major === MIN_NODE[0] && minor >= MIN_NODE[1])) return;
  console.error(`Node ${MIN_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`);
  process.exit(1);
}

/** pnpm keeps a copy of the lockfile it installed from, and one link folder per workspace package. */
function isInstalled() {
  const installed = join(root, 'node_modules', '.pnpm', 'lock.yaml');
  if (!existsSync(installed)) return false;
  const wanted = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8');
  if (readFileSync(installed, 'utf8') !== wanted) return false;
  return membersWithDependencies(wanted).every((dir) =>
    existsSync(join(root, dir, 'node_modules')),
  );
}

/** Workspace folders that the lockfile lists with at least one dependency. */
function membersWithDependencies(lockfile) {
  const importers = /^importers:\n([\s\S]*?)^packages:/m.exec(lockfile)?.[1] ?? '';
  return [...importers.matchAll(/^ {2}(\S+):\n/gm)].map((match) => match[1]);
}

function run(command, args, env) {
  const shell = process.platform === 'win32'; // npx and pnpm are .cmd files there
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env, shell });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  return status ?? 1;
}

requireNode();
if (!isInstalled()) {
  console.log(`Installing dependencies with ${PNPM} …`);
  const env = { ...process.env, CI: 'true' }; // asks nothing
  const status = run('npx', ['-y', PNPM, 'install', '--frozen-lockfile'], env);
  if (status !== 0) process.exit(status);
}

const [command, ...args] = process.argv.slice(2);
if (command === undefined) process.exit(0);
const PATH = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
process.exit(run(command, args, { ...process.env, PATH }));
