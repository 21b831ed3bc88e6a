/** The function of the database by which a worker takes runs. */

import {
  checkIsolation,
  clock,
  inboxText,
  isReadCommitted,
  journalText,
  recordColumns,
  scopesOf,
  selectedColumns,
  selectHeads,
  servesScope,
  settings,
} from './function-parts.js';
import type { Names } from './names.js';

/** Timers that one claim turns into runs to take, workers that it takes for lost, and runs it puts into lines. */
const mostTimers = 1000;
const mostWorkers = 20;
const mostMoved = 5000;
/** Milliseconds after which to look again at what somebody else was changing. */
const againMs = 50;

export function claimFunctions(names: Names): string {
  return [claimRuns(names), claimOne(names), countDue(names)].join('\n');
}

/** When to look for runs of a worker that has vanished meanwhile. */
function lostAt(names: Names): string {
  const table = names.table('workers');
  return `(
      SELECT min(CASE WHEN w.lease_until <= clock_ms THEN clock_ms + ${againMs} ELSE w.lease_until END)
      FROM ${table} w WHERE w.worker <> the_worker
        AND (SELECT true FROM ${names.table('run_states')} s WHERE s.worker = w.worker AND s.ordinal > 0 LIMIT 1))`;
}

/** One row per run, in order, and one without run that says: when to look next, whose turn it was, the time. */
// oxlint-disable-next-line max-lines-per-function -- one function of the database: its parts share their variables
function claimRuns(names: Names): string {
  const t = (name: string): string => names.table(name);
  const columns = recordColumns(names);
  const heads = selectHeads(names, {
    line: `''`,
    want: '(most - cardinality(taken))',
    turn: 'last_turn',
    isScoped: 'true',
    into: 'candidates, whose, more',
  });
  return `
CREATE FUNCTION ${t('claim_runs')}(
  the_origin text, the_worker text, lease_ms bigint, leeway bigint, most integer, the_queues text[], the_regions text[],
  the_labels text[], the_without text[], the_runs text[], the_turn text
) RETURNS TABLE (
  moment bigint, next_at bigint, turn text,
  ${columns.map(([name, type]) => `${name} ${type}`).join(', ')}, journal text, inbox text
) LANGUAGE plpgsql ${settings} AS $function$
#variable_conflict use_column
DECLARE
  clock_ms bigint;
  look_at bigint;
  limited boolean;
  has_lost boolean;
  has_timers boolean;
  in_line bigint[];
  is_short boolean;
  lost text;
  candidates bigint[];
  whose text[];
  more boolean;
  admitted bigint[];
  known text[];
  moved integer := 0;
  moved_now integer;
  may_wait boolean := true;
  passed_over boolean := false;
  taken bigint[] := '{}';
  last_turn text := the_turn;
BEGIN
  ${checkIsolation}
  PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0),
    pg_advisory_xact_lock_shared(${names.workerLocks}, hashtext(the_worker));
  clock_ms := ${clock};
  SELECT EXISTS (SELECT 1 FROM ${t('limits')}),
    EXISTS (SELECT 1 FROM ${t('workers')} w WHERE w.lease_until <= clock_ms AND w.worker <> the_worker),
    EXISTS (SELECT 1 FROM ${t('run_states')} d
      WHERE d.due_at <= clock_ms AND d.due_at IS NOT NULL AND d.worker IS NULL AND d.line IS NULL),
    ARRAY(SELECT s.ordinal FROM ${t('run_states')} s WHERE s.line = '' LIMIT 2)
    INTO limited, has_lost, has_timers, in_line;
  -- Where one stands in line, or nobody, it is nobody's turn: most claims of a worker that waits for work.
  is_short := cardinality(in_line) < 2 AND NOT has_lost AND NOT has_timers;
  IF has_lost THEN
    FOR lost IN
      SELECT w.worker FROM ${t('workers')} w WHERE w.lease_until <= clock_ms AND w.worker <> the_worker LIMIT ${mostWorkers}
    LOOP
      may_wait := NOT ${t('take_from_lost')}(the_origin, lost, clock_ms) AND may_wait;
    END LOOP;
  END IF;
  IF has_timers THEN
    UPDATE ${t('run_states')} s SET line = '' WHERE s.ordinal = ANY (ARRAY(
      SELECT d.ordinal FROM ${t('run_states')} d
      WHERE d.due_at <= clock_ms AND d.due_at IS NOT NULL AND d.worker IS NULL AND d.line IS NULL
      ORDER BY d.due_at LIMIT ${mostTimers} FOR UPDATE SKIP LOCKED));
  END IF;
  LOOP
    candidates := NULL;
    EXIT WHEN cardinality(taken) >= most OR moved > ${mostMoved};
    IF the_runs IS NULL AND is_short THEN
      is_short := false;
      more := false;
      IF cardinality(in_line) > 0 THEN
        SELECT ARRAY[s.ordinal], ARRAY[s.tenant] INTO candidates, whose FROM ${t('run_states')} s
          WHERE s.ordinal = in_line[1] AND s.line = '' AND ${servesScope('s.scope')}
            AND (the_without IS NULL OR (SELECT r.hash FROM ${t('runs')} r WHERE r.ordinal = s.ordinal) <> ALL (the_without))
          FOR UPDATE OF s SKIP LOCKED;
      END IF;
    ELSIF the_runs IS NULL THEN
      ${heads};
    ELSE
      more := false;
      SELECT array_agg(f.ordinal ORDER BY f.priority DESC, f.due_at, f.ordinal) INTO candidates FROM (
        SELECT s.ordinal, s.priority, s.due_at
        FROM (SELECT DISTINCT x COLLATE "C" AS id FROM unnest(the_runs) AS x) u
        CROSS JOIN LATERAL (SELECT r.ordinal, r.hash FROM ${t('runs')} r WHERE r.run_id = u.id OFFSET 0) r
        CROSS JOIN LATERAL (
          SELECT s.ordinal, s.priority, s.due_at FROM ${t('run_states')} s
          WHERE s.ordinal = r.ordinal AND s.worker IS NULL AND s.due_at <= clock_ms LIMIT 1 FOR UPDATE OF s SKIP LOCKED) s
        WHERE the_without IS NULL OR r.hash <> ALL (the_without)
      ) f;
    END IF;
    moved_now := 0;
    IF candidates IS NOT NULL THEN
      IF limited THEN
        SELECT a.taken, a.known, a.moved, passed_over OR a.passed_over INTO admitted, known, moved_now, passed_over
          FROM ${t('admit')}(candidates, most - cardinality(taken), may_wait) a;
        may_wait := false;
        moved := moved + moved_now;
      ELSE
        admitted := candidates[1:most - cardinality(taken)];
      END IF;
      UPDATE ${t('run_states')} s SET
        worker = the_worker, epoch = s.epoch + 1, status = 'running', started_at = coalesce(s.started_at, clock_ms),
        line = NULL, due_at = NULL, wake_at = NULL, waits = NULL, wait_keys = NULL, queued_keys = NULL,
        slots = CASE WHEN known IS NOT NULL THEN (
          SELECT array_agg(k.key) FROM ${t('runs')} r CROSS JOIN LATERAL unnest(r.limit_keys) AS k (key)
          WHERE r.ordinal = s.ordinal AND k.key = ANY (known)) END
      WHERE s.ordinal = ANY (admitted);
      taken := taken || admitted;
      IF cardinality(admitted) > 0 AND the_runs IS NULL THEN
        last_turn := whose[array_position(candidates, admitted[cardinality(admitted)])];
      END IF;
      CONTINUE WHEN the_runs IS NULL AND (moved_now > 0 OR (more AND cardinality(admitted) > 0));
    END IF;
    EXIT WHEN the_runs IS NOT NULL OR NOT limited OR cardinality(taken) >= most;
    -- What stands in the line of a limit with room, and what this worker could take of it.
    moved_now := 0;
    FOR lost, moved_now IN
      SELECT l.key, coalesce(l.max_held - l.held, 2147483647) FROM ${t('limits')} l
      WHERE l.has_line AND (l.max_held IS NULL OR l.held < l.max_held) FOR NO KEY UPDATE SKIP LOCKED
    LOOP
      may_wait := false;
      candidates := candidates || ${t('move_from_line')}(
        lost, least(moved_now, most - cardinality(taken)), true, the_queues, the_regions, the_labels, the_without);
    END LOOP;
    EXIT WHEN coalesce(cardinality(candidates), 0) = 0;
    moved := moved + 1;
  END LOOP;
  IF cardinality(taken) > 0 THEN
    PERFORM ${t('hold_lease')}(the_worker, lease_ms, clock_ms, leeway);
  ELSIF EXISTS (SELECT 1 FROM ${t('run_states')} s WHERE s.worker = the_worker AND s.ordinal > 0) THEN
    PERFORM ${t('hold_lease')}(the_worker, lease_ms, clock_ms, leeway);
  ELSE
    PERFORM ${t('hold_lease')}(the_worker, lease_ms, clock_ms, lease_ms / 3);
  END IF;
  IF passed_over THEN
    look_at := clock_ms + ${againMs};
  ELSIF moved > ${mostMoved} THEN
    look_at := clock_ms;
  ELSIF the_runs IS NULL AND the_without IS NULL AND cardinality(taken) >= most THEN
    look_at := CASE WHEN EXISTS (
      WITH RECURSIVE ${scopesOf(names, `''`)}
      SELECT 1 FROM scopes c WHERE ${servesScope('c.scope')}) THEN clock_ms END;
  END IF;
  IF the_runs IS NULL THEN
    look_at := least(look_at, (SELECT min(s.due_at) FROM ${t('run_states')} s
      WHERE s.due_at IS NOT NULL AND s.worker IS NULL AND s.line IS NULL), ${lostAt(names)});
  ELSE
    look_at := least(look_at, (SELECT min(s.due_at) FROM ${t('run_states')} s
      WHERE s.ordinal = ANY (ARRAY(SELECT r.ordinal FROM ${t('runs')} r WHERE r.run_id = ANY (the_runs)))
        AND s.worker IS NULL AND s.line IS NULL), ${lostAt(names)});
  END IF;
  RETURN QUERY
    SELECT NULL::bigint, NULL::bigint, NULL::text, ${selectedColumns(names)},
      ${journalText(names, 'r.ordinal')}, CASE WHEN s.mail > 0 THEN ${inboxText(names, 'r.ordinal')} END
    FROM unnest(taken) WITH ORDINALITY AS k (ordinal, i)
    CROSS JOIN LATERAL (SELECT * FROM ${t('runs')} r WHERE r.ordinal = k.ordinal LIMIT 1) r
    CROSS JOIN LATERAL (SELECT * FROM ${t('run_states')} s WHERE s.ordinal = k.ordinal LIMIT 1) s
    ORDER BY k.i;
  moment := clock_ms;
  next_at := look_at;
  turn := last_turn;
  ordinal := NULL;
  RETURN NEXT;
END
$function$;`;
}

