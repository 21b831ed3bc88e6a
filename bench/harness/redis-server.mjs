// A Redis server for one bench: append-only file, flushed every second, no snapshots beside it.
import { spawn, spawnSync } from 'node:child_process';
import { freePort, scratchFolder } from './scratch-folder.mjs';

const program = 'redis-server';
const startLimitMs = 10_000;
const settings = { bind: '127.0.0.1', appendonly: 'yes', appendfsync: 'everysec', save: '' };

/**
 * Starts a server in a folder of its own, or takes the one that `REDIS_URL` names, which must be empty: it is
 * flushed between rounds.
 *
 * @returns `{ url, about, stop }`.
 * @throws {Error} when redis-server is not installed or does not answer.
 */
export async function startRedis() {
  const given = process.env['REDIS_URL'];
  if (given !== undefined) return { url: given, about: 'the server of REDIS_URL', stop: () => {} };
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) {
    throw new Error('redis-server was not found on the PATH: install it, or set REDIS_URL');
  }
  const { dir, user, remove } = scratchFolder('redis');
  const port = await freePort();
  const args = Object.entries({ ...settings, port, dir }).flatMap(([key, value]) => [
    `--${key}`,
    String(value),
  ]);
  const child = spawn(program, args, {
    ...user,
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = () => {
    child.kill('SIGKILL');
    remove();
  };
  process.once('exit', stop);
  try {
    await untilReady(child);
    const about = `Redis ${/v=(\S+)/.exec(version.stdout)?.[1]}, AOF everysec`;
    return { url: `redis://127.0.0.1:${port}/0`, about, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function untilReady(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const settle = (done, value) => {
      clearTimeout(timer);
      done(value);
    };
    const fail = (what) => settle(reject, new Error(`redis-server ${what}: ${said.slice(-1000)}`));
    const timer = setTimeout(fail, startLimitMs, 'did not start');
    child.stdout.on('data', (data) => {
      said += data;
      if (said.includes('Ready to accept connections')) settle(resolve);
    });
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`ended (${code})`));
  });
}
