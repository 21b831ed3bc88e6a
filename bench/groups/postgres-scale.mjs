// Our store on PostgreSQL when there is much of it: a long queue and little memory, a small tenant beside a large
// one, tables with a million finished runs.
import { playRounds } from '../harness/arena.mjs';
import { prepareCounting } from '../harness/postgres-database.mjs';
import { startPostgres } from '../harness/postgres-server.mjs';
import { serverFigure } from '../harness/server-figures.mjs';
import { quantile } from '../harness/statistics.mjs';

const at = (name) => new URL(`../contestants/scale/${name}.mjs`, import.meta.url).href;
const heapMB = 256;
const limitMs = 1_800_000;
const parts = { drain: measureDrain, fairness: measureFairness, large: measureLarge };

/** All parts, or those that `only` names. One round each, without a warm-up: they take minutes. */
export async function measurePostgresScale({ scale, report, note, only }) {
  const server = await startPostgres();
  try {
    const counts = await prepareCounting(server.url);
    note(`${server.about}; ${counts ? '' : 'no '}pg_stat_statements`);
    const env = { BENCH_POSTGRES_URL: server.url };
    const play = (entries, rounds = 1) =>
      playRounds({ entries: withEnv(entries, env), rounds, scale, limitMs, warmUp: false });
    for (const [name, measure] of Object.entries(parts)) {
      if (only.length === 0 || only.includes(name)) await measure({ play, report, note });
    }
  } finally {
    server.stop();
  }
}

/** 100,000 queued runs of ten steps, worked off with a heap of 256 MB. */
async function measureDrain({ play, report }) {
  const execArgv = [`--max-old-space-size=${heapMB}`];
  const played = await play({ worker: { module: at('drain'), case: 'drain', execArgv } });
  const worker = played.get('worker');
  const memory = serverFigure(worker, ({ samples }) => samples.at(-1));
  const rate = serverFigure(worker, ({ count, ms }) => (count * 1000) / ms);
  report('postgres.drain.peakRssMB', new Map([['worker', memory]]), 'worker');
  report('postgres.drain.runsPerSecond', new Map([['worker', rate]]), 'worker');
}

/** How long a tenant's runs wait, alone and beside 100,000 queued ones of another: in turn, three times. */
async function measureFairness({ play, report }) {
  const module = at('fairness');
  const played = await play(
    { solo: { module, case: 'solo' }, beside: { module, case: 'beside' } },
    3,
  );
  const p99 = ({ samples }) => quantile(samples, 0.99);
  const [solo, beside] = ['solo', 'beside'].map((name) => serverFigure(played.get(name), p99));
  report('postgres.fairness.soloP99Ms', new Map([['solo', solo]]), 'solo');
  report('postgres.fairness.besideP99Ms', new Map([['beside', beside]]), 'beside');
  report('postgres.fairness.ratioToSolo', new Map([['ratio', quotientOf(beside, solo)]]), 'ratio');
}

/** A claim and the tables after a million runs of three steps; beside it a claim after a thousand. */
async function measureLarge({ play, report, note }) {
  const module = at('large');
  const played = await play({ full: { module, case: 'full' }, empty: { module, case: 'empty' } });
  const sample = (of) => (round) => of(round.samples[0]);
  const claim = ({ claimMs }) => claimMs;
  const [full, empty] = ['full', 'empty'].map((name) =>
    serverFigure(played.get(name), sample(claim)),
  );
  report('postgres.large.claimMs', new Map(Object.entries({ full, empty })), 'full');
  report(
    'postgres.large.claimRatioToEmpty',
    new Map([['ratio', quotientOf(full, empty)]]),
    'ratio',
  );
  for (const [name, bytes] of Object.entries({
    'postgres.large.tableBytesPerRun': 'tableBytes',
    'postgres.large.indexBytesPerRun': 'indexBytes',
  })) {
    const perRun = ({ sizes, runs }) =>
      sizes.reduce((sum, { [bytes]: size }) => sum + size, 0) / runs;
    report(name, new Map([['full', serverFigure(played.get('full'), sample(perRun))]]), 'full');
  }
  noteSizes(played.get('full'), note);
}

function noteSizes({ measured, missing }, note) {
  if (missing !== undefined) return;
  const [{ runs, sizes }] = measured[0].samples;
  note(`Tables and their indexes with ${runs} runs, in MB:`);
  for (const { name, tableBytes, indexBytes } of sizes) {
    const [table, index] = [tableBytes, indexBytes].map((bytes) =>
      (bytes / 1e6).toFixed(1).padStart(9),
    );
    note(`${table} ${index}  ${name}`);
  }
}

function quotientOf(over, under) {
  const missing = over.missing ?? under.missing;
  if (missing !== undefined) return { missing };
  const ratio = over.median / under.median;
  return { median: ratio, min: ratio, max: ratio };
}

const withEnv = (entries, env) =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, { ...entry, env }]));
