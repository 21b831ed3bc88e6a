/** Functions of the database by which workers keep, lose and give up what they hold, and by which ended runs go. */

import { checkIsolation, clock, settings } from './function-parts.js';
import type { Names } from './names.js';

/** Runs that one call takes from a lost worker. */
const mostTaken = 1000;

/**
 * Who takes runs from a holder has the holder's lock for itself first: then no commit of that holder is under way,
 * and the next one sees who holds the run. Holders share their lock.
 */
export function leaseFunctions(names: Names): string {
  return [
    takeFromLost(names),
    heartbeat(names),
    dropRuns(names),
    releaseWorker(names),
    purgeRuns(names),
  ].join('\n');
}

/** Gives true when it has locked limits. */
function takeFromLost(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('take_from_lost')}(the_origin text, lost text, moment bigint) RETURNS boolean
LANGUAGE plpgsql AS $function$
DECLARE
  ended bigint;
  runs bigint[];
  keys text[];
BEGIN
  IF NOT pg_try_advisory_xact_lock(${names.workerLocks}, hashtext(lost)) THEN
    RETURN false;
  END IF;
  SELECT w.lease_until INTO ended FROM ${t('workers')} w
    WHERE w.worker = lost AND w.lease_until <= moment FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  runs := ARRAY(SELECT s.ordinal FROM ${t('run_states')} s WHERE s.worker = lost AND s.ordinal > 0
    LIMIT ${mostTaken} FOR UPDATE SKIP LOCKED);
  keys := ARRAY(SELECT k.key FROM ${t('run_states')} s CROSS JOIN LATERAL unnest(s.slots) AS k (key)
    WHERE s.ordinal = ANY (runs));
  UPDATE ${t('run_states')} s SET worker = NULL, status = 'queued', crashes = s.crashes + 1,
    wake_at = ended, due_at = ended, line = '', slots = NULL
    WHERE s.ordinal = ANY (runs);
  IF cardinality(keys) > 0 THEN
    PERFORM ${t('tell')}(the_origin, ${t('free_slots')}(keys), false);
  END IF;
  IF NOT EXISTS (SELECT 1 FROM ${t('run_states')} s WHERE s.worker = lost AND s.ordinal > 0) THEN
    DELETE FROM ${t('workers')} w WHERE w.worker = lost;
  END IF;
  RETURN cardinality(keys) > 0;
END
$function$;`;
}

/** Runs of a worker that one heartbeat names to it. */
const mostStrays = 1000;

/**
 * One row per run that is lost (\`mail\` false) or has mail (true), one without \`i\` per run that the worker holds and
 * did not name, and last one that tells the time.
 */
function heartbeat(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('heartbeat')}(
  the_worker text, lease_ms bigint, the_report text, the_tenants text[], the_runs text[], the_epochs integer[]
) RETURNS TABLE (i integer, mail boolean, tenant text, run_id text, epoch integer, moment bigint)
LANGUAGE plpgsql ${settings} AS $function$
#variable_conflict use_column
DECLARE
  clock_ms bigint;
  named bigint[];
BEGIN
  ${checkIsolation}
  PERFORM pg_advisory_xact_lock_shared(${names.workerLocks}, hashtext(the_worker));
  clock_ms := ${clock};
  INSERT INTO ${t('workers')} AS w (worker, lease_until, seen_at, report)
    VALUES (the_worker, clock_ms + lease_ms, clock_ms, the_report)
    ON CONFLICT (worker) DO UPDATE SET lease_until = excluded.lease_until, seen_at = excluded.seen_at,
      report = coalesce(excluded.report, w.report);
  named := ARRAY(
    SELECT (SELECT r.ordinal FROM ${t('runs')} r WHERE r.run_id = h.run_id AND r.tenant = h.tenant)
    FROM unnest(the_tenants, the_runs) WITH ORDINALITY AS h (tenant, run_id, i) ORDER BY h.i);
  RETURN QUERY
    SELECT h.i::integer, coalesce(s.mail > 0, false), NULL::text, NULL::text, NULL::integer, NULL::bigint
    FROM unnest(named, the_epochs) WITH ORDINALITY AS h (ordinal, epoch, i)
    LEFT JOIN LATERAL (
      SELECT s.mail FROM ${t('run_states')} s
      WHERE s.ordinal = h.ordinal AND s.worker = the_worker AND s.epoch = h.epoch LIMIT 1) s ON true
    WHERE s.mail IS NULL OR s.mail > 0;
  RETURN QUERY
    SELECT NULL::integer, NULL::boolean, r.tenant::text, r.run_id::text, s.epoch, NULL::bigint
    FROM ${t('run_states')} s CROSS JOIN LATERAL (
      SELECT r.tenant, r.run_id FROM ${t('runs')} r WHERE r.ordinal = s.ordinal LIMIT 1) r
    WHERE s.worker = the_worker AND s.ordinal > 0 AND NOT EXISTS (
      SELECT 1 FROM unnest(named, the_epochs) AS h (ordinal, epoch) WHERE h.ordinal = s.ordinal AND h.epoch = s.epoch) LIMIT ${mostStrays};
  RETURN QUERY SELECT NULL::integer, NULL::boolean, NULL::text, NULL::text, NULL::integer, clock_ms;
END
$function$;`;
}

