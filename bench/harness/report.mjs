import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { figures, verdictOf } from './figures.mjs';
import { rounded } from './statistics.mjs';

/**
 * A figure with those beside it, as the JSON lines and the results file hold it. `value` is `null` when it could
 * not be measured; `missing` then says why. `to` names what a ratio is to.
 */
export function rowOf(name, results, own) {
  const { median, min, max, busy, missing, to } = results.get(own);
  const { unit, target, higherIsBetter = false } = figures[name];
  const peers = {};
  for (const [peer, result] of results) {
    if (peer !== own) peers[peer] = result.missing ?? rounded(result.median);
  }
  if (missing !== undefined) return { name, value: null, missing, unit, peers, target };
  const best = higherIsBetter ? max : min;
  const row = { name, value: rounded(median), unit, peers, best: rounded(best), target, to };
  return busy === undefined ? row : { ...row, busy: Number(busy.toFixed(2)) };
}

/** A row for people: the median, the best round, target, verdict, and peers as `value (times ours)`. */
export function lineOf(row) {
  const { name, value, missing, unit, best, target, busy, to } = row;
  const ratio = (other) => (value === null ? '' : ` (${Number((other / value).toPrecision(3))}x)`);
  const beside = Object.entries(row.peers).map(([peer, other]) =>
    typeof other === 'number'
      ? `${peer} ${other}${ratio(other)}`
      : `${peer}: not measured, ${other}`,
  );
  if (value === null) beside.unshift(`not measured: ${missing}`);
  const cells = [
    name.padEnd(34),
    `${value ?? '-'} ${unit}`.padStart(18),
    (best === undefined ? '' : `best ${best}`).padStart(14),
    (target === undefined ? '' : `target ${target}`).padStart(13),
    verdictOf(row).padStart(5),
    busy === undefined ? '' : `  busy ${busy}`,
    to === undefined ? '' : `  to ${to}`,
  ];
  return [cells.join(' '), ...beside.map((text) => `    ${text}`)].join('\n');
}

/** What the figures were measured on. */
export function machine() {
  const [first, ...others] = cpus();
  const { node } = process.versions;
  return {
    date: new Date().toISOString(),
    node,
    system: `${process.platform} ${release()} ${process.arch}`,
    processors: `${others.length + 1} x ${first?.model.trim() ?? 'unknown'}`,
  };
}

/** Keeps the rows of one run beside the bench; the folder is not committed. */
export function writeResults(group, rows, about) {
  const dir = new URL('../results/', import.meta.url);
  mkdirSync(dir, { recursive: true });
  const file = new URL(`${group}-${about.date.replaceAll(':', '')}.json`, dir);
  writeFileSync(file, `${JSON.stringify({ ...about, rows }, null, 2)}\n`);
}
