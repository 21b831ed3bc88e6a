/** The SQL of the store, prepared once per connection. */

import type { SqliteDatabase, SqliteStatement } from './client.js';

const recordColumns = `
  r.ordinal, r.tenant, r.run_id, r.workflow_id, r.workflow_hash, r.priority, r.tags, r.idempotency_key,
  r.parent_run_id, r.parent_step, r.parent_depth, r.traceparent, r.created_at, r.status, r.started_at, r.finished_at,
  r.wake_at, r.due_at, r.worker, r.epoch, r.seq, r.crashes, r.mail, r.waits, v.input, v.output, v.error`;

/** Selects runs as `RunRow`s; a condition on `r` follows. */
export const selectRuns = `
  SELECT ${recordColumns} FROM flowgraft_runs r JOIN flowgraft_run_values v ON v.run = r.ordinal`;

// A commit is refused unless the run is held under that epoch and its journal is as long as its holder believes.
const fence = 'run_id = ? AND tenant = ? AND epoch = ? AND seq = ? AND worker IS NOT NULL';

/** Answered with one row or none. */
const one = {
  insertRun: `
    INSERT INTO flowgraft_runs (
      tenant, run_id, workflow_id, workflow_hash, priority, tags, idempotency_key, parent_run_id, parent_step,
      parent_depth, traceparent, created_at, status, started_at, wake_at, due_at, worker, epoch, seq, crashes, mail, waits
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, '[]')
    ON CONFLICT DO NOTHING RETURNING ordinal`,
  run: `${selectRuns} WHERE r.run_id = ? AND r.tenant = ?`,
  runByKey: `${selectRuns} WHERE r.tenant = ? AND r.idempotency_key = ?`,
  holdsAny: 'SELECT 1 FROM flowgraft_runs WHERE worker = ? LIMIT 1',
  lostWorker: 'SELECT worker FROM flowgraft_workers WHERE ends_at <= ? AND worker <> ? LIMIT 1',
  held: `
    SELECT mail FROM flowgraft_runs WHERE run_id = ? AND tenant = ? AND worker = ? AND epoch = ?`,
  priorityBelow: `
    SELECT priority FROM flowgraft_runs WHERE due_at IS NOT NULL AND priority < ?
    ORDER BY priority DESC LIMIT 1`,
  firstDue: `
    SELECT due_at FROM flowgraft_runs WHERE due_at IS NOT NULL AND priority = ?
    ORDER BY due_at LIMIT 1`,
  hold: `UPDATE flowgraft_runs SET seq = seq + ? WHERE ${fence} RETURNING ordinal, mail`,
  park: `
    UPDATE flowgraft_runs
    SET seq = seq + ?, worker = NULL, status = ?, wake_at = ?, waits = ?,
      due_at = CASE WHEN mail = 0 THEN ? ELSE ? END
    WHERE ${fence} RETURNING ordinal, mail`,
  finish: `
    UPDATE flowgraft_runs SET seq = seq + ?, worker = NULL, status = ?, finished_at = ?
    WHERE ${fence} RETURNING ordinal, mail`,
  addressee: 'SELECT ordinal, status FROM flowgraft_runs WHERE run_id = ? AND tenant = ?',
  insertMessage: `
    INSERT INTO flowgraft_inbox (run, id, sent_at, body) VALUES (?, ?, ?, ?)
    ON CONFLICT DO NOTHING RETURNING position`,
  isKnown: 'SELECT 1 FROM flowgraft_inbox WHERE run = ? AND id = ?',
  workflow: 'SELECT document FROM flowgraft_workflows WHERE tenant = ? AND hash = ?',
  latest: 'SELECT hash FROM flowgraft_latest_workflows WHERE tenant = ? AND workflow_id = ?',
} as const;

