/** The schema, as the steps that lead to it. A step that was released is never changed; new ones follow it. */

import { FlowgraftError } from '@flowgraft/core';
import type { SqliteDatabase } from './client.js';

/**
 * Runs are reached by tenant and id; everything else hangs on a run's `ordinal`, which is also the order of
 * creation. What changes with every commit (`runs`) is apart from what may be large (`run_values`), so that a
 * commit rewrites few pages. The journal has one row per commit, appended at its end.
 */
const first = `
CREATE TABLE flowgraft_runs (
  ordinal INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  run_id TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  workflow_hash TEXT NOT NULL,
  priority REAL NOT NULL,
  tags TEXT NOT NULL,
  idempotency_key TEXT,
  parent_run_id TEXT,
  parent_step TEXT,
  parent_depth INTEGER,
  traceparent TEXT,
  created_at INTEGER NOT NULL,
  status TEXT NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  wake_at INTEGER,
  due_at INTEGER,
  worker TEXT,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  mail INTEGER NOT NULL,
  waits TEXT NOT NULL
);
CREATE UNIQUE INDEX flowgraft_runs_id ON flowgraft_runs (run_id, tenant);
CREATE UNIQUE INDEX flowgraft_runs_key ON flowgraft_runs (tenant, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX flowgraft_runs_due ON flowgraft_runs (priority, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX flowgraft_runs_held ON flowgraft_runs (worker) WHERE worker IS NOT NULL;
CREATE INDEX flowgraft_runs_workflow ON flowgraft_runs (tenant, workflow_id);
CREATE INDEX flowgraft_runs_tenant ON flowgraft_runs (tenant);

CREATE TABLE flowgraft_run_values (
  run INTEGER PRIMARY KEY,
  input TEXT NOT NULL,
  output TEXT,
  error TEXT
);

CREATE TABLE flowgraft_run_tags (
  tag TEXT NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (tag, run)
) WITHOUT ROWID;

CREATE TABLE flowgraft_journal (
  run INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  events TEXT NOT NULL
);
CREATE UNIQUE INDEX flowgraft_journal_run ON flowgraft_journal (run, seq);

CREATE TABLE flowgraft_inbox (
  position INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  id TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  body TEXT
);
CREATE UNIQUE INDEX flowgraft_inbox_id ON flowgraft_inbox (run, id);
CREATE INDEX flowgraft_inbox_unread ON flowgraft_inbox (run) WHERE body IS NOT NULL;

CREATE TABLE flowgraft_workers (
  worker TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE flowgraft_workflows (
  tenant TEXT NOT NULL,
  hash TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (tenant, hash)
);
CREATE TABLE flowgraft_latest_workflows (
  tenant TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (tenant, workflow_id)
);
`;

const migrations: readonly string[] = [first];

/**
 * Brings the schema up to date. Any number of processes may do so at once: one does the work.
 *
 * @throws {FlowgraftError} `STORE_VERSION` when a newer version of this package has been here.
 */
export function migrate(database: SqliteDatabase): void {
  if (isCurrent(readVersion(database))) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = readVersion(database);
    if (!isCurrent(version)) upgrade(database, version);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function isCurrent(found: number): boolean {
  const supported = migrations.length;
  if (found <= supported) return found === supported;
  throw new FlowgraftError(
    'STORE_VERSION',
    `This database has schema ${found}, written by a newer version of @flowgraft/adapters; this one reads up to ${supported}. Update the package.`,
    { store: 'sqlite', found, supported },
  );
}

function upgrade(database: SqliteDatabase, version: number): void {
  database.exec('CREATE TABLE IF NOT EXISTS flowgraft_schema (version INTEGER NOT NULL)');
  for (const step of migrations.slice(version)) database.exec(step);
  database.exec('DELETE FROM flowgraft_schema');
  database.exec(`INSERT INTO flowgraft_schema (version) VALUES (${migrations.length})`);
}

function readVersion(database: SqliteDatabase): number {
  const table = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'flowgraft_schema'")
    .get();
  if (table === undefined) return 0;
  const row = database.prepare('SELECT version FROM flowgraft_schema').get();
  return (row as { readonly version: number } | undefined)?.version ?? 0;
}
