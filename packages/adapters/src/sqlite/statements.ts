/** The SQL of every commit, claim and delivery, prepared once per connection. */

import type { SqliteDatabase, SqliteStatement } from './client.js';

const recordColumns = `
  r.ordinal, r.tenant, r.run_id, r.workflow_id, r.workflow_hash, r.line, r.priority, r.tags, r.idempotency_key,
  r.parent_run_id, r.parent_step, r.parent_depth, r.traceparent, r.created_at, r.status, r.started_at, r.finished_at,
  r.wake_at, r.due_at, r.is_ready, r.worker, r.epoch, r.seq, r.crashes, r.mail, r.waits,
  l.scope, l.limit_keys, v.input, v.output, v.error`;

/** Selects runs as `RunRow`s; a condition on `r` follows. */
export const selectRuns = `
  SELECT ${recordColumns} FROM flowgraft_runs r
  CROSS JOIN flowgraft_lines l ON l.id = r.line CROSS JOIN flowgraft_run_values v ON v.run = r.ordinal`;

// A commit is refused unless the run is held under that epoch and its journal is as long as its holder believes.
const fence = 'run_id = ? AND tenant = ? AND epoch = ? AND seq = ? AND worker IS NOT NULL';

/** Answered with one row or none. */
const one = {
  joinLine: `
    INSERT INTO flowgraft_lines (tenant, hash, scope, limit_keys, runs) VALUES (?, ?, ?, ?, 1)
    ON CONFLICT (tenant, hash, scope, limit_keys) DO UPDATE SET runs = runs + 1 RETURNING id`,
  insertRun: `
    INSERT INTO flowgraft_runs (
      tenant, run_id, workflow_id, workflow_hash, line, priority, tags, idempotency_key, parent_run_id, parent_step,
      parent_depth, traceparent, created_at, status, started_at, wake_at, due_at, is_ready, worker, is_counted, epoch,
      seq, crashes, mail, waits
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, '[]')
    ON CONFLICT DO NOTHING RETURNING ordinal`,
  run: `${selectRuns} WHERE r.run_id = ? AND r.tenant = ?`,
  runByKey: `${selectRuns} WHERE r.tenant = ? AND r.idempotency_key = ?`,
  lease: 'SELECT ends_at FROM flowgraft_workers WHERE worker = ?',
  holdsAny: 'SELECT 1 FROM flowgraft_runs WHERE worker = ? LIMIT 1',
  lostWorker: 'SELECT worker FROM flowgraft_workers WHERE ends_at <= ? AND worker <> ? LIMIT 1',
  nextLeaseEnd: `
    SELECT min(ends_at) AS ends_at FROM flowgraft_workers w
    WHERE worker <> ? AND EXISTS (SELECT 1 FROM flowgraft_runs WHERE worker = w.worker)`,
  nextLater: `
    SELECT due_at FROM flowgraft_runs WHERE is_ready = 0 AND due_at IS NOT NULL
    ORDER BY due_at LIMIT 1`,
  hold: `
    UPDATE flowgraft_runs SET seq = seq + ? WHERE ${fence} RETURNING ordinal, mail`,
  park: `
    UPDATE flowgraft_runs
    SET seq = seq + ?, worker = NULL, status = ?, wake_at = ?, waits = ?,
      due_at = CASE WHEN mail = 0 THEN ? ELSE ? END, is_ready = CASE WHEN mail = 0 THEN ? ELSE 1 END
    WHERE ${fence} RETURNING ordinal, mail, line, is_counted`,
  finish: `
    UPDATE flowgraft_runs SET seq = seq + ?, worker = NULL, status = ?, finished_at = ?
    WHERE ${fence} RETURNING ordinal, mail, line, is_counted`,
  addressee: 'SELECT ordinal, status FROM flowgraft_runs WHERE run_id = ? AND tenant = ?',
  insertMessage: `
    INSERT INTO flowgraft_inbox (run, id, sent_at, body) VALUES (?, ?, ?, ?)
    ON CONFLICT DO NOTHING RETURNING position`,
  isKnown: 'SELECT 1 FROM flowgraft_inbox WHERE run = ? AND id = ?',
  hasLimits: 'SELECT 1 FROM flowgraft_limits LIMIT 1',
  workflow: 'SELECT document FROM flowgraft_workflows WHERE tenant = ? AND hash = ?',
  latest: 'SELECT hash FROM flowgraft_latest_workflows WHERE tenant = ? AND workflow_id = ?',
} as const;

