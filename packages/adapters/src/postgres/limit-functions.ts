/** Functions of the database that count held and queued runs, and keep those in line that a limit holds back. */

import { selectHeads, settings } from './function-parts.js';
import type { Names } from './names.js';

/**
 * Whoever locks rows of `limits` has locked all other rows that it may have to wait for before, and locks
 * limits in the order of their keys; runs that are moved are skipped when somebody has them.
 */
export function limitFunctions(names: Names): string {
  return [
    moveFromLine(names),
    freeSlots(names),
    admit(names),
    countRuns(names),
    setLimits(names),
  ].join('\n');
}

/** Moves up to `want` runs from the line of a limit to those that anybody may take. */
function moveFromLine(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('move_from_line')}(
  the_key text, want integer, is_scoped boolean,
  the_queues text[], the_regions text[], the_labels text[], the_without text[]
) RETURNS bigint[] LANGUAGE plpgsql AS $function$
DECLARE
  found bigint[];
  found_tenants text[];
  more boolean;
BEGIN
  ${selectHeads(names, {
    line: `('=' || the_key)`,
    want: 'want',
    turn: `SELECT l.turn FROM ${t('limits')} l WHERE l.key = the_key`,
    isScoped: 'is_scoped',
    into: 'found, found_tenants, more',
  })};
  IF found IS NULL THEN
    UPDATE ${t('limits')} l SET has_line = false WHERE l.key = the_key AND NOT EXISTS (
      SELECT 1 FROM ${t('run_states')} s WHERE s.line = '=' || the_key);
    RETURN '{}';
  END IF;
  UPDATE ${t('run_states')} s SET line = '' WHERE s.ordinal = ANY (found);
  UPDATE ${t('limits')} l SET turn = found_tenants[cardinality(found_tenants)] WHERE l.key = the_key;
  RETURN found;
END
$function$;`;
}

/** Takes what was let go of from the counters, and moves as many runs from the lines of these limits. */
function freeSlots(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('free_slots')}(the_keys text[]) RETURNS bigint[] LANGUAGE plpgsql AS $function$
DECLARE
  freed record;
  moved bigint[] := '{}';
BEGIN
  PERFORM 1 FROM ${t('limits')} l WHERE l.key = ANY (the_keys) ORDER BY l.key FOR NO KEY UPDATE;
  FOR freed IN
    UPDATE ${t('limits')} l SET held = greatest(l.held - k.n, 0)
    FROM (SELECT key COLLATE "C" AS key, count(*)::integer AS n FROM unnest(the_keys) AS key GROUP BY 1) k
    WHERE l.key = k.key
    RETURNING l.key, least(k.n, l.max_held - l.held) AS room, l.has_line
  LOOP
    IF freed.has_line AND coalesce(freed.room, 1) > 0 THEN
      moved := moved || ${t('move_from_line')}(freed.key, freed.room, false, NULL, NULL, NULL, NULL);
    END IF;
  END LOOP;
  RETURN moved;
END
$function$;`;
}

/**
 * Which of these runs, in order, the limits let through; counts them, and puts the others into the line of the
 * limit that holds them back. \`known\`: the limits of these runs that are counted.
 *
 * Limits are locked in the order of their keys by whoever has none yet; who has some may not wait for more
 * (\`may_wait\`), and passes over runs of limits that somebody else is changing.
 */
// oxlint-disable-next-line max-lines-per-function -- one function of the database: its parts share their variables
function admit(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('admit')}(
  candidates bigint[], most integer, may_wait boolean,
  OUT taken bigint[], OUT known text[], OUT moved integer, OUT passed_over boolean
) LANGUAGE plpgsql AS $function$
DECLARE
  rooms integer[];
  needed text[];
  run record;
  obstacle text;
  key_of_run text;
  place integer;
  blocked bigint[] := '{}';
  blocked_by text[] := '{}';
  passed_by text[] := '{}';
