/** Functions of the database that create runs, and that tell of what happened. */

import { checkIsolation, clock, settingsWithHashes } from './function-parts.js';
import type { Names } from './names.js';

export function createFunctions(names: Names): string {
  return [runsOf(names), tell(names), holdLease(names), insertRuns(names), createRuns(names)].join(
    '\n',
  );
}

/** Tenant and id of each of these runs, as a list of pairs. */
function runsOf(names: Names): string {
  return `
CREATE FUNCTION ${names.table('runs_of')}(ordinals bigint[]) RETURNS json LANGUAGE plpgsql AS $function$
BEGIN
  IF cardinality(ordinals) > 0 THEN
    RETURN (SELECT json_agg(json_build_array(r.tenant, r.run_id))
      FROM ${names.table('runs')} r WHERE r.ordinal = ANY (ordinals));
  END IF;
  RETURN '[]';
END
$function$;`;
}

/** Longest part of a notification that is filled before the next one is begun; PostgreSQL takes 8,000 bytes. */
const fullBytes = 3500;

/** Notifies of runs, many in one message: who caused it, whether they have ended, then tenants and ids. */
function tell(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('tell')}(the_origin text, ordinals bigint[], has_ended boolean) RETURNS void
LANGUAGE plpgsql AS $function$
BEGIN
  IF the_origin IS NULL OR cardinality(ordinals) IS NULL OR cardinality(ordinals) = 0 THEN
    RETURN;
  END IF;
  PERFORM pg_notify('${names.channel}', '[' || to_json(the_origin)::text || CASE WHEN has_ended THEN ',1' ELSE ',0' END || p.pairs || ']')
  FROM (
    SELECT string_agg(q.pair, '') AS pairs FROM (
      SELECT x.pair, sum(octet_length(x.pair)) OVER (ORDER BY x.i) / ${fullBytes} AS part FROM (
        SELECT o.i, ',' || to_json(r.tenant)::text || ',' || to_json(r.run_id)::text AS pair
        FROM unnest(ordinals) WITH ORDINALITY AS o (ordinal, i)
        CROSS JOIN LATERAL (SELECT r.tenant, r.run_id FROM ${t('runs')} r WHERE r.ordinal = o.ordinal LIMIT 1) r
      ) x WHERE octet_length(x.pair) <= ${fullBytes}
    ) q GROUP BY q.part
  ) p;
END
$function$;`;
}

/**
 * Renews a worker's lease, unless it was renewed a moment ago: calls of one worker must not wait for each other's
 * disk writes. Whoever calls has the worker's lock, so that nobody takes the worker for lost meanwhile.
 */
function holdLease(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('hold_lease')}(the_worker text, lease_ms bigint, moment bigint, leeway bigint) RETURNS void
LANGUAGE plpgsql AS $function$
BEGIN
  IF EXISTS (
    SELECT 1 FROM ${t('workers')} w WHERE w.worker = the_worker
      AND w.lease_until BETWEEN moment + lease_ms - leeway AND moment + lease_ms
  ) THEN
    RETURN;
  END IF;
  INSERT INTO ${t('workers')} AS w (worker, lease_until, seen_at) VALUES (the_worker, moment + lease_ms, moment)
    ON CONFLICT (worker) DO UPDATE SET lease_until = excluded.lease_until, seen_at = excluded.seen_at;
END
$function$;`;
}

/** Inserts runs whose id and key are free. `the_worker`: who holds those that are due; nobody when NULL. */
function insertRuns(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('insert_runs')}(
  the_runs json, the_worker text, moment bigint, the_slots text[], the_queued_keys text[]
) RETURNS TABLE (i integer, ordinal bigint, is_held boolean) LANGUAGE plpgsql AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH given AS (
    SELECT * FROM json_to_recordset(the_runs) AS g (
      i integer, tenant text, run_id text, workflow_id text, hash text, priority double precision, queue text,
      region text, labels text, limit_keys text, tags text, idempotency_key text, parent_run_id text,
      parent_step text, parent_depth integer, traceparent text, start_at bigint, input text, scope text)
  ),
  added AS (
    INSERT INTO ${t('runs')} AS r (
      tenant, run_id, workflow_id, hash, priority, queue, region, labels, limit_keys, tags, idempotency_key,
      parent_run_id, parent_step, parent_depth, traceparent, start_at, created_at, input)
    SELECT g.tenant, g.run_id, g.workflow_id, g.hash, g.priority, g.queue, g.region, g.labels::text[],
      g.limit_keys::text[], g.tags::text[], g.idempotency_key, g.parent_run_id, g.parent_step, g.parent_depth,
      g.traceparent, g.start_at, moment, g.input
    FROM given g ORDER BY g.i
    ON CONFLICT DO NOTHING
    RETURNING r.ordinal, r.tenant, r.run_id, r.priority, r.tags, r.start_at
  ),
  matched AS (
    SELECT DISTINCT ON (a.ordinal) g.i, a.*, g.scope::text[] AS scope, coalesce(a.start_at, moment) AS due_at,
      the_worker IS NOT NULL AND coalesce(a.start_at, moment) <= moment AS is_held
    FROM added a JOIN given g ON g.run_id = a.run_id AND g.tenant = a.tenant ORDER BY a.ordinal, g.i
  ),
  states AS (
    INSERT INTO ${t('run_states')} (
      ordinal, tenant, scope, priority, status, line, due_at, wake_at, worker, epoch, mail, crashes, started_at,
      slots, queued_keys)
    SELECT m.ordinal, m.tenant, m.scope, m.priority,
      CASE WHEN m.is_held THEN 'running' ELSE 'queued' END,
      CASE WHEN NOT m.is_held AND m.due_at <= moment THEN '' END,
      CASE WHEN NOT m.is_held THEN m.due_at END,
      CASE WHEN NOT m.is_held THEN m.due_at END,
      CASE WHEN m.is_held THEN the_worker END,
      CASE WHEN m.is_held THEN 1 ELSE 0 END, 0, 0,
      CASE WHEN m.is_held THEN moment END,
      CASE WHEN m.is_held THEN the_slots END,
      CASE WHEN NOT m.is_held THEN the_queued_keys END
    FROM matched m
  ),
  tagged AS (
    INSERT INTO ${t('run_tags')} (tag, tenant, run)
    SELECT DISTINCT tag, m.tenant, m.ordinal FROM matched m CROSS JOIN LATERAL unnest(m.tags) AS tag
  )
  SELECT m.i, m.ordinal, m.is_held FROM matched m;
