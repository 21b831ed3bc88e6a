// The PostgreSQL and Redis that tests and benchmarks talk to: those that DATABASE_URL and REDIS_URL name, else those
// on their usual local ports, else servers of our own in a temporary folder, from what is installed or, as root on
// Debian, from what can be installed. Also the binaries of PgBouncer and Chromium, which tests start themselves.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findChromium } from './chromium.mjs';

const isRoot = process.getuid?.() === 0;
const programs = {
  postgresql: { find: () => postgresProgram('initdb'), debian: 'postgresql' },
  redis: { find: () => onPath('redis-server'), debian: 'redis-server' },
  pgbouncer: {
    find: () => onPath('pgbouncer') ?? existing('/usr/sbin/pgbouncer'),
    debian: 'pgbouncer',
  },
  // Text without a font has no size; these two cover Latin and Arabic.
  chromium: { find: findChromium, debian: 'chromium fonts-liberation fonts-dejavu-core' },
};

/**
 * Finds or starts the services.
 * @returns `env`: variables for programs that use them; `missing`: what could not be had, with the reason; `stop`.
 */
export async function startServices() {
  const scratch = mkdtempSync(join(tmpdir(), 'flowgraft-services-'));
  chmodSync(scratch, 0o755); // PostgreSQL runs as a user of its own there
  const stops = [];
  const missing = [];
  const env = {};
  const provide = async (name, variable, usual, start) => {
    if (process.env[variable]) return;
    if (await answers(usual.port)) {
      env[variable] = usual.url;
      return;
    }
    const found = findOrInstall(name);
    if (found === undefined) {
      missing.push(`${name}: set ${variable}, start one on port ${usual.port}, or install it`);
      return;
    }
    const started = await start(found, scratch);
    env[variable] = started.url;
    stops.push(started.stop);
  };
  await provide('postgresql', 'DATABASE_URL', usualPostgres(), startPostgres);
  await provide('redis', 'REDIS_URL', { port: 6379, url: 'redis://127.0.0.1:6379' }, startRedis);
  const pgbouncer = findOrInstall('pgbouncer');
  if (pgbouncer === undefined) missing.push('pgbouncer: install it');
  else env.PGBOUNCER = pgbouncer;
  const chromium = findOrInstall('chromium');
  if (chromium === undefined) missing.push('chromium: install it, or set FLOWGRAFT_CHROMIUM');
  else env.FLOWGRAFT_CHROMIUM = chromium;
  return {
    env,
    missing,
    async stop() {
      for (const stop of stops) await stop();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function usualPostgres() {
  const { PGUSER: user = 'postgres', PGDATABASE: database = 'postgres' } = process.env;
  return { port: 5432, url: `postgres://${user}@127.0.0.1:5432/${database}` };
}

function findOrInstall(name) {
  const { find, debian } = programs[name];
  const found = find();
  if (found !== undefined || !isRoot || onPath('apt-get') === undefined) return found;
  console.log(`Installing ${debian} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  const install = () =>
    apt('install', '-y', '--no-install-recommends', ...debian.split(' ')).status === 0;
  if (!install()) {
    apt('update');
    install();
  }
  return find();
}

/** A PostgreSQL of our own, durable as it comes. */
async function startPostgres(initdb, scratch) {
  const bin = join(initdb, '..');
  const data = join(scratch, 'postgres');
  const port = await freePort();
  mkdirSync(data);
  const asUser = isRoot ? ['runuser', '-u', 'postgres', '--'] : [];
  if (isRoot) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])));
    chownSync(data, uid, gid);
  }
  const run = (program, ...args) => {
    const [command, ...rest] = [...asUser, join(bin, program), ...args];
    execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], cwd: scratch });
  };
  run('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--no-instructions');
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${data} -c max_connections=200`;
  run('pg_ctl', '-D', data, '-w', '-l', join(data, 'log'), '-o', options, 'start');
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => run('pg_ctl', '-D', data, '-m', 'immediate', 'stop'),
  };
}

async function startRedis(server, scratch) {
  const port = await freePort();
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', scratch];
  const child = spawn(server, args, { stdio: 'ignore' });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${server} ended with code ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => child.once('exit', resolve) && child.kill()),
  };
}

export function postgresProgram(name) {
  const found = onPath(name);
  if (found !== undefined) return found;
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(root, version, 'bin', name)).find(existsSync);
}

export function onPath(name) {
  const dirs = (process.env.PATH ?? '').split(':').filter(Boolean);
  return dirs.map((dir) => join(dir, name)).find(existsSync);
}

function existing(path) {
  return existsSync(path) ? path : undefined;
}

export function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (isThere) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.setTimeout(2_000, () => end(false));
  });
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
