/**
 * Functions of the database for one run at a time, in its commonest ways: started, a step further, ended. They do
 * what `create_runs` and `commit_changes` do, in as few statements as can be: with one run in flight a statement
 * costs more than what it is about. Each gives NULL, and has written nothing that counts, where it meets anything
 * else; the caller then goes the general way, which finds out what it is.
 */

import {
  clock,
  fewSettings,
  inboxText,
  isReadCommitted,
  journalLength,
  settingsWithHashes,
} from './function-parts.js';
import type { Names } from './names.js';

export function fastFunctions(names: Names): string {
  return [commitStep(names), finishRun(names), createRun(names), createMany(names)].join('\n');
}

/** Looks for the run that the worker holds, in a statement of its own and after that worker's lock: see `commit_changes`. */
function fence(names: Names, columns: string, into: string): string {
  const t = (name: string): string => names.table(name);
  return `
  SELECT ${columns} INTO ${into} FROM ${t('run_states')} s
    WHERE s.ordinal = coalesce(the_ordinal, (SELECT r.ordinal FROM ${t('runs')} r WHERE r.run_id = the_run AND r.tenant = the_tenant))
      AND (the_start IS NULL OR s.started_at = the_start) AND s.tenant = the_tenant AND s.epoch = the_epoch AND s.worker = the_worker
      AND the_seq = ${journalLength(names, 's.ordinal')} AND ${isReadCommitted};
  IF held IS NULL THEN
    RETURN NULL;
  END IF;
  INSERT INTO ${t('journal')} (run, seq, size, events) VALUES (held, the_seq, the_size, the_events);`;
}

/** A change that keeps the run and does nothing else. Gives the run's unread messages as a list, or nothing for none. */
function commitStep(names: Names): string {
  return `
CREATE FUNCTION ${names.table('commit_changes_step')}(
  the_worker text, the_ordinal bigint, the_start bigint, the_tenant text, the_run text, the_epoch integer, the_seq integer, the_size integer, the_events text
) RETURNS text LANGUAGE plpgsql ${fewSettings} AS $function$
DECLARE
  held bigint;
  unread integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(${names.workerLocks}, hashtext(the_worker));
  ${fence(names, 's.ordinal, s.mail', 'held, unread')}
  IF unread > 0 THEN
    RETURN coalesce(${inboxText(names, 'held')}, '');
  END IF;
  RETURN '';
END
$function$;`;
}

/** A change that ends the run and does nothing else. Gives the runs that go on because of it, as pairs, or nothing for none. */
function finishRun(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('commit_changes_end')}(
  the_worker text, the_ordinal bigint, the_start bigint, the_tenant text, the_run text, the_epoch integer, the_seq integer, the_size integer, the_events text,
  the_status text, the_output text, the_error text, the_origin text, the_news text
) RETURNS text LANGUAGE plpgsql ${fewSettings} AS $function$
DECLARE
  held bigint;
  keys text[];
  freed bigint[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0),
    pg_advisory_xact_lock_shared(${names.workerLocks}, hashtext(the_worker));
  ${fence(names, 's.ordinal, s.slots', 'held, keys')}
  UPDATE ${t('run_states')} s SET
    worker = NULL, slots = NULL, status = the_status, finished_at = ${clock}, output = the_output, error = the_error,
    wake_at = NULL, waits = NULL, wait_keys = NULL, due_at = NULL, line = NULL
    WHERE s.ordinal = held;
  PERFORM pg_notify('${names.channel}', the_news);
  IF cardinality(keys) > 0 THEN
    freed := ${t('free_slots')}(keys);
    PERFORM ${t('tell')}(the_origin, freed, false);
    RETURN ${t('runs_of')}(freed)::text;
  END IF;
  RETURN '';
END
$function$;`;
}

/** One run that is due at once and whose id and key are free. Gives the time and its ordinal, or the time alone where a limit may count the run. */
// oxlint-disable-next-line max-lines-per-function -- one function of the database: its parts share their variables
function createRun(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('create_runs_one')}(
  the_worker text, lease_ms bigint, leeway bigint, the_news text,
  the_tenant text, the_run text, the_workflow text, the_hash text, the_priority double precision, the_queue text,
  the_region text, the_labels text[], the_limit_keys text[], the_tags text[], the_idempotency_key text,
  the_parent text, the_parent_step text, the_parent_depth integer, the_traceparent text, the_input text, the_scope text[]
) RETURNS bigint[] LANGUAGE plpgsql ${fewSettings} AS $function$
DECLARE
  clock_ms bigint;
  is_counted boolean;
  has_lease boolean;
  made bigint;
BEGIN
  -- The second does nothing without a worker.
  PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0),
    pg_advisory_xact_lock_shared(${names.workerLocks}, hashtext(the_worker));
  clock_ms := ${clock};
  SELECT NOT ${isReadCommitted} OR EXISTS (SELECT 1 FROM ${t('limits')} l WHERE l.key = ANY (the_limit_keys)),
    the_worker IS NULL OR EXISTS (SELECT 1 FROM ${t('workers')} w WHERE w.worker = the_worker
      AND w.lease_until BETWEEN clock_ms + lease_ms - leeway AND clock_ms + lease_ms)
    INTO is_counted, has_lease;
  IF is_counted THEN
    RETURN ARRAY[clock_ms];
  END IF;
  IF NOT has_lease THEN
    PERFORM ${t('hold_lease')}(the_worker, lease_ms, clock_ms, leeway);
  END IF;
  INSERT INTO ${t('runs')} AS r (
    tenant, run_id, workflow_id, hash, priority, queue, region, labels, limit_keys, tags, idempotency_key,
    parent_run_id, parent_step, parent_depth, traceparent, created_at, input)
  VALUES (
    the_tenant, the_run, the_workflow, the_hash, the_priority, the_queue, the_region, the_labels, the_limit_keys,
    the_tags, the_idempotency_key, the_parent, the_parent_step, the_parent_depth, the_traceparent, clock_ms, the_input)
  ON CONFLICT DO NOTHING RETURNING r.ordinal INTO made;
  IF made IS NULL THEN
    RETURN NULL;
  END IF;
  INSERT INTO ${t('run_states')} (
    ordinal, tenant, scope, priority, status, line, due_at, wake_at, worker, epoch, mail, crashes, started_at)
  VALUES (
    made, the_tenant, the_scope, the_priority,
    CASE WHEN the_worker IS NULL THEN 'queued' ELSE 'running' END,
    CASE WHEN the_worker IS NULL THEN '' END,
    CASE WHEN the_worker IS NULL THEN clock_ms END,
    CASE WHEN the_worker IS NULL THEN clock_ms END,
    the_worker,
    CASE WHEN the_worker IS NULL THEN 0 ELSE 1 END,
    0, 0,
    CASE WHEN the_worker IS NOT NULL THEN clock_ms END);
  IF the_tags IS NOT NULL THEN
    INSERT INTO ${t('run_tags')} (tag, tenant, run) SELECT DISTINCT g.tag, the_tenant, made FROM unnest(the_tags) AS g (tag);
  END IF;
  IF the_news IS NOT NULL THEN
    PERFORM pg_notify('${names.channel}', the_news);
  END IF;
  RETURN ARRAY[clock_ms, made];
END
$function$;`;
}

