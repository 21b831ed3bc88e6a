/** Functions of the database that write what holders decided, and what is sent to runs. */

import { checkIsolation, clock, journalLength, settings } from './function-parts.js';
import type { Names } from './names.js';

export function commitFunctions(names: Names): string {
  return [putMessages(names), deliverMessages(names), commitChanges(names)].join('\n');
}

/**
 * Stores messages; one row each, with its outcome. A message that wakes a failed run changes what the next one
 * finds, so that such messages are put in one by one.
 */
// oxlint-disable-next-line max-lines-per-function -- one function of the database: its parts share their variables
function putMessages(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('put_messages')}(the_messages json, moment bigint)
RETURNS TABLE (i integer, outcome text, ordinal bigint) LANGUAGE plpgsql AS $function$
#variable_conflict use_column
DECLARE
  one json;
  reached bigint[] := ARRAY(
    SELECT r.ordinal FROM json_to_recordset(the_messages) AS m (tenant text, run_id text)
    CROSS JOIN LATERAL (SELECT r.ordinal FROM ${t('runs')} r WHERE r.run_id = m.run_id AND r.tenant = m.tenant LIMIT 1) r);
BEGIN
  PERFORM 1 FROM ${t('run_states')} s WHERE s.ordinal = ANY (reached) ORDER BY s.ordinal FOR NO KEY UPDATE;
  IF json_array_length(the_messages) > 1 AND EXISTS (
    SELECT 1 FROM json_to_recordset(the_messages) AS m (is_resume boolean) WHERE m.is_resume
  ) THEN
    FOR one IN SELECT * FROM json_array_elements(the_messages) LOOP
      RETURN QUERY SELECT * FROM ${t('put_messages')}(json_build_array(one), moment);
    END LOOP;
    RETURN;
  END IF;
  RETURN QUERY
  WITH given AS (
    SELECT m.i, m.id, m.body, m.is_resume, s.ordinal, s.status,
      row_number() OVER (PARTITION BY s.ordinal, m.id ORDER BY m.i) = 1 AS is_first,
      coalesce((SELECT true FROM ${t('inbox')} b WHERE b.run = s.ordinal AND b.id = m.id), false) AS is_known
    FROM json_to_recordset(the_messages)
      AS m (i integer, tenant text, run_id text, id text, body text, is_resume boolean)
    LEFT JOIN LATERAL (
      SELECT s.ordinal, s.status FROM ${t('runs')} r JOIN ${t('run_states')} s ON s.ordinal = r.ordinal
      WHERE r.run_id = m.run_id AND r.tenant = m.tenant LIMIT 1) s ON true
  ),
  judged AS (
    SELECT g.*, CASE
      WHEN g.ordinal IS NULL THEN 'notFound'
      WHEN g.is_known THEN 'duplicate'
      WHEN g.is_resume AND g.status <> 'failed' THEN 'refused'
      WHEN NOT g.is_resume AND g.status IN ('completed', 'failed', 'cancelled') THEN 'refused'
      WHEN g.is_first THEN 'accepted'
      ELSE 'duplicate' END AS verdict
    FROM given g
  ),
  stored AS (
    INSERT INTO ${t('inbox')} (run, id, sent_at, body)
    SELECT j.ordinal, j.id, moment, j.body FROM judged j WHERE j.verdict = 'accepted' ORDER BY j.i
  ),
  counted AS (
    SELECT j.ordinal, count(*)::integer AS n, bool_or(j.is_resume) AS is_resume
    FROM judged j WHERE j.verdict = 'accepted' GROUP BY j.ordinal
  ),
  woken AS (
    UPDATE ${t('run_states')} s SET
      mail = s.mail + c.n,
      status = CASE WHEN c.is_resume THEN 'queued' ELSE s.status END,
      finished_at = CASE WHEN NOT c.is_resume THEN s.finished_at END,
      output = CASE WHEN NOT c.is_resume THEN s.output END,
      error = CASE WHEN NOT c.is_resume THEN s.error END,
      wake_at = CASE WHEN c.is_resume THEN moment ELSE s.wake_at END,
      due_at = CASE WHEN s.worker IS NULL THEN least(s.due_at, moment) END,
      line = CASE WHEN s.worker IS NULL THEN coalesce(s.line, '') END
    FROM counted c WHERE s.ordinal = ANY (ARRAY[c.ordinal])
  )
  SELECT j.i, j.verdict, j.ordinal FROM judged j ORDER BY j.i;
