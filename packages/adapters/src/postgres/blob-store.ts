/** Bytes by their content hash, in PostgreSQL. */

import type { BlobStore, StoredBlob } from '@flowgraft/core';
import { contentHash, isContentHash } from '../values/content-hash.js';
import type { Queryable } from './client.js';
import type { KeyValueNames } from './key-value-tables.js';
import { asked } from './store-failure.js';

/** Rejects with `STORE_FAILED` when the database does not answer as it should. */
export class PostgresBlobs implements BlobStore {
  readonly #database: Queryable;
  readonly #table: string;

  constructor(database: Queryable, names: KeyValueNames) {
    this.#database = database;
    this.#table = names.table('blobs');
  }

  async put(tenant: string, content: Uint8Array): Promise<StoredBlob> {
    // A copy: the query may have to wait for a connection, and the caller may go on with its bytes.
    const bytes = Buffer.from(content);
    const hash = contentHash(bytes);
    const sql = `
      INSERT INTO ${this.#table} (tenant, hash, content) VALUES ($1::text, $2::text, $3::bytea)
      ON CONFLICT DO NOTHING`;
    await asked('keep a blob', () => this.#database.query(sql, [tenant, hash, bytes]));
    return { hash, sizeBytes: bytes.length };
  }

  async get(tenant: string, hash: string): Promise<Uint8Array | null> {
    if (!isContentHash(hash)) return null;
    // Base64 is shorter than the hex digits of a bytea, and no parser of the host's touches it.
    const sql = `
      SELECT encode(content, 'base64') AS content FROM ${this.#table}
      WHERE tenant = $1::text AND hash = $2::text`;
    const [row] = await asked<{ readonly content: string }>('read a blob', () =>
      this.#database.query(sql, [tenant, hash]),
    );
    return row === undefined ? null : new Uint8Array(Buffer.from(row.content, 'base64'));
  }

  async delete(tenant: string, hash: string): Promise<boolean> {
    if (!isContentHash(hash)) return false;
    const sql = `
      DELETE FROM ${this.#table} WHERE tenant = $1::text AND hash = $2::text RETURNING hash`;
    const deleted = await asked('delete a blob', () => this.#database.query(sql, [tenant, hash]));
    return deleted.length > 0;
  }
}