/** Answered with any number of rows. */
const many = {
  heldBy: 'SELECT tenant, run_id AS runId, epoch, mail FROM flowgraft_runs WHERE worker = ?',
  drop: `
    UPDATE flowgraft_runs SET worker = NULL, status = 'queued', wake_at = ?, due_at = ?, is_ready = ?
    WHERE run_id = ? AND tenant = ? AND epoch = ? AND worker IS NOT NULL
    RETURNING line, is_counted`,
  lostWorkers: 'SELECT worker, ends_at FROM flowgraft_workers WHERE ends_at <= ? AND worker <> ?',
  dropHeld: `
    UPDATE flowgraft_runs
    SET worker = NULL, status = 'queued', wake_at = ?, due_at = ?, is_ready = 1, crashes = crashes + ?
    WHERE worker = ? RETURNING tenant, run_id AS runId, line, is_counted`,
  ready: `
    ${selectRuns} WHERE r.is_ready = 1 AND r.line = ?
    ORDER BY r.priority DESC, r.due_at, r.ordinal LIMIT ?`,
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
  leaveLine: 'UPDATE flowgraft_lines SET runs = runs - ? WHERE id = ?',
  dropLine: 'DELETE FROM flowgraft_lines WHERE id = ? AND runs <= 0',
  refreshHead: `
    UPDATE flowgraft_lines SET (head_priority, head_due, head_run, blocked_by) = (
      SELECT max(priority), due_at, ordinal, CASE WHEN ordinal IS NULL THEN 0 ELSE blocked_by END FROM (
        SELECT priority, due_at, ordinal FROM flowgraft_runs WHERE is_ready = 1 AND line = ?
        ORDER BY priority DESC, due_at, ordinal LIMIT 1))
    WHERE id = ?`,
  insertValues: 'INSERT INTO flowgraft_run_values (run, input) VALUES (?, ?)',
  insertTag: 'INSERT OR IGNORE INTO flowgraft_run_tags (tag, run) VALUES (?, ?)',
  becomeReady: `
    UPDATE flowgraft_runs SET is_ready = 1 WHERE ordinal IN (
      SELECT ordinal FROM flowgraft_runs WHERE is_ready = 0 AND due_at <= ?
      ORDER BY due_at LIMIT ?)`,
  renewLease: `
    INSERT INTO flowgraft_workers (worker, seen_at, ends_at) VALUES (?, ?, ?)
    ON CONFLICT (worker) DO UPDATE SET seen_at = excluded.seen_at, ends_at = excluded.ends_at`,
  dropLease: 'DELETE FROM flowgraft_workers WHERE worker = ?',
  take: `
    UPDATE flowgraft_runs
    SET worker = ?, epoch = epoch + 1, status = 'running', started_at = coalesce(started_at, ?),
      wake_at = NULL, due_at = NULL, is_ready = 0, is_counted = ?, waits = '[]'
    WHERE ordinal = ?`,
  setOutcome: 'UPDATE flowgraft_run_values SET output = ?, error = ? WHERE run = ?',
  append: 'INSERT INTO flowgraft_journal (run, seq, events) VALUES (?, ?, ?)',
  consume: 'UPDATE flowgraft_inbox SET body = NULL WHERE run = ? AND id = ? AND body IS NOT NULL',
  takeMail: 'UPDATE flowgraft_runs SET mail = mail - ? WHERE ordinal = ?',
  addMail: `
    UPDATE flowgraft_runs
    SET mail = mail + 1, due_at = CASE WHEN worker IS NULL THEN min(coalesce(due_at, ?), ?) END,
      is_ready = worker IS NULL
    WHERE ordinal = ?`,
  requeue: `
    UPDATE flowgraft_runs SET status = 'queued', finished_at = NULL, wake_at = ? WHERE ordinal = ?`,
  putWorkflow: `
    INSERT INTO flowgraft_workflows (tenant, hash, document) VALUES (?, ?, ?)
    ON CONFLICT (tenant, hash) DO UPDATE SET document = excluded.document`,
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
