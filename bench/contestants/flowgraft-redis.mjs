import { redis } from '@flowgraft/adapters/redis';
import { durableCases } from '../harness/durable-cases.mjs';
import { onRedis } from '../harness/redis-database.mjs';
import { Redis } from '../peers/redis/driver.mjs';
import { openDurable } from './flowgraft-durable.mjs';

/** The host's own client. */
function openBackend(url) {
  const client = new Redis(url);
  return { backend: redis({ client }), close: () => client.quit() };
}

export const cases = durableCases({
  open: openDurable(openBackend),
  wrap: onRedis,
  amounts: { c200: 5000 },
});
