// What a part is played with: a server of its own, a proxy where connections are cut, engines and workers.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startCuttingProxy } from './cutting-proxy.mjs';
import { startOwnPostgres } from './own-postgres.mjs';
import { startOwnRedis } from './own-redis.mjs';
import { WorkerPool } from './worker-pool.mjs';

/** The table that transactional steps write to. */
const rows = 'chaos_rows';
const servers = { postgres: startOwnPostgres, redis: startOwnRedis };

/**
 * @returns besides what it opened: `cuts` and `outages`, to be filled; `lines`, the folder of the side record; `readRows`, what
 *   transactional steps wrote, or `null`; and `close`.
 */
export async function openScene({ store, size, folder, programs, defect, random }) {
  const closing = [];
  const close = async () => {
    for (const each of closing.splice(0).toReversed()) await each();
  };
  try {
    const server = await servers[store](folder);
    closing.push(() => server.stop());
    const cuts = [];
    const isCut = size.troubles.some(({ kind }) => kind === 'cut');
    const proxy = isCut ? await openProxy(server, cuts) : undefined;
    if (proxy !== undefined) closing.push(() => proxy.stop());
    const url = proxy === undefined ? server.url : withPort(server.url, proxy.port);
    const { openEngine } = await import(programs.engine);
    const common = { kind: store, leaseMs: size.leaseMs, rows };
    // Results are read past the proxy.
    const direct = openEngine({ ...common, url: server.url, connections: 4 });
    closing.push(() => direct.close());
    await direct.engine.capabilities();
    if (store === 'postgres') await direct.query(`CREATE TABLE ${rows} (s text, nonce text)`);
    const host = openEngine({ ...common, url, connections: 8 });
    closing.push(() => host.close());
    const lines = join(folder, 'lines');
    mkdirSync(lines);
    const { concurrency } = size;
    const task = { ...common, folder: lines, url, concurrency, defect };
    const workers = new WorkerPool({ program: programs.worker, size: size.workers, task, random });
    closing.push(() => workers.stop());
    const readRows = async () => {
      if (store !== 'postgres') return null;
      return (await direct.query(`SELECT s, nonce FROM ${rows}`)).rows;
    };
    return {
      server,
      proxy,
      engine: host.engine,
      workers,
      cuts,
      outages: [],
      lines,
      readRows,
      random,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openProxy(server, cuts) {
  return startCuttingProxy(server.port, (kind) => cuts.push({ kind, at: Date.now() }));
}

function withPort(url, port) {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
