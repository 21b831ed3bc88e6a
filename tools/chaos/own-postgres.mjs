// A PostgreSQL cluster of chaos's own, which it may kill: a temporary folder, a free port, durable as it comes.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, postgresProgram } from '../services.mjs';

/**
 * @param folder - Exists and can be entered by every user.
 * @returns `url`, `port`, `kill` (as a crash does), `start` (on what it kept) and `stop`.
 * @throws {Error} when PostgreSQL is not installed or does not start.
 */
export async function startOwnPostgres(folder) {
  const initdb = postgresProgram('initdb');
  if (initdb === undefined) throw new Error('PostgreSQL was not found: install it');
  const data = join(folder, 'postgres');
  const user = userOf(data);
  const port = await freePort();
  const call = async (program, ...args) => {
    // A server that is started must not keep a pipe of ours open.
    const child = spawn(join(initdb, '..', program), args, {
      ...user,
      cwd: folder,
      stdio: 'ignore',
    });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${program} ended with ${code}; see ${join(data, 'log')}`);
  };
  const control = (...args) => call('pg_ctl', '-D', data, '-w', '-l', join(data, 'log'), ...args);
  const settings = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    `-c unix_socket_directories=${data}`,
    '-c max_connections=200',
    '-c track_functions=pl', // so that it can be told which ways were gone
  ].join(' ');
  const start = () => control('-o', settings, 'start');
  const kill = () => control('-m', 'immediate', 'stop');
  // It is no child of ours, and would stay when we are interrupted.
  const killNow = () => {
    const args = ['-D', data, '-m', 'immediate', 'stop'];
    spawnSync(join(initdb, '..', 'pg_ctl'), args, { ...user, cwd: folder, stdio: 'ignore' });
  };
  process.once('exit', killNow);
  await call('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C');
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    kill,
    start,
    async stop() {
      process.off('exit', killNow);
      await kill();
    },
  };
}

/** PostgreSQL refuses to run as root. */
function userOf(data) {
  mkdirSync(data);
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
  );
  chownSync(data, uid, gid);
  return { uid, gid };
}