END
$function$;`;
}

/**
 * Creates runs. One row for each that was created, one with \`refused_by\` for each that a limit refused, none for
 * those that were there, and one without \`i\` that tells the time. \`the_keys\`: limit keys of all of them.
 * A run that a limit may refuse is looked at by itself; the limit's row is then locked until the transaction ends.
 */
// oxlint-disable-next-line max-lines-per-function -- one function of the database: its parts share their variables
function createRuns(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('create_runs')}(
  the_origin text, the_worker text, lease_ms bigint, leeway bigint, is_hosts boolean, must boolean,
  the_keys text[], the_runs json
) RETURNS TABLE (i integer, ordinal bigint, is_held boolean, refused_by text, moment bigint)
LANGUAGE plpgsql ${settingsWithHashes} AS $function$
#variable_conflict use_column
DECLARE
  clock_ms bigint;
  known text[];
  counted text[];
  given json;
  keys text[];
  refusal text;
  worker_now text;
  added record;
  told bigint[] := '{}';
BEGIN
  IF NOT is_hosts THEN
    ${checkIsolation}
    PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0);
  END IF;
  IF the_worker IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock_shared(${names.workerLocks}, hashtext(the_worker));
  END IF;
  clock_ms := ${clock};
  RETURN QUERY SELECT NULL::integer, NULL::bigint, NULL::boolean, NULL::text, clock_ms;
  IF the_keys IS NOT NULL AND EXISTS (SELECT 1 FROM ${t('limits')}) THEN
    SELECT array_agg(l.key) INTO known FROM (
      SELECT l.key FROM ${t('limits')} l
      WHERE l.key = ANY (the_keys) AND (l.max_queued IS NOT NULL OR the_worker IS NOT NULL)
      ORDER BY l.key FOR NO KEY UPDATE
    ) l;
  END IF;
  -- After the limits: everybody locks the row of a worker last.
  IF the_worker IS NOT NULL THEN
    PERFORM ${t('hold_lease')}(the_worker, lease_ms, clock_ms, leeway);
  END IF;
  IF known IS NULL THEN
    FOR added IN SELECT * FROM ${t('insert_runs')}(the_runs, the_worker, clock_ms, NULL, NULL) LOOP
      i := added.i; ordinal := added.ordinal; is_held := added.is_held;
      RETURN NEXT;
      IF NOT added.is_held THEN
        told := told || added.ordinal;
      END IF;
    END LOOP;
    PERFORM ${t('tell')}(the_origin, told, false);
    RETURN;
  END IF;
  FOR given IN SELECT * FROM json_array_elements(the_runs) LOOP
    keys := array(SELECT k FROM unnest((given ->> 'limit_keys')::text[]) AS k WHERE k = ANY (known));
    i := (given ->> 'i')::integer; ordinal := NULL; is_held := NULL; refused_by := NULL;
    worker_now := CASE WHEN coalesce((given ->> 'start_at')::bigint, clock_ms) <= clock_ms AND NOT EXISTS (
      SELECT 1 FROM ${t('limits')} l WHERE l.key = ANY (keys) AND l.held >= l.max_held
    ) THEN the_worker END;
    counted := array(SELECT l.key::text FROM ${t('limits')} l WHERE l.key = ANY (keys) AND l.max_queued IS NOT NULL);
    IF worker_now IS NULL AND NOT must THEN
      SELECT min(l.key) INTO refusal FROM ${t('limits')} l WHERE l.key = ANY (counted) AND l.queued >= l.max_queued;
      IF refusal IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ${t('runs')} r WHERE r.run_id = given ->> 'run_id' AND r.tenant = given ->> 'tenant'
        UNION ALL
        SELECT 1 FROM ${t('runs')} r WHERE r.tenant = given ->> 'tenant' AND r.idempotency_key = given ->> 'idempotency_key'
      ) THEN
        refused_by := refusal;
        RETURN NEXT;
        CONTINUE;
      END IF;
    END IF;
    FOR added IN
      SELECT * FROM ${t('insert_runs')}(json_build_array(given), worker_now, clock_ms, nullif(keys, '{}'), nullif(counted, '{}'))
    LOOP
      ordinal := added.ordinal; is_held := added.is_held;
      RETURN NEXT;
      IF added.is_held THEN
        UPDATE ${t('limits')} l SET held = l.held + 1 WHERE l.key = ANY (keys);
      ELSE
        UPDATE ${t('limits')} l SET queued = l.queued + 1 WHERE l.key = ANY (counted);
        told := told || added.ordinal;
      END IF;
    END LOOP;
  END LOOP;
  PERFORM ${t('tell')}(the_origin, told, false);
END
$function$;`;
}
