/** Redis servers of a test's own, which it may stop, pause and kill. */

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Whether such tests can run. Where tests must not be left out, they run, and fail. */
export const hasServer =
  spawnSync('redis-server', ['--version']).status === 0 || process.env['CI'] !== undefined;

if (!hasServer) {
  process.emitWarning(
    'redis-server is not installed: tests that need a server of their own are left out',
  );
}

export interface OwnServer {
  readonly port: number;
  /** Ends it at once, as a crash does. */
  readonly kill: () => Promise<void>;
  /** Starts it again on what it kept. */
  readonly start: () => Promise<void>;
  /** Ends it and removes what it kept. */
  readonly dispose: () => Promise<void>;
}

/** Starts a server that keeps every write. */
export async function startServer(settings: readonly string[] = []): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'flowgraft-redis-'));
  const port = await freePort();
  const kept = ['--dir', folder, '--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const args = ['--port', String(port), ...kept, ...settings];
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn('redis-server', args, { stdio: 'ignore' });
    await answering(port);
  };
  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const dispose = async (): Promise<void> => {
    await kill();
    rmSync(folder, { recursive: true });
  };
  await start();
  return { port, kill, start, dispose };
}

/** A cluster of three servers with all slots, without replicas. */
export async function startCluster(): Promise<{
  readonly ports: readonly number[];
  readonly dispose: () => Promise<void>;
}> {
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const servers = await Promise.all([1, 2, 3].map(() => startServer(settings)));
  const nodes = servers.map(({ port }) => new Redis(port));
  try {
    await Promise.all(
      nodes.map(async (node, index) => {
        const first = Math.ceil((index * 16_384) / 3);
        const last = Math.ceil(((index + 1) * 16_384) / 3) - 1;
        await node.call('CLUSTER', 'ADDSLOTSRANGE', first, last);
        await node.call('CLUSTER', 'MEET', '127.0.0.1', servers[0]?.port ?? 0);
      }),
    );
    for (const node of nodes) await knowing(node, 3);
  } finally {
    for (const node of nodes) node.disconnect();
  }
  return {
    ports: servers.map(({ port }) => port),
    dispose: async () => void (await Promise.all(servers.map((server) => server.dispose()))),
  };
}

async function knowing(node: Redis, size: number): Promise<void> {
  for (;;) {
    const info = String(await node.call('CLUSTER', 'INFO'));
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`)) return;
    await pause();
  }
}

async function answering(port: number): Promise<void> {
  const client = new Redis(port, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  client.disconnect();
}

async function freePort(): Promise<number> {
  // A cluster's nodes speak to each other on a second port, 10,000 above.
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (typeof address === 'object' && address !== null && address.port < 55_000)
      return address.port;
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 20));
}
