/** The schema, as the steps that lead to it. A step that was released is never changed; new ones follow it. */

import { FlowgraftError } from '@flowgraft/core';
import type { SqliteDatabase } from './client.js';
import { keyValueTables } from './key-value-tables.js';

/** What a trigger does with a run that has become ready: higher priority first, then oldest due, then first created. */
const goesToHead = `
  UPDATE flowgraft_lines
  SET head_priority = new.priority, head_due = new.due_at, head_run = new.ordinal
  WHERE id = new.line AND (
    head_run IS NULL OR new.priority > head_priority OR (
      new.priority = head_priority AND (new.due_at, new.ordinal) < (head_due, head_run)));
`;

/**
 * Runs are reached by tenant and id; everything else hangs on a run's `ordinal`, which is also the order of
 * creation. What changes with every commit (`runs`) is apart from what may be large (`run_values`), so that a
 * commit rewrites few pages. The journal has one row per commit, appended at its end.
 *
 * Every run is of one line: the runs of a tenant that are alike for every claim, whoever claims and whatever the
 * limits. `due_at` says when a run that nobody holds can be claimed; `is_ready`, that this time was seen to have
 * come. A line knows which of its ready runs goes first (`head_…`): triggers see to it when runs become ready, the
 * claim when it takes them. So a claim looks at lines, in the order of their heads, and never at a backlog. A line
 * that was met while one of its limits was full is put aside (`blocked_by`), with all its runs at once.
 */
const first = `
CREATE TABLE flowgraft_runs (
  ordinal INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  run_id TEXT NOT NULL,
  workflow_id TEXT NOT NULL,
  workflow_hash TEXT NOT NULL,
  line INTEGER NOT NULL,
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
  is_ready INTEGER NOT NULL,
  worker TEXT,
  is_counted INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  crashes INTEGER NOT NULL,
  mail INTEGER NOT NULL,
  waits TEXT NOT NULL
);
CREATE UNIQUE INDEX flowgraft_runs_id ON flowgraft_runs (run_id, tenant);
CREATE UNIQUE INDEX flowgraft_runs_key ON flowgraft_runs (tenant, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX flowgraft_runs_ready ON flowgraft_runs (line, priority DESC, due_at) WHERE is_ready = 1;
CREATE INDEX flowgraft_runs_later ON flowgraft_runs (due_at)
  WHERE is_ready = 0 AND due_at IS NOT NULL;
CREATE INDEX flowgraft_runs_held ON flowgraft_runs (worker) WHERE worker IS NOT NULL;
CREATE INDEX flowgraft_runs_workflow ON flowgraft_runs (tenant, workflow_id);
CREATE INDEX flowgraft_runs_tenant ON flowgraft_runs (tenant);
CREATE INDEX flowgraft_runs_waiting ON flowgraft_runs (status) WHERE status = 'waiting';
CREATE INDEX flowgraft_runs_tenant_waiting ON flowgraft_runs (tenant) WHERE status = 'waiting';
CREATE INDEX flowgraft_runs_ended ON flowgraft_runs (status, finished_at, tenant)
  WHERE finished_at IS NOT NULL;

CREATE TABLE flowgraft_lines (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  hash TEXT NOT NULL,
  scope TEXT NOT NULL,
  limit_keys TEXT NOT NULL,
  runs INTEGER NOT NULL,
  blocked_by INTEGER NOT NULL DEFAULT 0,
  head_priority REAL,
  head_due INTEGER,
  head_run INTEGER
);
CREATE UNIQUE INDEX flowgraft_lines_kind ON flowgraft_lines (tenant, hash, scope, limit_keys);
CREATE INDEX flowgraft_lines_ready
  ON flowgraft_lines (blocked_by, scope, tenant, head_priority DESC, head_due, head_run)
  WHERE head_run IS NOT NULL;
CREATE TRIGGER flowgraft_run_created_ready AFTER INSERT ON flowgraft_runs WHEN new.is_ready = 1
BEGIN ${goesToHead} END;
CREATE TRIGGER flowgraft_run_became_ready AFTER UPDATE OF is_ready ON flowgraft_runs
WHEN new.is_ready = 1 AND old.is_ready = 0
BEGIN ${goesToHead} END;

CREATE TABLE flowgraft_limits (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  max_held INTEGER,
  max_queued INTEGER,
  held INTEGER NOT NULL,
  queued INTEGER NOT NULL,
  is_waited_for INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX flowgraft_limits_key ON flowgraft_limits (key);
CREATE INDEX flowgraft_limits_open ON flowgraft_limits (is_waited_for)
  WHERE is_waited_for = 1 AND (max_held IS NULL OR held < max_held);

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

CREATE TABLE flowgraft_wait_marks (
  tenant TEXT NOT NULL,
  mark TEXT NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (tenant, mark, run)
) WITHOUT ROWID;
CREATE INDEX flowgraft_wait_marks_run ON flowgraft_wait_marks (mark, run);

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
  seen_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  report TEXT
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
${keyValueTables}`;

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
