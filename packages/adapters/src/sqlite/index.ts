/**
 * Runs in a SQLite file: durable, with no server and, on Node 22.13 or newer, nothing to install.
 *
 * @module
 */

export type { SqliteDatabase, SqliteStatement, SqliteValue } from './client.js';
export type { SqliteDatabaseOptions, SqliteFileOptions, SqliteOptions } from './options.js';
export { sqlite } from './sqlite-backend.js';
