/** The tables, as SQL. */

import type { Names } from './names.js';

/**
 * Everything hangs on a run's `ordinal`, which is also the order of creation. What never changes (`runs`) is apart
 * from what does (`run_states`), so that a change rewrites a narrow row. The journal has one row per commit,
 * appended, and no other row is touched by a commit that keeps the run. Texts compare by their bytes.
 *
 * `run_states.line` is where a run that could be claimed stands: `''` with those that anybody may take, `=` and a
 * key with those that the limit of this key holds back, NULL when it is held, ended, or not due.
 * `scope` is who may take it: queue, `=` and region (or `''`), then labels, sorted.
 *
 * Every ordinal is larger than 0. Indexes that say so serve only statements that say it too: whoever looks for one
 * run must not be led through all of a tenant or a worker, by a plan that was made when these had no more than one.
 */
// oxlint-disable-next-line max-lines-per-function -- a list of tables
export function tables(names: Names): string {
  const table = (name: string): string => names.table(name);
  const index = (name: string): string => `"${names.prefix}${name}"`;
  return `
CREATE TABLE ${table('runs')} (
  ordinal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  workflow_id text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  priority double precision NOT NULL,
  queue text COLLATE "C" NOT NULL,
  region text COLLATE "C",
  labels text[] COLLATE "C",
  limit_keys text[] COLLATE "C",
  tags text[] COLLATE "C",
  idempotency_key text COLLATE "C",
  parent_run_id text COLLATE "C",
  parent_step text COLLATE "C",
  parent_depth integer,
  traceparent text,
  start_at bigint,
  created_at bigint NOT NULL,
  input text NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE UNIQUE INDEX ${index('runs_id')} ON ${table('runs')} (run_id, tenant);
CREATE UNIQUE INDEX ${index('runs_key')} ON ${table('runs')} (tenant, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX ${index('runs_tenant')} ON ${table('runs')} (tenant, ordinal) WHERE ordinal > 0;
CREATE INDEX ${index('runs_workflow')} ON ${table('runs')} (tenant, workflow_id, ordinal)
  WHERE ordinal > 0;

CREATE TABLE ${table('run_tags')} (
  tag text COLLATE "C" NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  run bigint NOT NULL,
  PRIMARY KEY (tag, tenant, run)
);
CREATE INDEX ${index('run_tags_run')} ON ${table('run_tags')} (run);

CREATE TABLE ${table('run_states')} (
  ordinal bigint PRIMARY KEY,
  tenant text COLLATE "C" NOT NULL,
  scope text[] COLLATE "C" NOT NULL,
  priority double precision NOT NULL,
  status text NOT NULL,
  line text COLLATE "C",
  due_at bigint,
  wake_at bigint,
  worker text COLLATE "C",
  epoch integer NOT NULL,
  mail integer NOT NULL,
  crashes integer NOT NULL,
  started_at bigint,
  finished_at bigint,
  slots text[] COLLATE "C",
  queued_keys text[] COLLATE "C",
  wait_keys text[] COLLATE "C",
  waits text,
  output text,
  error text
) WITH (
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX ${index('run_states_line')} ON ${table('run_states')}
  (line, scope, tenant, priority DESC, due_at, ordinal) WHERE line IS NOT NULL;
CREATE INDEX ${index('run_states_timer')} ON ${table('run_states')} (due_at)
  WHERE due_at IS NOT NULL AND worker IS NULL AND line IS NULL;
CREATE INDEX ${index('run_states_held')} ON ${table('run_states')} (worker)
  WHERE worker IS NOT NULL AND ordinal > 0;
CREATE INDEX ${index('run_states_finished')} ON ${table('run_states')}
  (status, finished_at, ordinal, tenant) WHERE finished_at IS NOT NULL;
CREATE INDEX ${index('run_states_listed')} ON ${table('run_states')} (tenant, ordinal)
  WHERE status IN ('failed', 'cancelled', 'waiting');
CREATE INDEX ${index('run_states_wait_keys')} ON ${table('run_states')} USING gin (wait_keys)
  WHERE wait_keys IS NOT NULL;

CREATE TABLE ${table('journal')} (
  run bigint NOT NULL,
  seq integer NOT NULL,
  size integer NOT NULL,
  events text NOT NULL,
  PRIMARY KEY (run, seq)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.1);

CREATE TABLE ${table('inbox')} (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  sent_at bigint NOT NULL,
  body text
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
CREATE UNIQUE INDEX ${index('inbox_id')} ON ${table('inbox')} (run, id);
CREATE INDEX ${index('inbox_unread')} ON ${table('inbox')} (run, position) WHERE body IS NOT NULL;

CREATE TABLE ${table('workers')} (
  worker text COLLATE "C" PRIMARY KEY,
  lease_until bigint NOT NULL,
  seen_at bigint NOT NULL,
  report text
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0.01);

CREATE TABLE ${table('limits')} (
  key text COLLATE "C" PRIMARY KEY,
  max_held integer,
  max_queued integer,
  held integer NOT NULL,
  queued integer NOT NULL,
  has_line boolean NOT NULL,
  turn text COLLATE "C" NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_threshold = 100, autovacuum_vacuum_scale_factor = 0.01);
CREATE INDEX ${index('limits_line')} ON ${table('limits')} (key) WHERE has_line;

CREATE TABLE ${table('workflows')} (
  tenant text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  document text NOT NULL,
  PRIMARY KEY (tenant, hash)
);
CREATE TABLE ${table('latest_workflows')} (
  tenant text COLLATE "C" NOT NULL,
  workflow_id text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, workflow_id)
);
`;
}