BEGIN
  taken := '{}';
  moved := 0;
  passed_over := false;
  known := ARRAY(SELECT l.key FROM ${t('limits')} l
    WHERE l.key IN (SELECT unnest(r.limit_keys) FROM ${t('runs')} r WHERE r.ordinal = ANY (candidates)) ORDER BY l.key);
  IF cardinality(known) = 0 THEN
    taken := candidates[1:most];
    RETURN;
  END IF;
  IF may_wait THEN
    PERFORM 1 FROM ${t('limits')} l WHERE l.key = ANY (known) ORDER BY l.key FOR NO KEY UPDATE;
  ELSE
    needed := known;
    known := ARRAY(SELECT l.key FROM ${t('limits')} l WHERE l.key = ANY (needed) ORDER BY l.key FOR NO KEY UPDATE SKIP LOCKED);
    needed := ARRAY(SELECT n FROM unnest(needed) AS n WHERE n <> ALL (known));
  END IF;
  rooms := ARRAY(SELECT coalesce(l.max_held, 2147483647) - l.held FROM ${t('limits')} l
    WHERE l.key = ANY (known) ORDER BY l.key);
  FOR run IN
    SELECT c.ordinal, coalesce(r.limit_keys, '{}') AS keys
    FROM unnest(candidates) WITH ORDINALITY AS c (ordinal, i)
    CROSS JOIN LATERAL (SELECT r.limit_keys FROM ${t('runs')} r WHERE r.ordinal = c.ordinal LIMIT 1) r
    ORDER BY c.i
  LOOP
    EXIT WHEN cardinality(taken) = most;
    IF needed && run.keys THEN
      passed_over := true;
      CONTINUE;
    END IF;
    obstacle := NULL;
    FOREACH key_of_run IN ARRAY run.keys LOOP
      place := array_position(known, key_of_run);
      IF place IS NOT NULL AND rooms[place] < 1 THEN
        obstacle := key_of_run;
        EXIT;
      END IF;
    END LOOP;
    IF obstacle IS NULL THEN
      taken := taken || run.ordinal;
      FOREACH key_of_run IN ARRAY run.keys LOOP
        place := array_position(known, key_of_run);
        IF place IS NOT NULL THEN
          rooms[place] := rooms[place] - 1;
        END IF;
      END LOOP;
    ELSE
      blocked := blocked || run.ordinal;
      blocked_by := blocked_by || obstacle;
      passed_by := passed_by || run.keys;
    END IF;
  END LOOP;
  IF cardinality(taken) > 0 THEN
    UPDATE ${t('limits')} l SET
      held = l.held + n.held, queued = greatest(l.queued - n.queued, 0), turn = n.tenants[n.held]
    FROM (
      SELECT k.key, count(*)::integer AS held, array_agg(r.tenant ORDER BY array_position(taken, r.ordinal)) AS tenants, (count(*) FILTER (WHERE k.key = ANY (s.queued_keys)))::integer AS queued
      FROM ${t('runs')} r CROSS JOIN LATERAL unnest(r.limit_keys) AS k (key)
      CROSS JOIN LATERAL (SELECT s.queued_keys FROM ${t('run_states')} s WHERE s.ordinal = r.ordinal LIMIT 1) s
      WHERE r.ordinal = ANY (taken) AND k.key = ANY (known) GROUP BY k.key
    ) n WHERE l.key = n.key;
  END IF;
  IF cardinality(blocked) > 0 THEN
    moved := cardinality(blocked);
    UPDATE ${t('run_states')} s SET line = '=' || b.key
      FROM unnest(blocked, blocked_by) AS b (ordinal, key) WHERE s.ordinal = ANY (ARRAY[b.ordinal]);
    UPDATE ${t('limits')} l SET has_line = true WHERE l.key = ANY (blocked_by);
    -- What stood before them in the line of another limit, with room, need wait no longer.
    FOR key_of_run IN
      SELECT l.key FROM ${t('limits')} l
      WHERE l.key = ANY (passed_by) AND l.has_line AND (l.max_held IS NULL OR l.held < l.max_held) AND l.key <> ALL (blocked_by)
    LOOP
      PERFORM ${t('move_from_line')}(key_of_run, 1, false, NULL, NULL, NULL, NULL);
    END LOOP;
  END IF;
