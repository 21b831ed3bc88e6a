// The engine of a worker or of the controller, over a store that a URL names. Bundled from the sources.
import { postgres } from '@flowgraft/adapters/postgres';
import { redis } from '@flowgraft/adapters/redis';
import { createEngine, loadWorkflow } from '@flowgraft/core';
import { Redis } from 'ioredis';
import pg from 'pg';
import { nodeTypes } from './node-types.mjs';
import { childDocument } from './workflows.mjs';

const ignore = () => undefined;
const same = (backend) => backend;

/**
 * @param options.record - Where steps say what they do; an engine without workers needs none.
 * @param options.rows - The table that transactional steps write to.
 * @param options.name - What connections to a database say whose they are.
 * @param options.wrap - Changes the backend.
 * @returns `{ engine, close, query, connect }`; the last two ask the database, where there is one.
 */
export function openEngine({ kind, url, connections, name, record, rows, leaseMs, wrap = same }) {
  const { backend, query, connect, end } = openBackend({ kind, url, connections, name });
  const engine = createEngine({
    backend: wrap(backend),
    nodes: nodeTypes(record, rows),
    workflows: [loadWorkflow(childDocument)],
    lease: leaseMs,
    retention: false,
  });
  return {
    engine,
    query,
    connect,
    async close() {
      await engine.close({ drainMs: 2_000 }).catch(ignore);
      await end();
    },
  };
}

function openBackend({ kind, url, connections, name }) {
  if (kind === 'redis') {
    const client = new Redis(url, { maxRetriesPerRequest: 5 });
    client.on('error', ignore);
    return { backend: redis({ client }), end: () => client.disconnect() };
  }
  const pool = new pg.Pool({ connectionString: url, max: connections, application_name: name });
  pool.on('error', ignore);
  return {
    backend: postgres({ pool }),
    query: (text, values) => pool.query(text, values),
    connect: () => pool.connect(),
    end: () => pool.end(),
  };
}
