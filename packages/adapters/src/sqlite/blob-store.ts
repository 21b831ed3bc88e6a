/** Bytes by their content hash, in SQLite. */

import type { BlobStore, StoredBlob } from '@flowgraft/core';
import { contentHash, isContentHash } from '../values/content-hash.js';
import type { SqliteValue } from './client.js';
import type { Connection } from './connection.js';

/** A statement as drivers have it for bytes: all take a Buffer; some give another kind of `Uint8Array`. */
interface BytesStatement {
  run(...parameters: (SqliteValue | Buffer)[]): { readonly changes: number | bigint };
  get(...parameters: SqliteValue[]): unknown;
}

const sql = {
  put: `
    INSERT INTO flowgraft_blobs (tenant, hash, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
  get: 'SELECT content FROM flowgraft_blobs WHERE tenant = ? AND hash = ?',
  delete: 'DELETE FROM flowgraft_blobs WHERE tenant = ? AND hash = ?',
} as const;

/** Answers every call at once. */
export class SqliteBlobs implements BlobStore {
  readonly #open: () => Connection;

  /** @param open - Gives the open connection; throws when it was closed. */
  constructor(open: () => Connection) {
    this.#open = open;
  }

  put(tenant: string, content: Uint8Array): StoredBlob {
    const hash = contentHash(content);
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    const connection = this.#open();
    connection.write('keep a blob', () => {
      const statement: BytesStatement = connection.prepare(sql.put);
      statement.run(tenant, hash, bytes);
    });
    return { hash, sizeBytes: content.length };
  }

  get(tenant: string, hash: string): Uint8Array | null {
    const connection = this.#open();
    if (!isContentHash(hash)) return null;
    return connection.read('read a blob', () => {
      const row = connection.prepare(sql.get).get(tenant, hash);
      return row === undefined ? null : Uint8Array.from((row as { content: Uint8Array }).content);
    });
  }

  delete(tenant: string, hash: string): boolean {
    const connection = this.#open();
    if (!isContentHash(hash)) return false;
    return connection.write(
      'delete a blob',
      () => Number(connection.prepare(sql.delete).run(tenant, hash).changes) > 0,
    );
  }
}
