import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  blobStoreContract,
  keyValueContract,
  virtualClock,
  type VirtualClock,
} from '@flowgraft/core/testing';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';

import { SqliteBlobs } from './blob-store.js';
import { Connection } from './connection.js';
import { SqliteKeyValue } from './key-value.js';
import { migrate } from './migrations.js';

interface Opened {
  readonly keyValue: SqliteKeyValue;
  readonly other: SqliteKeyValue;
  readonly blobs: SqliteBlobs;
  readonly clock: VirtualClock;
  readonly advance: (ms: number) => Promise<void>;
  readonly dispose: () => void;
}

/** Two connections to one file, as two processes have them. */
function openFile(): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'flowgraft-key-values-'));
  const [first, second] = [connect(folder), connect(folder)];
  const clock = virtualClock();
  return {
    keyValue: new SqliteKeyValue(() => first, clock),
    other: new SqliteKeyValue(() => second, clock),
    blobs: new SqliteBlobs(() => first),
    clock,
    advance: (ms) => clock.advance(ms),
    dispose() {
      first.close();
      second.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function connect(folder: string): Connection {
  const database = new Database(join(folder, 'values.db'));
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'busy_timeout = 5000']) {
    database.exec(`PRAGMA ${pragma}`);
  }
  migrate(database);
  return new Connection(database, folder);
}

describe('key values in a SQLite file', () => {
  for (const { rule, title, run } of keyValueContract(openFile))
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined(), 30_000);
});

describe('blobs in a SQLite file', () => {
  for (const { rule, title, run } of blobStoreContract(openFile))
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined(), 30_000);
});