END
$function$;`;
}

/** Counts the runs of a limit that is new, and marks each with what it was counted for. */
function countRuns(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('count_runs')}(the_key text, held boolean, queued boolean) RETURNS void
LANGUAGE plpgsql AS $function$
DECLARE
  n integer;
BEGIN
  IF held THEN
    UPDATE ${t('run_states')} s SET slots = array_append(array_remove(s.slots, the_key), the_key)
    FROM ${t('runs')} r WHERE s.worker IS NOT NULL AND s.ordinal > 0 AND r.ordinal = s.ordinal AND the_key = ANY (r.limit_keys);
    GET DIAGNOSTICS n = ROW_COUNT;
    UPDATE ${t('limits')} l SET held = n WHERE l.key = the_key;
  END IF;
  IF queued THEN
    UPDATE ${t('run_states')} s SET queued_keys = array_append(array_remove(s.queued_keys, the_key), the_key)
    FROM ${t('runs')} r WHERE s.status = 'queued' AND s.started_at IS NULL
      AND r.ordinal = s.ordinal AND the_key = ANY (r.limit_keys);
    GET DIAGNOSTICS n = ROW_COUNT;
    UPDATE ${t('limits')} l SET queued = n WHERE l.key = the_key;
  END IF;
END
$function$;`;
}

/**
 * Sets limits while nobody claims, commits or lets go; gives the runs that this lets go on, as pairs; a host that keeps a transaction open with a run that such a
 * limit counts makes this fail rather than everybody wait.
 */
function setLimits(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('set_limits')}(
  the_origin text, the_keys text[], the_max_held integer[], the_max_queued integer[]
) RETURNS json LANGUAGE plpgsql ${settings} SET lock_timeout = '2s' AS $function$
DECLARE
  wanted record;
  before record;
  moved bigint[] := '{}';
BEGIN
  PERFORM pg_advisory_xact_lock(${names.limitLocks}, 0);
  FOR wanted IN
    SELECT u.key COLLATE "C" AS key, u.max_held, u.max_queued
    FROM unnest(the_keys, the_max_held, the_max_queued) AS u (key, max_held, max_queued) ORDER BY 1
  LOOP
    SELECT * INTO before FROM ${t('limits')} l WHERE l.key = wanted.key FOR UPDATE;
    IF wanted.max_held IS NULL AND wanted.max_queued IS NULL THEN
      WITH freed AS (
        UPDATE ${t('run_states')} s SET line = '' WHERE s.line = '=' || wanted.key RETURNING s.ordinal
      ) SELECT moved || array_agg(f.ordinal) INTO moved FROM freed f;
      UPDATE ${t('run_states')} s SET slots = array_remove(s.slots, wanted.key)
        WHERE s.worker IS NOT NULL AND s.ordinal > 0 AND wanted.key = ANY (s.slots);
      DELETE FROM ${t('limits')} l WHERE l.key = wanted.key;
    ELSIF before.key IS NULL THEN
      INSERT INTO ${t('limits')} (key, max_held, max_queued, held, queued, has_line, turn)
        VALUES (wanted.key, wanted.max_held, wanted.max_queued, 0, 0, false, '');
      PERFORM ${t('count_runs')}(wanted.key, true, wanted.max_queued IS NOT NULL);
    ELSE
      UPDATE ${t('limits')} l SET max_held = wanted.max_held, max_queued = wanted.max_queued WHERE l.key = wanted.key;
      PERFORM ${t('count_runs')}(wanted.key, false, wanted.max_queued IS NOT NULL AND before.max_queued IS NULL);
      IF before.has_line AND coalesce(wanted.max_held - before.held, 1) > 0 THEN
        moved := moved || ${t('move_from_line')}(
          wanted.key, coalesce(wanted.max_held - before.held, 2147483647), false, NULL, NULL, NULL, NULL);
      END IF;
    END IF;
  END LOOP;
  PERFORM ${t('tell')}(the_origin, moved, false);
  RETURN ${t('runs_of')}(moved);
END
$function$;`;
}
