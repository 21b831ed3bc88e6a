// Real chaos: worker processes and servers are killed, stopped and cut off while runs go on, and a record that the steps
// write themselves says whether a promise was broken. Exit code 1 when one was; then the evidence is kept.
//   node tools/chaos/run.mjs [--part name] [--short] [--seed n] [--json] [--defect name]
// Parts are those of `parts.mjs`: postgres-kill, redis-kill, postgres-restart, sigstop, cut, lone, mixed.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundlePrograms } from './bundle.mjs';
import { judge } from './judge.mjs';
import { parts, shortParts } from './parts.mjs';
import { playPart } from './play.mjs';

const plantedLimitMs = 25_000;
const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true },
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    /** A planted defect, to see that it is found. */
    defect: { type: 'string' },
  },
});
const names = values.part ?? (values.short ? shortParts : Object.keys(parts));
for (const name of names) {
  if (name in parts) continue;
  throw new TypeError(`--part: no part ${JSON.stringify(name)}; there are ${Object.keys(parts)}`);
}
const seed = Number(values.seed);
if (!Number.isSafeInteger(seed)) throw new TypeError(`--seed: ${values.seed} is no whole number`);

// Ends the servers, too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/** With --json, standard output is for the figures. */
const say = values.json ? console.error : console.log;
const scratch = mkdtempSync(join(tmpdir(), 'flowgraft-chaos-'));
chmodSync(scratch, 0o755); // PostgreSQL runs as a user of its own there
const verdicts = [];
const programsFolder = join(scratch, 'programs');
try {
  const programs = await bundlePrograms(programsFolder);
  for (const name of names) verdicts.push(await judged(name, programs));
} finally {
  rmSync(programsFolder, { recursive: true, force: true });
  // What is left is evidence.
  if (readdirSync(scratch).length === 0) rmSync(scratch, { recursive: true });
}
if (values.json) console.log(JSON.stringify({ seed, parts: verdicts }, null, 2));
process.exitCode = verdicts.every(({ violations }) => violations.length === 0) ? 0 : 1;

async function judged(name, programs) {
  const { store, promise, full, short } = parts[name];
  const folder = join(scratch, name);
  mkdirSync(folder);
  say(`\n${name}: ${promise} (seed ${seed})`);
  const asked = values.short ? short : full;
  // A defect may keep runs from ever ending.
  const size = values.defect === undefined ? asked : { ...asked, limitMs: plantedLimitMs };
  const part = { name, store, size, seed, folder, programs, defect: values.defect };
  const evidence = await playPart(part, say);
  const { violations, figures } = judge(evidence);
  for (const [figure, value] of Object.entries(figures)) say(`  ${figure.padEnd(24)} ${value}`);
  for (const { rule, count, shown } of violations) {
    say(`FAIL  ${rule}: broken ${count} times`);
    for (const message of shown) say(`        ${message}`);
  }
  if (violations.length === 0) {
    rmSync(folder, { recursive: true, force: true });
    say(`ok    ${name}`);
    return { name, figures, violations };
  }
  keep(folder, evidence, violations);
  say(`FAIL  ${name}, seed ${seed}; evidence: ${folder}`);
  return { name, figures, violations, kept: folder };
}

/** Beside the side record and the server's data, which lie there already. */
function keep(folder, evidence, violations) {
  const { lines: _, workflows, ...rest } = evidence;
  const text = JSON.stringify({ violations, ...rest, workflows }, null, 1);
  writeFileSync(join(folder, 'evidence.json'), text);
}
