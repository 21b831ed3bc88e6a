// What the server gives without an engine: one small row per step and a commit for each, by pgbench and by the driver.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inLanes } from '../harness/in-lanes.mjs';
import { expectCount, onDatabase } from '../harness/postgres-database.mjs';
import { findBinaries } from '../harness/postgres-server.mjs';
import pg from '../peers/postgres/driver.mjs';

const table = `CREATE TABLE journal
  (run bigint NOT NULL, seq int NOT NULL, at bigint NOT NULL, fact text NOT NULL, PRIMARY KEY (run, seq))`;
const fact = 'x'.repeat(120);
const stepsPerRun = 10;
const batchRows = 200;
const text = 'INSERT INTO journal VALUES ($1, $2, $3, $4)';
const batch = `INSERT INTO journal SELECT $1, seq, $2, $3 FROM generate_series(1, ${batchRows}) seq`;
const countRows = 'SELECT count(*) FROM journal';

/** Runs of ten INSERTs one after another, so many runs at once. */
const commits = (lanes, connections) => async (url) => {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  await pool.query(table);
  return {
    async run(runs) {
      await inLanes(lanes, runs, async (run) => {
        for (let seq = 0; seq < stepsPerRun; seq += 1) {
          await pool.query({ name: 'step', text, values: [run, seq, Date.now(), fact] });
        }
      });
      return runs * stepsPerRun;
    },
    verify: (runs) => expectCount(url, countRows, runs * stepsPerRun),
    close: () => pool.end(),
  };
};

/** 200 rows in an INSERT, from two connections. */
async function batched(url) {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  await pool.query(table);
  return {
    async run(statements) {
      await inLanes(2, statements, (run) =>
        pool.query({ name: 'batch', text: batch, values: [run, Date.now(), fact] }),
      );
      return statements * batchRows;
    },
    verify: (statements) => expectCount(url, countRows, statements * batchRows),
    close: () => pool.end(),
  };
}

const pgbench = (clients) => async (url) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(table.replace(', PRIMARY KEY (run, seq)', ''));
  await client.end();
  const dir = mkdtempSync(join(tmpdir(), 'flowgraft-pgbench-'));
  const script = join(dir, 'insert.sql');
  writeFileSync(script, `INSERT INTO journal VALUES (:client_id, 1, 1700000000000, '${fact}');\n`);
  return {
    async run(rows) {
      const each = Math.ceil(rows / clients);
      const threads = Math.min(clients, 2);
      const args = ['-n', '-M', 'prepared', '-c', clients, '-j', threads, '-t', each, '-f', script];
      await execute(join(findBinaries(), 'pgbench'), [...args.map(String), url]);
      return each * clients;
    },
    verify: (rows) => expectCount(url, countRows, Math.ceil(rows / clients) * clients),
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
};

function execute(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data) => (said += data));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`pgbench failed: ${said.trim()}`));
    });
  });
}

export const cases = {
  'commits.c200': { amount: 3000, open: onDatabase(commits(200, 50)) },
  'commits.c1': { amount: 300, open: onDatabase(commits(1, 1)) },
  'pgbench.c200': { amount: 30_000, open: onDatabase(pgbench(50)) },
  'pgbench.c1': { amount: 3000, open: onDatabase(pgbench(1)) },
  batched: { amount: 500, open: onDatabase(batched) },
};