END
$function$;`;
}

function deliverMessages(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('deliver_messages')}(the_origin text, the_messages json) RETURNS text[]
LANGUAGE plpgsql ${settings} AS $function$
DECLARE
  outcomes text[];
  reached bigint[];
BEGIN
  ${checkIsolation}
  SELECT array_agg(m.outcome ORDER BY m.i), array_agg(DISTINCT m.ordinal) FILTER (WHERE m.outcome = 'accepted')
    INTO outcomes, reached FROM ${t('put_messages')}(the_messages, ${clock}) m;
  PERFORM ${t('tell')}(the_origin, reached, false);
  RETURN outcomes;
END
$function$;`;
}

/** The ordinal of the run that a row `c` names: as it says, or found by tenant and id. */
function ordinalOf(names: Names): string {
  return `coalesce(c.ordinal, (SELECT r.ordinal FROM ${names.table('runs')} r WHERE r.run_id = c.run_id AND r.tenant = c.tenant))`;
}

/**
 * Writes changes of different runs. One row for each that is stale (\`kind\` 0), for each unread message of a run
 * that stays held (1), for each run that was parked with mail (2), and for runs that
 * go on because others were let go of (3, as pairs); none for those that went through.
 *
 * A change that keeps the run adds one row to the journal and writes nothing else. What makes that safe: whoever
 * takes a run from its holder has the holder's lock for itself, and we share it from before we look at who holds
 * the run until the end. With \`the_step\` the runs' own rows are locked instead, for transactions that last.
 */
