// pnpm bench memory|sqlite|size [--json] [--quick] [--no-build]
//   --json      one JSON object a line per figure on standard output, and nothing else there
//   --quick     fewer and smaller rounds: to see that it works, not to quote
//   --no-build  measure what is in dist as it is
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureMemory } from './groups/memory.mjs';
import { measureSize } from './groups/size.mjs';
import { measureSqlite } from './groups/sqlite.mjs';
import { buildWhenStale, installPeers, peerVersions } from './harness/prepare.mjs';
import { lineOf, machine, rowOf, writeResults } from './harness/report.mjs';

const groups = { memory: measureMemory, sqlite: measureSqlite, size: measureSize };
const usage = `Usage: pnpm bench ${Object.keys(groups).join('|')} [--json] [--quick] [--no-build]`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
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
if (group === 'memory') installPeers();

const about = { ...machine(), load: loadavg()[0], quick: values.quick };
note(`${about.date}, node ${about.node}, ${about.system}, ${about.processors}`);
if (group === 'memory') note(`peers: ${JSON.stringify(peerVersions())}`);
if (about.load > 0.5)
  note(`Something else keeps this machine busy (load ${about.load}): expect noise.`);

const effort = values.quick ? { rounds: 3, scale: 0.1 } : { rounds: 9, scale: 1 };
try {
  await measure({ ...effort, report, note });
} finally {
  writeResults(group, rows, about);
}