/** Gives the runs that were dropped, and those that go on because of it, as pairs. */
function dropRuns(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('drop_runs')}(
  the_origin text, the_tenants text[], the_runs text[], the_epochs integer[], the_wake_at bigint
) RETURNS json LANGUAGE plpgsql ${settings} AS $function$
DECLARE
  asked bigint[];
  lock_key integer;
  runs bigint[];
  keys text[];
BEGIN
  ${checkIsolation}
  PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0);
  asked := ARRAY(
    SELECT (SELECT r.ordinal FROM ${t('runs')} r WHERE r.run_id = h.run_id AND r.tenant = h.tenant)
    FROM unnest(the_tenants, the_runs) WITH ORDINALITY AS h (tenant, run_id, i) ORDER BY h.i);
  FOR lock_key IN
    SELECT DISTINCT hashtext(s.worker) FROM ${t('run_states')} s
    WHERE s.ordinal = ANY (asked) AND s.worker IS NOT NULL ORDER BY 1
  LOOP
    PERFORM pg_advisory_xact_lock(${names.workerLocks}, lock_key);
  END LOOP;
  runs := ARRAY(
    SELECT s.ordinal FROM ${t('run_states')} s JOIN unnest(asked, the_epochs) AS h (ordinal, epoch) ON h.ordinal = s.ordinal
    WHERE s.ordinal = ANY (asked) AND s.worker IS NOT NULL AND s.epoch = h.epoch
    ORDER BY s.ordinal FOR NO KEY UPDATE OF s);
  keys := ARRAY(SELECT k.key FROM ${t('run_states')} s CROSS JOIN LATERAL unnest(s.slots) AS k (key)
    WHERE s.ordinal = ANY (runs));
  UPDATE ${t('run_states')} s SET worker = NULL, status = 'queued', wake_at = the_wake_at, due_at = the_wake_at,
    line = CASE WHEN the_wake_at <= ${clock} THEN '' END, slots = NULL
    WHERE s.ordinal = ANY (runs);
  IF cardinality(keys) > 0 THEN
    runs := runs || ${t('free_slots')}(keys);
  END IF;
  PERFORM ${t('tell')}(the_origin, runs, false);
  RETURN ${t('runs_of')}(runs);
END
$function$;`;
}

/** Gives the runs that were let go of, and those that go on because of it, as pairs. */
function releaseWorker(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('release_worker')}(the_origin text, the_worker text) RETURNS json
LANGUAGE plpgsql ${settings} AS $function$
DECLARE
  clock_ms bigint;
  runs bigint[];
  keys text[];
BEGIN
  ${checkIsolation}
  PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0);
  PERFORM pg_advisory_xact_lock(${names.workerLocks}, hashtext(the_worker));
  clock_ms := ${clock};
  runs := ARRAY(SELECT s.ordinal FROM ${t('run_states')} s WHERE s.worker = the_worker AND s.ordinal > 0
    FOR UPDATE SKIP LOCKED);
  keys := ARRAY(SELECT k.key FROM ${t('run_states')} s CROSS JOIN LATERAL unnest(s.slots) AS k (key)
    WHERE s.ordinal = ANY (runs));
  UPDATE ${t('run_states')} s SET worker = NULL, status = 'queued', wake_at = clock_ms, due_at = clock_ms, line = '', slots = NULL
    WHERE s.ordinal = ANY (runs);
  -- What a transaction has locked stays until the lease, which ends now, is found to have ended.
  IF EXISTS (SELECT 1 FROM ${t('run_states')} s WHERE s.worker = the_worker AND s.ordinal > 0) THEN
    UPDATE ${t('workers')} w SET lease_until = least(w.lease_until, clock_ms) WHERE w.worker = the_worker;
  ELSE
    DELETE FROM ${t('workers')} w WHERE w.worker = the_worker;
  END IF;
  IF cardinality(keys) > 0 THEN
    runs := runs || ${t('free_slots')}(keys);
  END IF;
  PERFORM ${t('tell')}(the_origin, runs, false);
  RETURN ${t('runs_of')}(runs);
END
$function$;`;
}

/** Removes ended runs, the longest ended first, with all that belongs to them. */
function purgeRuns(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('purge_runs')}(the_tenant text, statuses text[], ended_before bigint, most integer) RETURNS integer
LANGUAGE plpgsql ${settings} AS $function$
DECLARE
  gone bigint[];
BEGIN
  ${checkIsolation}
  gone := ARRAY(
    SELECT f.ordinal FROM (SELECT DISTINCT x AS status FROM unnest(statuses) AS x) u CROSS JOIN LATERAL (
      SELECT s.ordinal, s.finished_at FROM ${t('run_states')} s
      WHERE s.status = u.status AND s.finished_at < ended_before AND s.finished_at IS NOT NULL
        AND (the_tenant IS NULL OR s.tenant = the_tenant)
      ORDER BY s.finished_at, s.ordinal LIMIT most FOR UPDATE OF s SKIP LOCKED) f
    ORDER BY f.finished_at, f.ordinal LIMIT most);
  DELETE FROM ${t('journal')} j WHERE j.run = ANY (gone);
  DELETE FROM ${t('inbox')} i WHERE i.run = ANY (gone);
  DELETE FROM ${t('run_tags')} g WHERE g.run = ANY (gone);
  DELETE FROM ${t('run_states')} s WHERE s.ordinal = ANY (gone);
  DELETE FROM ${t('runs')} r WHERE r.ordinal = ANY (gone);
  RETURN cardinality(gone);
END
$function$;`;
}
