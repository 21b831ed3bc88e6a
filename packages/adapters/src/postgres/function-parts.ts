/** Pieces that several of the database's functions are made of. */

import type { Names } from './names.js';

/** Epoch milliseconds by the database's clock. */
export const clock = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

const planning = `
  SET search_path = pg_catalog, pg_temp
  SET enable_seqscan = off
  SET jit = off
  SET plan_cache_mode = force_generic_plan`;

/**
 * Settings of every function that the store calls. Plans are made once per connection and go from the few rows that
 * a call is about to all others through an index: a plan that was made while a table was small stays good when it
 * has grown. The statements do their part: lateral subqueries with LIMIT and lists of ordinals fix where a plan
 * begins, a list of the one ordinal of the row before leaves an update no other way than one look for each row, and
 * a subquery for one value is not answered by reading the table once for all, as EXISTS may be.
 */
export const settings = `
  SET enable_hashjoin = off
  SET enable_mergejoin = off
${planning}`;

/** For a function whose every statement is about one row and joins nothing: each setting costs at each call. */
export const fewSettings = `
  SET search_path = pg_catalog, pg_temp
  SET enable_seqscan = off
  SET plan_cache_mode = force_generic_plan`;

/** For a function that joins nothing but what it was given. */
export const settingsWithHashes = `
  SET enable_hashjoin = on${planning}`;

/**
 * The functions see what others committed between two of their statements, and count on it: a lock that was waited
 * for is followed by a fresh look. Under a higher isolation level there is none.
 */
export const checkIsolation = `
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'flowgraft: this needs a transaction of isolation level read committed, this one is %',
      current_setting('transaction_isolation') USING ERRCODE = 'FG001';
  END IF;`;

/** For functions that leave everything else to others, rather than raise an error. */
export const isReadCommitted = `(current_setting('transaction_isolation') = 'read committed')`;

/** What `runRow` reads of a run; tables `r` (runs) and `s` (run_states). */
export function recordColumns(
  names: Names,
): readonly (readonly [name: string, type: string, sql: string])[] {
  return [
    ['ordinal', 'bigint', 'r.ordinal'],
    ['tenant', 'text', 'r.tenant'],
    ['run_id', 'text', 'r.run_id'],
    ['workflow_id', 'text', 'r.workflow_id'],
    ['hash', 'text', 'r.hash'],
    ['priority', 'double precision', 'r.priority'],
    ['queue', 'text', 'r.queue'],
    ['region', 'text', 'r.region'],
    ['labels', 'text', 'to_json(r.labels)::text'],
    ['limit_keys', 'text', 'to_json(r.limit_keys)::text'],
    ['tags', 'text', 'to_json(r.tags)::text'],
    ['idempotency_key', 'text', 'r.idempotency_key'],
    ['parent_run_id', 'text', 'r.parent_run_id'],
    ['parent_step', 'text', 'r.parent_step'],
    ['parent_depth', 'integer', 'r.parent_depth'],
    ['traceparent', 'text', 'r.traceparent'],
    ['created_at', 'bigint', 'r.created_at'],
    ['input', 'text', 'r.input'],
    ['status', 'text', 's.status'],
    ['started_at', 'bigint', 's.started_at'],
    ['finished_at', 'bigint', 's.finished_at'],
    ['wake_at', 'bigint', 's.wake_at'],
    ['worker', 'text', 's.worker'],
    ['epoch', 'integer', 's.epoch'],
    ['crashes', 'integer', 's.crashes'],
    ['waits', 'text', 's.waits'],
    ['output', 'text', 's.output'],
    ['error', 'text', 's.error'],
    ['seq', 'integer', journalLength(names, 'r.ordinal')],
  ];
}

export function selectedColumns(names: Names): string {
  return recordColumns(names)
    .map(([name, , sql]) => `${sql} AS ${name}`)
    .join(', ');
}

/** Entries in a run's journal. */
export function journalLength(names: Names, run: string): string {
  return `coalesce((SELECT j.seq + j.size FROM ${names.table('journal')} j WHERE j.run = ${run}
    ORDER BY j.seq DESC LIMIT 1), 0)`;
}

/** The journal as the text of a list of lists of entries. */
export function journalText(names: Names, run: string): string {
  return `(SELECT '[' || string_agg(j.events, ',' ORDER BY j.seq) || ']'
    FROM ${names.table('journal')} j WHERE j.run = ${run})`;
}

/** Unread messages, oldest first, as the text of a list. */
export function inboxText(names: Names, run: string): string {
  return `(SELECT '[' || string_agg('{"id":' || to_json(i.id)::text || ',"sentAt":' || i.sent_at || ',"body":' || i.body || '}',
      ',' ORDER BY i.position) || ']'
    FROM ${names.table('inbox')} i WHERE i.run = ${run} AND i.body IS NOT NULL)`;
}

