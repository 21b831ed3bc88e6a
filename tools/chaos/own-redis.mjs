// A Redis server of chaos's own, which it may kill: it keeps every write that it acknowledges.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answers, freePort, onPath } from '../services.mjs';

/**
 * @returns `url`, `port`, `kill` (as a crash does), `start` (on what it kept) and `stop`.
 * @throws {Error} when Redis is not installed or does not start.
 */
export async function startOwnRedis(folder) {
  const program = onPath('redis-server');
  if (program === undefined) throw new Error('redis-server was not found: install it');
  const port = await freePort();
  const dir = join(folder, 'redis');
  mkdirSync(dir);
  const kept = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, ...kept];
  let child;
  const start = async () => {
    child = spawn(program, args, { stdio: 'ignore' });
    while (!(await answers(port))) {
      if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
      await pause(10);
    }
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const killNow = () => child.kill('SIGKILL');
  process.once('exit', killNow);
  await start();
  const stop = async () => {
    process.off('exit', killNow);
    await kill();
  };
  return { url: `redis://127.0.0.1:${port}`, port, kill, start, stop };
}
