// Durable steps on PostgreSQL: our engine, other engines, tuned job queues, and what the server gives.
import { playRounds } from '../harness/arena.mjs';
import { figure, reportRatio } from '../harness/server-figures.mjs';
import { prepareCounting } from '../harness/postgres-database.mjs';
import { startPostgres } from '../harness/postgres-server.mjs';
import { quantile } from '../harness/statistics.mjs';

const at = (path) => new URL(`../${path}`, import.meta.url).href;
const own = { flowgraft: at('contestants/flowgraft-postgres.mjs') };
const withWorker = {
  dbos: at('peers/postgres/dbos.mjs'),
  openworkflow: at('peers/postgres/openworkflow.mjs'),
  absurd: at('peers/postgres/absurd.mjs'),
};
const engines = {
  ...withWorker,
  mastra: at('peers/postgres/mastra.mjs'),
  langgraph: at('peers/postgres/langgraph.mjs'),
};
const queues = {
  'pg-boss': at('peers/postgres/pg-boss.mjs'),
  'graphile-worker': at('peers/postgres/graphile-worker.mjs'),
};
const limit = at('contestants/postgres-limit.mjs');
const maxRounds = 5;

const perSecond = ({ count, ms }) => (count * 1000) / ms;
const perStep = (meter) => (round) => {
  const { [meter]: amount, dealloc = 0 } = round.meters;
  if (dealloc > 0)
    throw new Error('the server forgot statements: pg_stat_statements.max is too small');
  return amount / round.count;
};

const parts = { c200: measureMany, c1: measureOne, latency: measureLatency, idle: measureIdle };

/** All parts, or those that `only` names, on one server of its own (or that of `DATABASE_URL`). */
export async function measurePostgres({ rounds, scale, report, note, only }) {
  const server = await startPostgres();
  try {
    const counts = await prepareCounting(server.url);
    note(`${server.about}; ${counts ? '' : 'no '}pg_stat_statements`);
    const env = { BENCH_POSTGRES_URL: server.url };
    const seat = (module, name) => ({ module, case: name, env });
    const bench = { rounds: Math.min(rounds, maxRounds), scale, report, counts, seat };
    for (const [name, measure] of Object.entries(parts)) {
      if (only.length === 0 || only.includes(name)) await measure(bench);
    }
  } finally {
    server.stop();
  }
}

async function measureMany({ rounds, scale, report, counts, seat }) {
  const entries = {
    ...seats({ ...own, ...engines, ...queues }, 'c200', seat),
    'limit.commits': seat(limit, 'commits.c200'),
    'limit.pgbench': seat(limit, 'pgbench.c200'),
    'limit.batched': seat(limit, 'batched'),
  };
  const played = await playRounds({ entries, rounds, scale });
  const rates = figure(played, perSecond);
  report('postgres.c200.stepsPerSecond', rates, 'flowgraft');
  reportRatio({
    report,
    name: 'postgres.c200.ratioToBestPeer',
    rates,
    among: Object.keys(engines),
  });
  reportRatio({
    report,
    name: 'postgres.c200.ratioToBestQueue',
    rates,
    among: Object.keys(queues),
  });
  if (counts) {
    report('postgres.c200.statementsPerStep', figure(played, perStep('statements')), 'flowgraft');
  }
  report('postgres.c200.walBytesPerStep', figure(played, perStep('walBytes')), 'flowgraft');
}

async function measureOne({ rounds, scale, report, seat }) {
  const entries = {
    ...seats({ ...own, ...engines, ...queues }, 'c1', seat),
    pipelined: seat(own.flowgraft, 'c1.pipelined'),
    'limit.commits': seat(limit, 'commits.c1'),
    'limit.pgbench': seat(limit, 'pgbench.c1'),
  };
  const rates = figure(await playRounds({ entries, rounds, scale }), perSecond);
  const { pipelined, ...others } = Object.fromEntries(rates);
  report('postgres.c1.stepsPerSecond', new Map(Object.entries(others)), 'flowgraft');
  reportRatio({ report, name: 'postgres.c1.ratioToBestPeer', rates, among: Object.keys(engines) });
  const beside = new Map([
    ['pipelined', pipelined],
    ['strict', others.flowgraft],
    ['limit.commits', others['limit.commits']],
  ]);
  report('postgres.c1.pipelined.stepsPerSecond', beside, 'pipelined');
}

/** Quantiles over the starts of all rounds; `best` is that of the best round. */
async function measureLatency({ rounds, scale, report, seat }) {
  const entries = seats({ ...own, ...withWorker, ...queues }, 'latency', seat);
  const played = await playRounds({ entries, rounds, scale });
  for (const [name, share] of Object.entries({ p50Ms: 0.5, p99Ms: 0.99 })) {
    const times = [...played].map(([entry, { measured, missing }]) => {
      if (missing !== undefined) return [entry, { missing }];
      const each = measured.map(({ samples }) => quantile(samples, share));
      const all = quantile(
        measured.flatMap(({ samples }) => samples),
        share,
      );
      return [entry, { median: all, min: Math.min(...each), max: Math.max(...each) }];
    });
    report(`postgres.startLatency.${name}`, new Map(times), 'flowgraft');
  }
}

/** Always the whole time: heartbeats are seconds apart. All at once, each on its own database: statements are counted by database, and nobody has anything to do. */
async function measureIdle({ report, counts, seat }) {
  if (!counts) return;
  const entries = Object.entries(seats({ ...own, ...withWorker, ...queues }, 'idle', seat));
  const played = await Promise.all(
    entries.map(([name, entry]) => playRounds({ entries: { [name]: entry }, rounds: 1, scale: 1 })),
  );
  const all = new Map(played.flatMap((one) => [...one]));
  report('postgres.idle.statementsPerSecond', figure(all, perStep('statements')), 'flowgraft');
}

const seats = (modules, name, seat) =>
  Object.fromEntries(Object.entries(modules).map(([who, module]) => [who, seat(module, name)]));
