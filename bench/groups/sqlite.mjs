import { compete } from '../harness/arena.mjs';

const at = (path) => new URL(`../${path}`, import.meta.url).href;
const ours = at('contestants/flowgraft-sqlite.mjs');
const limit = at('contestants/sqlite-limit.mjs');

const entries = {
  'sqlite.c200.stepsPerSecond': { module: ours, case: 'c200' },
  'sqlite.c1.stepsPerSecond': { module: ours, case: 'c1' },
  'limit.sqlite.commitsPerSecond': { module: limit, case: 'commits' },
  'limit.sqlite.batchedRowsPerSecond': { module: limit, case: 'batched' },
};
const limits = Object.keys(entries).filter((name) => name.startsWith('limit.'));

/** Durable steps on a SQLite file, and what its file system gives, in turn in the same run. */
export async function measureSqlite({ rounds, scale, report }) {
  const perRound = ({ count, ms }) => (count * 1000) / ms;
  const results = await compete({ entries, rounds, scale, perRound });
  for (const name of Object.keys(entries)) {
    const peers = limits.includes(name) ? [] : limits;
    report(name, new Map([name, ...peers].map((each) => [each, results.get(each)])), name);
  }
}