/** Answered with any number of rows. */
const many = {
  drop: `
    UPDATE flowgraft_runs SET worker = NULL, status = 'queued', wake_at = ?, due_at = ?
    WHERE run_id = ? AND tenant = ? AND epoch = ? AND worker IS NOT NULL
    RETURNING ordinal`,
  lostWorkers: 'SELECT worker, ends_at FROM flowgraft_workers WHERE ends_at <= ? AND worker <> ?',
  dropHeld: `
    UPDATE flowgraft_runs
    SET worker = NULL, status = 'queued', wake_at = ?, due_at = ?, crashes = crashes + ?
    WHERE worker = ? RETURNING tenant, run_id AS runId`,
  due: `
    ${selectRuns} WHERE r.due_at IS NOT NULL AND r.priority = ? AND r.due_at <= ?
    ORDER BY r.due_at, r.ordinal LIMIT ?`,
  freeById: `${selectRuns} WHERE r.run_id = ? AND r.due_at IS NOT NULL`,
  inbox: `
    SELECT id, sent_at, body FROM flowgraft_inbox WHERE run = ? AND body IS NOT NULL
    ORDER BY position`,
  journal: `
    SELECT seq, events FROM flowgraft_journal
    WHERE run = ? AND seq >= coalesce(
      (SELECT max(seq) FROM flowgraft_journal WHERE run = ? AND seq <= ?), 0)
    ORDER BY seq`,
} as const;

/** Answered with the number of rows changed. */
const none = {
  insertValues: 'INSERT INTO flowgraft_run_values (run, input) VALUES (?, ?)',
  insertTag: 'INSERT OR IGNORE INTO flowgraft_run_tags (tag, run) VALUES (?, ?)',
  renewLease: `
    INSERT INTO flowgraft_workers (worker, ends_at) VALUES (?, ?)
    ON CONFLICT (worker) DO UPDATE SET ends_at = excluded.ends_at`,
  dropLease: 'DELETE FROM flowgraft_workers WHERE worker = ?',
  take: `
    UPDATE flowgraft_runs
    SET worker = ?, epoch = epoch + 1, status = 'running', started_at = coalesce(started_at, ?),
      wake_at = NULL, due_at = NULL, waits = '[]'
    WHERE ordinal = ?`,
  setOutcome: 'UPDATE flowgraft_run_values SET output = ?, error = ? WHERE run = ?',
  append: 'INSERT INTO flowgraft_journal (run, seq, events) VALUES (?, ?, ?)',
  consume: 'UPDATE flowgraft_inbox SET body = NULL WHERE run = ? AND id = ? AND body IS NOT NULL',
  takeMail: 'UPDATE flowgraft_runs SET mail = mail - ? WHERE ordinal = ?',
  addMail: `
    UPDATE flowgraft_runs
    SET mail = mail + 1, due_at = CASE WHEN worker IS NULL THEN min(coalesce(due_at, ?), ?) END
    WHERE ordinal = ?`,
  requeue: `
    UPDATE flowgraft_runs SET status = 'queued', finished_at = NULL, wake_at = ? WHERE ordinal = ?`,
  insertWorkflow: `
    INSERT INTO flowgraft_workflows (tenant, hash, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
  setLatest: `
    INSERT INTO flowgraft_latest_workflows (tenant, workflow_id, hash) VALUES (?, ?, ?)
    ON CONFLICT (tenant, workflow_id) DO UPDATE SET hash = excluded.hash`,
} as const;

/**
 * Each statement is run by one method only: after `run` or an empty `all`, the `get` of libsql 0.5 answers
 * `undefined` without having run the statement.
 */
export type Statements = Prepared<typeof one, 'get'> &
  Prepared<typeof many, 'all'> &
  Prepared<typeof none, 'run'>;

type Prepared<Sql, Method extends keyof SqliteStatement> = {
  readonly [name in keyof Sql]: Pick<SqliteStatement, Method>;
};

export function prepareStatements(database: SqliteDatabase): Statements {
  const prepared = Object.entries({ ...one, ...many, ...none }).map(
    ([name, text]) => [name, database.prepare(text)] as const,
  );
  return Object.fromEntries(prepared) as unknown as Statements;
}