// oxlint-disable-next-line max-lines-per-function -- one function of the database: its parts share their variables
function commitChanges(names: Names): string {
  const t = (name: string): string => names.table(name);
  return `
CREATE FUNCTION ${t('commit_changes')}(
  the_origin text, the_workers text[], the_step text,
  the_ordinals bigint[], the_starts bigint[], the_tenants text[], the_runs text[], the_epochs integer[], the_seqs integer[], the_sizes integer[], the_events text[],
  the_statuses text[], the_wakes bigint[], the_waits text[], the_wait_keys text[], the_outputs text[], the_errors text[],
  the_news text[], the_rest json
) RETURNS TABLE (i integer, kind integer, id text, sent_at bigint, body text)
LANGUAGE plpgsql ${settings} AS $function$
#variable_conflict use_column
DECLARE
  clock_ms bigint := ${clock};
  asked integer := cardinality(the_tenants);
  lock_key integer;
  ours text[] := the_workers;
  more_workers text[];
  places integer[];
  ordinals bigint[];
  has_mail boolean := false;
  places_now integer[];
  ordinals_now bigint[];
  has_mail_now boolean;
  has_slots boolean := false;
  has_slots_now boolean;
  ended bigint[];
  keys text[];
  told bigint[] := '{}';
  freed bigint[];
  child_keys text[];
BEGIN
  ${checkIsolation}
  IF the_statuses IS NOT NULL OR the_rest IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock_shared(${names.limitLocks}, 0);
  END IF;
  IF the_step IS NOT NULL THEN
    IF current_setting('flowgraft.step', true) IS DISTINCT FROM the_step THEN
      RAISE EXCEPTION 'flowgraft: the transaction of this step was ended by the step itself' USING ERRCODE = 'FG002';
    END IF;
    PERFORM 1 FROM ${t('run_states')} s WHERE s.ordinal = ANY (ARRAY(
      SELECT ${ordinalOf(names)} FROM unnest(the_ordinals, the_tenants, the_runs) AS c (ordinal, tenant, run_id)
    )) ORDER BY s.ordinal FOR NO KEY UPDATE;
  END IF;
  FOR round IN 1..2 LOOP
    IF the_step IS NULL THEN
      FOR lock_key IN SELECT DISTINCT hashtext(w) FROM unnest(ours) AS w ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock_shared(${names.workerLocks}, lock_key);
      END LOOP;
    END IF;
    WITH fenced AS MATERIALIZED (
      SELECT c.i, c.seq, c.size, c.events, s.ordinal, s.mail, s.has_slots
      FROM unnest(the_ordinals, the_starts, the_tenants, the_runs, the_epochs, the_seqs, the_sizes, the_events)
        WITH ORDINALITY AS c (ordinal, start, tenant, run_id, epoch, seq, size, events, i)
      CROSS JOIN LATERAL (
        SELECT s.ordinal, s.mail, s.slots IS NOT NULL AS has_slots FROM ${t('run_states')} s
        WHERE s.ordinal = ${ordinalOf(names)}
          AND (c.start IS NULL OR s.started_at = c.start)
          AND s.tenant = c.tenant AND s.epoch = c.epoch AND s.worker IS NOT NULL
          AND (the_step IS NOT NULL OR s.worker = ANY (ours)) LIMIT 1) s
      WHERE (round = 1 OR c.i <> ALL (places)) AND c.seq = ${journalLength(names, 's.ordinal')}
    ),
    written AS (
      INSERT INTO ${t('journal')} (run, seq, size, events)
      SELECT f.ordinal, f.seq, f.size, f.events FROM fenced f WHERE f.size > 0
    )
    SELECT coalesce(array_agg(f.i::integer), '{}'), coalesce(array_agg(f.ordinal), '{}'), coalesce(bool_or(f.mail > 0), false),
        coalesce(bool_or(f.has_slots), false)
      INTO places_now, ordinals_now, has_mail_now, has_slots_now FROM fenced f;
    places := coalesce(places, '{}') || places_now;
    ordinals := coalesce(ordinals, '{}') || ordinals_now;
    has_mail := has_mail OR has_mail_now;
    has_slots := has_slots OR has_slots_now;
    EXIT WHEN the_step IS NOT NULL OR cardinality(places) = asked;
    -- Runs that a worker holds of whom the caller did not know.
    SELECT array_agg(DISTINCT s.worker) INTO more_workers
      FROM unnest(the_ordinals, the_tenants, the_runs, the_epochs) WITH ORDINALITY AS c (ordinal, tenant, run_id, epoch, i)
      CROSS JOIN LATERAL (
        SELECT s.worker FROM ${t('run_states')} s
        WHERE s.ordinal = ${ordinalOf(names)} AND s.tenant = c.tenant AND s.epoch = c.epoch AND s.worker IS NOT NULL AND s.worker <> ALL (the_workers) LIMIT 1) s
      WHERE c.i <> ALL (places);
    EXIT WHEN more_workers IS NULL;
    ours := more_workers;
  END LOOP;
  IF cardinality(places) < asked THEN
    RETURN QUERY SELECT x, 0, NULL::text, NULL::bigint, NULL::text
      FROM generate_series(1, asked) AS x WHERE x <> ALL (places);
  END IF;
  IF the_statuses IS NULL AND the_rest IS NULL AND NOT has_mail THEN
    RETURN;
  END IF;
  IF the_rest IS NOT NULL THEN
    PERFORM 1 FROM ${t('run_states')} s WHERE s.ordinal = ANY (ordinals || ARRAY(
      SELECT r.ordinal FROM json_to_recordset(the_rest -> 'messages') AS m (tenant text, run_id text)
      CROSS JOIN LATERAL (SELECT r.ordinal FROM ${t('runs')} r WHERE r.run_id = m.run_id AND r.tenant = m.tenant LIMIT 1) r
    )) ORDER BY s.ordinal FOR NO KEY UPDATE;
    WITH consumed AS (
      UPDATE ${t('inbox')} b SET body = NULL
      FROM json_to_recordset(the_rest -> 'consumed') AS c (i integer, id text)
      WHERE b.run = ANY (ordinals) AND b.run = ordinals[array_position(places, c.i)] AND b.id = c.id AND b.body IS NOT NULL
      RETURNING b.run
    )
    UPDATE ${t('run_states')} s SET mail = s.mail - c.n
      FROM (SELECT c.run, count(*)::integer AS n FROM consumed c GROUP BY c.run) c
      WHERE s.ordinal = ANY (ARRAY[c.run]);
  END IF;
  IF the_statuses IS NOT NULL THEN
    IF has_slots THEN
      keys := ARRAY(
      SELECT k.key FROM unnest(ordinals, places) AS o (ordinal, i)
      CROSS JOIN LATERAL (SELECT s.slots FROM ${t('run_states')} s WHERE s.ordinal = o.ordinal AND s.slots IS NOT NULL LIMIT 1) s
      CROSS JOIN LATERAL unnest(s.slots) AS k (key) WHERE the_statuses[o.i] IS NOT NULL);
    END IF;
    WITH changed AS (
      UPDATE ${t('run_states')} s SET
        worker = NULL, slots = NULL, status = n.status,
        finished_at = CASE WHEN n.is_final THEN clock_ms END,
        output = n.output, error = n.error,
        wake_at = CASE WHEN NOT n.is_final THEN n.wake_at END,
        waits = n.waits, wait_keys = n.wait_keys::text[],
        due_at = CASE WHEN n.is_final THEN NULL WHEN s.mail > 0 THEN least(n.wake_at, clock_ms) ELSE n.wake_at END,
        line = CASE WHEN NOT n.is_final AND (s.mail > 0 OR n.wake_at <= clock_ms) THEN '' END
      FROM (
        SELECT o.ordinal, o.i, the_statuses[o.i] AS status, the_wakes[o.i] AS wake_at, the_waits[o.i] AS waits,
          the_wait_keys[o.i] AS wait_keys, the_outputs[o.i] AS output, the_errors[o.i] AS error,
          the_statuses[o.i] IN ('completed', 'failed', 'cancelled') AS is_final
        FROM unnest(ordinals, places) AS o (ordinal, i) WHERE the_statuses[o.i] IS NOT NULL
        -- Rows are locked in this order, as by everybody: a nested loop keeps it.
        ORDER BY o.ordinal
      ) n WHERE s.ordinal = ANY (ARRAY[n.ordinal])
      RETURNING s.ordinal, n.i, n.is_final, s.due_at, s.mail
    ),
    noted AS (
      SELECT array_agg(c.ordinal) FILTER (WHERE c.is_final) AS ended,
        array_agg(c.ordinal) FILTER (WHERE c.due_at IS NOT NULL) AS due,
        array_agg(c.i) FILTER (WHERE NOT c.is_final AND c.mail > 0) AS with_mail
      FROM changed c
    )
    SELECT n.ended, coalesce(n.due, '{}'), n.with_mail INTO ended, told, places_now FROM noted n;
    IF the_news IS NOT NULL AND cardinality(places) = asked THEN
      PERFORM pg_notify('${names.channel}', n) FROM unnest(the_news) AS n;
    ELSE
      PERFORM ${t('tell')}(the_origin, ended, true);
    END IF;
    IF places_now IS NOT NULL THEN
      RETURN QUERY SELECT x, 2, NULL::text, NULL::bigint, NULL::text FROM unnest(places_now) AS x;
    END IF;
  END IF;
  IF the_rest IS NOT NULL THEN
    IF the_rest -> 'children' IS NOT NULL THEN
      -- All limits at once: those of the children, and those that are let go of below.
      child_keys := ARRAY(SELECT json_array_elements_text(the_rest -> 'child_keys'));
      PERFORM 1 FROM ${t('limits')} l WHERE l.key = ANY (keys || child_keys) ORDER BY l.key FOR NO KEY UPDATE;
      PERFORM ${t('create_runs')}(the_origin, NULL, NULL, NULL, false, true,
        child_keys, c.children)
      FROM (SELECT json_agg(c) AS children FROM json_array_elements(the_rest -> 'children') AS c
        WHERE (c ->> 'change')::integer = ANY (places)) c WHERE c.children IS NOT NULL;
    END IF;
    SELECT told || coalesce(array_agg(DISTINCT m.ordinal) FILTER (WHERE m.outcome = 'accepted'), '{}') INTO told
      FROM (SELECT json_agg(m) AS messages FROM json_array_elements(the_rest -> 'messages') AS m
        WHERE (m ->> 'change')::integer = ANY (places)) g
      CROSS JOIN LATERAL ${t('put_messages')}(g.messages, clock_ms) m WHERE g.messages IS NOT NULL;
  END IF;
  IF cardinality(keys) > 0 THEN
    freed := ${t('free_slots')}(keys);
    told := told || freed;
    RETURN QUERY SELECT NULL::integer, 3, NULL::text, NULL::bigint, ${t('runs_of')}(freed)::text;
  END IF;
  PERFORM ${t('tell')}(the_origin, told, false);
  IF has_mail THEN
    RETURN QUERY
      SELECT o.i, 1, b.id, b.sent_at, b.body
      FROM unnest(ordinals, places) AS o (ordinal, i)
      CROSS JOIN LATERAL (
        SELECT b.position, b.id, b.sent_at, b.body FROM ${t('inbox')} b WHERE b.run = o.ordinal AND b.body IS NOT NULL) b
      WHERE the_statuses IS NULL OR the_statuses[o.i] IS NULL ORDER BY o.i, b.position;
  END IF;
END
$function$;`;
}
