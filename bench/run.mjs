// pnpm bench memory|sqlite|size|postgres|postgres-scale|redis|server|canvas [--json] [--quick] [--no-build] [--only a,b]
//   --json      one JSON object a line per figure on standard output, and nothing else there
//   --quick     fewer and smaller rounds: to see that it works, not to quote
//   --no-build  measure what is in dist as it is
//   --only      parts of a group: c200,c1,latency,idle of postgres; drain,fairness,large of postgres-scale;
//               mount,drag,status,cycles of canvas
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCanvas } from './groups/canvas.mjs';
import { measureMemory } from './groups/memory.mjs';
import { measurePostgres } from './groups/postgres.mjs';
import { measurePostgresScale } from './groups/postgres-scale.mjs';
import { measureRedis } from './groups/redis.mjs';
import { measureServer } from './groups/server.mjs';
import { measureSize } from './groups/size.mjs';
import { measureSqlite } from './groups/sqlite.mjs';
import { buildWhenStale, installPeers, peerVersions } from './harness/prepare.mjs';
import { lineOf, machine, rowOf, writeResults } from './harness/report.mjs';

const groups = {
  memory: measureMemory,
  sqlite: measureSqlite,
  size: measureSize,
  postgres: measurePostgres,
  'postgres-scale': measurePostgresScale,
  redis: measureRedis,
  server: measureServer,
  canvas: measureCanvas,
};
/** The folder under bench/peers that a group needs; for the scale of our own store, only the driver in it. */
const peerSets = {
  memory: '.',
  postgres: 'postgres',
  'postgres-scale': 'postgres',
  redis: 'redis',
};
const usage = `Usage: pnpm bench ${Object.keys(groups).join('|')} [--json] [--quick] [--no-build] [--only parts]`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const [group] = positionals;
const measure = groups[group];
if (measure === undefined || positionals.length > 1) {
  console.error(usage);
  process.exit(2);
}

const note = (text) => (values.json ? console.error(text) : console.log(text));
const rows = [];
function report(name, results, own) {
  const row = rowOf(name, results, own);
  rows.push(row);
  console.log(values.json ? JSON.stringify(row) : lineOf(row));
}

if (!values['no-build']) buildWhenStale();
const peerSet = peerSets[group];
if (peerSet !== undefined) installPeers(peerSet);

const about = { ...machine(), load: loadavg()[0], quick: values.quick };
note(`${about.date}, node ${about.node}, ${about.system}, ${about.processors}`);
if (peerSet !== undefined) note(`peers: ${JSON.stringify(peerVersions(peerSet))}`);
if (about.load > 0.5)
  note(`Something else keeps this machine busy (load ${about.load}): expect noise.`);

const effort = values.quick ? { rounds: 3, scale: 0.1 } : { rounds: 9, scale: 1 };
const only = values.only === '' ? [] : values.only.split(',');
// A server that a group started is stopped on the way out, also when somebody ends the bench.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
try {
  await measure({ ...effort, report, note, only });
} finally {
  writeResults(group, rows, about);
}
const unmeasured = rows.filter(({ value }) => value === null).map(({ name }) => name);
if (unmeasured.length > 0) {
  note(`Not measured: ${unmeasured.join(', ')}`);
  process.exitCode = 1;
}