/** True for runs of that scope that a worker may take: of its queues, its regions, and with no labels but its own. */
export function servesScope(scope: string): string {
  return `(the_queues IS NULL OR ${scope}[1] = ANY (the_queues))
    AND (${scope}[2] = '' OR ${scope}[2] = ANY (the_regions)) AND ${scope}[3:] <@ the_labels`;
}

/** Scopes in which runs stand in a line, each found by one step into the index. */
export function scopesOf(names: Names, line: string): string {
  const states = names.table('run_states');
  return `scopes AS (
    (SELECT s.scope FROM ${states} s WHERE s.line = ${line} ORDER BY s.scope LIMIT 1)
    UNION ALL
    SELECT n.scope FROM scopes c CROSS JOIN LATERAL (
      SELECT s.scope FROM ${states} s WHERE s.line = ${line} AND s.scope > c.scope ORDER BY s.scope LIMIT 1) n
  )`;
}

export interface Heads {
  readonly line: string;
  /** Most runs to find. */
  readonly want: string;
  /** The tenant that was served last. */
  readonly turn: string;
  /** Filters on `the_queues`, `the_regions`, `the_labels` and `the_without`. */
  readonly isScoped: string;
  /** Variables that take the answer. */
  readonly into: string;
}

/**
 * The first runs of a line, tenants in turn after the one served last, locked; rows others have locked are left
 * out. Tenants are found by steps into the index, so nothing here grows with how many runs stand in the line.
 *
 * Gives `ordinals` in order, `tenants` beside them, and `more`: whether there may be others.
 */
export function selectHeads(names: Names, { line, want, turn, isScoped, into }: Heads): string {
  const states = names.table('run_states');
  const last = `(${turn}) COLLATE "C"`;
  const isServed = `(SELECT r.hash FROM ${names.table('runs')} r WHERE r.ordinal = s.ordinal) <> ALL (the_without)`;
  return `
    WITH RECURSIVE ${scopesOf(names, line)},
    lanes (scope, tenant, wrapped, n) AS (
      SELECT c.scope, ${last}, false, 0 FROM scopes c
        WHERE NOT ${isScoped} OR (${servesScope('c.scope')})
      UNION ALL
      SELECT l.scope, x.tenant, x.wrapped, l.n + 1 FROM lanes l CROSS JOIN LATERAL (
        (SELECT s.tenant, l.wrapped FROM ${states} s
          WHERE s.line = ${line} AND s.scope = l.scope AND s.tenant > l.tenant
            AND (NOT l.wrapped OR s.tenant <= ${last})
          ORDER BY s.tenant LIMIT 1)
        UNION ALL
        (SELECT s.tenant, true FROM ${states} s
          WHERE NOT l.wrapped AND s.line = ${line} AND s.scope = l.scope AND s.tenant <= ${last}
          ORDER BY s.tenant LIMIT 1)
        LIMIT 1) x
      WHERE l.n < ${want} OR the_without IS NOT NULL
    ),
    turns AS (
      SELECT l.scope, l.tenant, l.wrapped, dense_rank() OVER (ORDER BY l.wrapped, l.tenant) AS place FROM lanes l
      WHERE l.n > 0 AND (the_without IS NULL OR (
        SELECT true FROM ${states} s WHERE s.line = ${line} AND s.scope = l.scope AND s.tenant = l.tenant
          AND ${isServed} LIMIT 1))
    ),
    quota AS (
      SELECT ceil(${want}::numeric / greatest(max(t.place), 1))::integer AS size, max(t.place) AS tenants
      FROM turns t WHERE t.place <= ${want}
    ),
    heads AS (
      SELECT t.tenant, t.wrapped, h.ordinal, h.priority, h.due_at, q.size, q.tenants,
        count(*) OVER (PARTITION BY t.tenant, t.scope) AS found
      FROM quota q CROSS JOIN turns t CROSS JOIN LATERAL (
        SELECT s.ordinal, s.priority, s.due_at FROM ${states} s
        WHERE s.line = ${line} AND s.scope = t.scope AND s.tenant = t.tenant
          AND (the_without IS NULL OR ${isServed})
        ORDER BY s.priority DESC, s.due_at, s.ordinal LIMIT q.size FOR UPDATE OF s SKIP LOCKED) h
      WHERE t.place <= ${want}
    ),
    ranked AS (
      SELECT h.*, row_number() OVER (PARTITION BY h.tenant ORDER BY h.priority DESC, h.due_at, h.ordinal) AS rank
      FROM heads h
    ),
    chosen AS (SELECT * FROM ranked ORDER BY rank, wrapped, tenant LIMIT ${want})
    SELECT array_agg(c.ordinal ORDER BY c.rank, c.wrapped, c.tenant) AS ordinals,
      array_agg(c.tenant ORDER BY c.rank, c.wrapped, c.tenant) AS tenants,
      coalesce(bool_or(c.found >= c.size) OR max(c.tenants) >= ${want} OR count(*) >= ${want}, false) AS more
    INTO ${into} FROM chosen c`;
}
