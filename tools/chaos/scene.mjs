// What a part is played with: a server of its own, a proxy where connections are cut, engines and workers.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startCuttingProxy } from './cutting-proxy.mjs';
import { HostProcess } from './host-process.mjs';
import { hostTables, tables } from './host-tables.mjs';
import { startOwnPostgres } from './own-postgres.mjs';
import { startOwnRedis } from './own-redis.mjs';
import { plantInDatabase } from './planted-defects.mjs';
import { WorkerPool } from './worker-pool.mjs';

const servers = { postgres: startOwnPostgres, redis: startOwnRedis };

/**
 * @returns besides what it opened (`engine` meets the troubles, `direct` does not): `cuts`, `outages` and `late`, to be filled;
 *   `lines`, the folder of the side record; `startInTransaction`, which has a host start a run and tells whether that was
 *   committed; `host`, see `hostTables`; and `close`.
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
    const isCut = size.troubles.some(({ kind }) => kind === 'cut' || kind === 'late');
    const proxy = isCut ? await openProxy(server, cuts) : undefined;
    if (proxy !== undefined) closing.push(() => proxy.stop());
    const url = proxy === undefined ? server.url : withPort(server.url, proxy.port);
    const { openEngine } = await import(programs.engine);
    const common = { kind: store, leaseMs: size.leaseMs, ...tables };
    // Results are read past the proxy.
    const direct = openEngine({ ...common, url: server.url, connections: 4 });
    closing.push(() => direct.close());
    await direct.engine.capabilities();
    const host = hostTables(direct.query);
    await host.create();
    await plantInDatabase(defect, direct.query);
    const controlled = openEngine({ ...common, url, connections: 8 });
    closing.push(() => controlled.close());
    const lines = join(folder, 'lines');
    mkdirSync(lines);
    const { concurrency } = size;
    const task = { ...common, folder: lines, url, concurrency, defect, role: 'worker' };
    const workers = new WorkerPool({ program: programs.worker, size: size.workers, task, random });
    closing.push(() => workers.stop());
    const hostProcess = new HostProcess(programs.worker, { ...task, role: 'host' });
    closing.push(() => hostProcess.stop());
    const startInTransaction = async (order) => {
      await hostProcess.start(order);
      return host.isOrdered(order.id);
    };
    return {
      server,
      proxy,
      engine: controlled.engine,
      direct: direct.engine,
      workers,
      cuts,
      outages: [],
      late: [],
      lines,
      startInTransaction,
      host,
      random,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function openProxy(server, cuts) {
  return startCuttingProxy(server.port, (kind, hit) => cuts.push({ kind, hit, at: Date.now() }));
}

function withPort(url, port) {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
