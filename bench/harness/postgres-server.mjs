// A PostgreSQL cluster for one bench: stock settings, every commit flushed, statements counted.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, scratchFolder } from './scratch-folder.mjs';

const debianRoot = '/usr/lib/postgresql';
const configProgram = 'pg_config';
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  // So that no checkpoint falls into a round.
  max_wal_size: '4GB',
};

/**
 * Starts a cluster in a folder of its own, or takes the server that `DATABASE_URL` names.
 *
 * @returns `{ url, about, stop }`: a superuser's URL of its `postgres` database, and the settings that count.
 * @throws {Error} when PostgreSQL is not installed or does not start; the message holds what it said.
 */
export async function startPostgres() {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined)
    return { url: given, about: 'the server of DATABASE_URL', stop: () => {} };
  const bin = findBinaries();
  const { dir, user, remove } = scratchFolder('postgres');
  const data = join(dir, 'data');
  const call = (program, args) => {
    const done = spawnSync(join(bin, program), args, { ...user, cwd: dir, encoding: 'utf8' });
    if (done.status === 0) return done.stdout;
    throw new Error(`${program} failed: ${done.error?.message ?? done.stderr} ${logOf(dir)}`);
  };
  const stop = () => {
    if (!existsSync(dir)) return;
    spawnSync(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', '-w', 'stop'], {
      ...user,
      cwd: dir,
    });
    remove();
  };
  process.once('exit', stop);
  try {
    const port = await freePort();
    const all = { ...settings, port, ...counting(bin) };
    const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
    call('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N']);
    call('pg_ctl', ['-D', data, '-l', join(dir, 'log'), '-w', '-o', options.join(' '), 'start']);
    const version = call('postgres', ['--version']).trim();
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, about: version, bin, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Where the newest installed PostgreSQL keeps its programs. */
export function findBinaries() {
  const versions = existsSync(debianRoot) ? readdirSync(debianRoot) : [];
  const newest = versions.toSorted((a, b) => Number(b) - Number(a));
  const candidates = newest.map((version) => join(debianRoot, version, 'bin'));
  const config = spawnSync(configProgram, ['--bindir'], { encoding: 'utf8' });
  if (config.status === 0) candidates.push(config.stdout.trim());
  const bin = candidates.find((dir) => existsSync(join(dir, 'initdb')));
  if (bin !== undefined) return bin;
  throw new Error(
    `No PostgreSQL server found (looked in ${debianRoot} and asked pg_config): install one, or set DATABASE_URL`,
  );
}

function counting(bin) {
  const config = spawnSync(join(bin, configProgram), ['--pkglibdir'], { encoding: 'utf8' });
  const dirs = [config.stdout?.trim() ?? '', join(bin, '..', 'lib')];
  const found = dirs.some((dir) => existsSync(join(dir, 'pg_stat_statements.so')));
  if (!found) return {};
  return { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.max': 20_000 };
}

function logOf(dir) {
  const file = join(dir, 'log');
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2000) : '';
}