/**
 * What a worker that waits for work mostly finds: one run that anybody may take, no limits, nobody lost, no timer
 * due. One row with it, or with the time alone when it is not for this worker; none, and nothing done, for anything
 * else.
 */
function claimOne(names: Names): string {
  const t = (name: string): string => names.table(name);
  const columns = recordColumns(names);
  const nextDue = `(SELECT min(d.due_at) FROM ${t('run_states')} d
      WHERE d.due_at IS NOT NULL AND d.worker IS NULL AND d.line IS NULL)`;
  return `
CREATE FUNCTION ${t('claim_runs_one')}(
  the_worker text, lease_ms bigint, leeway bigint, the_queues text[], the_regions text[], the_labels text[],
  the_without text[]
) RETURNS TABLE (
  moment bigint, next_at bigint, ${columns.map(([name, type]) => `${name} ${type}`).join(', ')}, journal text, inbox text
) LANGUAGE plpgsql ${settings} AS $function$
#variable_conflict use_column
DECLARE
  clock_ms bigint;
  is_short boolean;
  has_lease boolean;
  in_line bigint[];
  look_at bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0),
    pg_advisory_xact_lock_shared(${names.workerLocks}, hashtext(the_worker));
  clock_ms := ${clock};
  SELECT ${isReadCommitted} AND NOT EXISTS (SELECT 1 FROM ${t('limits')})
      AND NOT EXISTS (SELECT 1 FROM ${t('workers')} w WHERE w.lease_until <= clock_ms AND w.worker <> the_worker),
    EXISTS (SELECT 1 FROM ${t('workers')} w WHERE w.worker = the_worker
      AND w.lease_until BETWEEN clock_ms + lease_ms - leeway AND clock_ms + lease_ms),
    ARRAY(SELECT s.ordinal FROM ${t('run_states')} s WHERE s.line = '' LIMIT 2),
    least(${nextDue}, ${lostAt(names)})
    INTO is_short, has_lease, in_line, look_at;
  IF NOT is_short OR cardinality(in_line) <> 1 OR look_at <= clock_ms THEN
    RETURN;
  END IF;
  IF NOT has_lease THEN
    PERFORM ${t('hold_lease')}(the_worker, lease_ms, clock_ms, leeway);
  END IF;
  RETURN QUERY UPDATE ${t('run_states')} s SET
    worker = the_worker, epoch = s.epoch + 1, status = 'running', started_at = coalesce(s.started_at, clock_ms),
    line = NULL, due_at = NULL, wake_at = NULL, waits = NULL, wait_keys = NULL, queued_keys = NULL, slots = NULL
    FROM ${t('runs')} r
    WHERE r.ordinal = in_line[1] AND s.ordinal = (
      SELECT x.ordinal FROM ${t('run_states')} x
      WHERE x.ordinal = in_line[1] AND x.line = '' AND ${servesScope('x.scope')}
        AND (the_without IS NULL OR r.hash <> ALL (the_without))
      FOR UPDATE SKIP LOCKED)
    RETURNING clock_ms, look_at, ${selectedColumns(names)},
      ${journalText(names, 'r.ordinal')}, CASE WHEN s.mail > 0 THEN ${inboxText(names, 'r.ordinal')} END;
  IF NOT FOUND THEN
    moment := clock_ms;
    next_at := look_at;
    RETURN NEXT;
  END IF;
END
$function$;`;
}

/** Runs that such a worker could take now, counted up to `most`. */
function countDue(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('count_due')}(
  the_queues text[], the_regions text[], the_labels text[], most integer
) RETURNS integer LANGUAGE plpgsql STABLE ${settings} AS $function$
DECLARE
  clock_ms bigint := ${clock};
BEGIN
  RETURN (
    WITH RECURSIVE ${scopesOf(names, `''`)}
    SELECT count(*) FROM (
      SELECT 1 FROM scopes c CROSS JOIN LATERAL (
        SELECT 1 FROM ${t('run_states')} s WHERE s.line = '' AND s.scope = c.scope LIMIT most) x
      WHERE ${servesScope('c.scope')}
      UNION ALL
      (SELECT 1 FROM ${t('run_states')} s
        WHERE s.due_at <= clock_ms AND s.due_at IS NOT NULL AND s.worker IS NULL AND s.line IS NULL
          AND ${servesScope('s.scope')} LIMIT most)
      LIMIT most
    ) due);
END
$function$;`;
}
