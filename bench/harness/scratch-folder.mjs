// A folder on a disk for a server of our own, which must not run as root.
import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Kept on a disk, which the system's temporary folder need not be, and open to every user. */
const parent = () => process.env['BENCH_DIR'] ?? '/var/tmp';

/**
 * A new folder, whom to run a server in it as (`{}` unless this process is root's: PostgreSQL refuses root),
 * and what takes it away again.
 */
export function scratchFolder(name) {
  const dir = mkdtempSync(join(parent(), `flowgraft-bench-${name}-`));
  const user = process.getuid?.() === 0 ? unprivileged() : {};
  if (user.uid !== undefined) chownSync(dir, user.uid, user.gid);
  return { dir, user, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

function unprivileged() {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      spawnSync('id', [flag, name], { encoding: 'utf8' }),
    );
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error('A server for the bench must not run as root, and there is no user to run it as');
}

/** A port of 127.0.0.1 that nobody listens on now. */
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