/**
 * Runs of different ids that are due at once and have no tags. Gives the time, and for each run in order its ordinal,
 * or NULL where its id or key was there before; nothing at all where a limit may count one of them.
 */
// oxlint-disable-next-line max-lines-per-function -- one function of the database: its parts share their variables
function createMany(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('create_runs_many')}(
  the_worker text, lease_ms bigint, leeway bigint, the_news text[], the_keys text[],
  the_tenants text[], the_ids text[], the_workflows text[], the_hashes text[], the_priorities double precision[],
  the_queues text[], the_regions text[], the_labels text[], the_limit_keys text[], the_idempotency_keys text[],
  the_parents text[], the_parent_steps text[], the_parent_depths integer[], the_traceparents text[], the_inputs text[],
  the_scopes text[]
) RETURNS TABLE (moment bigint, ordinals bigint[]) LANGUAGE plpgsql ${settingsWithHashes} AS $function$
#variable_conflict use_column
DECLARE
  clock_ms bigint;
  made bigint[];
BEGIN
  -- The second does nothing without a worker.
  PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0),
    pg_advisory_xact_lock_shared(${names.workerLocks}, hashtext(the_worker));
  clock_ms := ${clock};
  IF NOT ${isReadCommitted} OR EXISTS (SELECT 1 FROM ${t('limits')} l WHERE l.key = ANY (the_keys)) THEN
    RETURN;
  END IF;
  IF the_worker IS NOT NULL THEN
    PERFORM ${t('hold_lease')}(the_worker, lease_ms, clock_ms, leeway);
  END IF;
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest(
      the_tenants, the_ids, the_workflows, the_hashes, the_priorities, the_queues, the_regions, the_labels,
      the_limit_keys, the_idempotency_keys, the_parents, the_parent_steps, the_parent_depths, the_traceparents,
      the_inputs, the_scopes)
    WITH ORDINALITY AS g (
      tenant, run_id, workflow_id, hash, priority, queue, region, labels, limit_keys, idempotency_key,
      parent_run_id, parent_step, parent_depth, traceparent, input, scope, i)
  ),
  added AS (
    INSERT INTO ${t('runs')} AS r (
      tenant, run_id, workflow_id, hash, priority, queue, region, labels, limit_keys, idempotency_key,
      parent_run_id, parent_step, parent_depth, traceparent, created_at, input)
    SELECT g.tenant, g.run_id, g.workflow_id, g.hash, g.priority, g.queue, g.region, g.labels::text[],
      g.limit_keys::text[], g.idempotency_key, g.parent_run_id, g.parent_step, g.parent_depth, g.traceparent,
      clock_ms, g.input
    FROM given g
    ON CONFLICT DO NOTHING
    RETURNING r.ordinal, r.tenant, r.run_id
  ),
  matched AS (
    SELECT g.i, g.tenant, g.scope, g.priority, a.ordinal
    FROM given g LEFT JOIN added a ON a.run_id = g.run_id AND a.tenant = g.tenant
  ),
  states AS (
    INSERT INTO ${t('run_states')} (
      ordinal, tenant, scope, priority, status, line, due_at, wake_at, worker, epoch, mail, crashes, started_at)
    SELECT m.ordinal, m.tenant, m.scope::text[], m.priority,
      CASE WHEN the_worker IS NULL THEN 'queued' ELSE 'running' END,
      CASE WHEN the_worker IS NULL THEN '' END,
      CASE WHEN the_worker IS NULL THEN clock_ms END,
      CASE WHEN the_worker IS NULL THEN clock_ms END,
      the_worker,
      CASE WHEN the_worker IS NULL THEN 0 ELSE 1 END,
      0, 0,
      CASE WHEN the_worker IS NOT NULL THEN clock_ms END
    FROM matched m WHERE m.ordinal IS NOT NULL
  )
  SELECT array_agg(m.ordinal ORDER BY m.i) INTO made FROM matched m;
  PERFORM pg_notify('${names.channel}', n) FROM unnest(the_news) AS n;
  RETURN QUERY SELECT clock_ms, made;
END
$function$;`;
}
