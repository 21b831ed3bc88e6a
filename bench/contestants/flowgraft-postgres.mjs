import { postgres } from '@flowgraft/adapters/postgres';
import { durableCases } from '../harness/durable-cases.mjs';
import { onDatabase } from '../harness/postgres-database.mjs';
import pg from '../peers/postgres/driver.mjs';
import { openDurable } from './flowgraft-durable.mjs';

/** The host's own pool, with the driver's usual number of connections. */
export function openBackend(url) {
  const pool = new pg.Pool({ connectionString: url });
  return { backend: postgres({ pool }), close: () => pool.end() };
}

const wrap = onDatabase;
const amounts = { c200: 5000, c1: 200, latency: 100, idle: 30 };
const strict = durableCases({ open: openDurable(openBackend), wrap, amounts });
const pipelined = durableCases({
  open: openDurable(openBackend, { durability: 'pipelined' }),
  wrap,
  amounts: { c1: 500 },
});

export const cases = { ...strict, 'c1.pipelined': pipelined.c1 };
