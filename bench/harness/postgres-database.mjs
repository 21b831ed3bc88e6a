// A database of its own for each round, and what the server counts about it.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from '../peers/postgres/driver.mjs';

const adminUrl = () => process.env['BENCH_POSTGRES_URL'];

/**
 * Wraps a case's `open(url)`: each round gets a new, empty database, which is dropped afterwards, so that nobody
 * pays for rows or vacuuming of others. (Dropping one also flushes the server's buffers: every round starts from
 * there.)
 */
export const onDatabase = (open) => async () => {
  const { url, meter, drop } = await createDatabase();
  try {
    const round = await open(url);
    return {
      ...round,
      meter,
      async close() {
        try {
          await round.close();
        } finally {
          await drop();
        }
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
};

/** A new, empty database: its URL, what reads its meters, and what drops it. */
async function createDatabase() {
  const admin = new pg.Client({ connectionString: adminUrl() });
  await admin.connect();
  const name = `flowgraft_bench_${process.pid}_${process.hrtime.bigint()}`;
  await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
  return {
    url: urlOf(name),
    meter: () => readMeters(admin, name),
    drop: async () => {
      await untilLeft(admin, name);
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** Waits until a query about the database of this round gives that number. */
export async function expectCount(url, sql, expected) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (let attempt = 1; ; attempt += 1) {
      const { rows } = await client.query(sql);
      const found = Number(Object.values(rows[0])[0]);
      if (found === expected) return;
      if (attempt === 20) throw new Error(`${sql} gave ${found} instead of ${expected}`);
      await sleep(100);
    }
  } finally {
    await client.end();
  }
}

/** A closed pool says goodbye a little later than it says; who is thrown out then takes its process down. */
async function untilLeft(admin, name) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { rows } = await admin.query(
      'SELECT count(*)::int AS clients FROM pg_stat_activity WHERE datname = $1',
      [name],
    );
    if (rows[0].clients === 0) return;
    await sleep(20);
  }
}

/** The first row of a query about the server, asked where its extensions are. */
export async function askServer(sql, values) {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows[0];
  } finally {
    await client.end();
  }
}

/** The name of the database in its URL. */
export const databaseOf = (url) => new URL(url).pathname.slice(1);

function urlOf(database) {
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return url.href;
}

/**
 * Statements as the server executed them for clients of that database (`pg_stat_statements`, top level: what a
 * function does inside counts once; BEGIN and COMMIT count), and bytes of WAL of the whole server, which serves
 * nobody else meanwhile. `dealloc` must not grow: then statements were forgotten.
 */
async function readMeters(admin, name) {
  const wal = `pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS "walBytes"`;
  const { rows } = await admin.query(`SELECT ${wal}`);
  const meters = { walBytes: Number(rows[0].walBytes) };
  if (!(await canCount(admin))) return meters;
  const counted = await admin.query(
    `SELECT coalesce(sum(calls), 0) AS statements, (SELECT dealloc FROM pg_stat_statements_info) AS dealloc
       FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1)`,
    [name],
  );
  const { statements, dealloc } = counted.rows[0];
  return { ...meters, statements: Number(statements), dealloc: Number(dealloc) };
}

async function canCount(admin) {
  const { rows } = await admin.query(
    `SELECT count(*)::int AS loaded FROM pg_extension WHERE extname = 'pg_stat_statements'`,
  );
  return rows[0].loaded === 1;
}

/** Once per bench: makes the statement counts readable; says whether they are. */
export async function prepareCounting(url) {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    await admin.query('SELECT count(*) FROM pg_stat_statements');
    return true;
  } catch {
    await admin.query('DROP EXTENSION IF EXISTS pg_stat_statements').catch(() => {});
    return false;
  } finally {
    await admin.end();
  }
}
