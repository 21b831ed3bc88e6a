/**
 * Runs in Redis, on one server or a cluster: fast, shared by any number of workers.
 *
 * @module
 */

export type { RedisClient, RedisSubscriber } from './client.js';
export type { RedisOptions } from './options.js';
export { redis } from './redis-backend.js';
