// Makes many finished runs of a few real ones, by SQL. The only file of the bench that knows the adapter's tables.
// A copy differs from its original in its number (`ordinal`, which the other tables call `run`) and its id; every
// other column is copied as it is.
import pg from '../../peers/postgres/driver.mjs';

const schema = 'flowgraft';
/** By table, the columns that a copy has anew. `copy` is its number, `span` the distance between two copies. */
const tables = {
  runs: { ordinal: 'ordinal + copy * span', run_id: `run_id || '-' || copy` },
  run_states: { ordinal: 'ordinal + copy * span' },
  journal: { run: 'run + copy * span' },
};
const copiesAtOnce = 50;

/**
 * Copies the finished runs of a database until it holds `times` as many, then vacuums, as autovacuum would have.
 *
 * @returns `{ runs, sizes }`: how many there are, and bytes by table, of the table and of its indexes.
 */
export async function multiplyRuns(url, times) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      `SELECT max(ordinal) - min(ordinal) + 1 AS span, max(ordinal) + 1 AS beyond FROM ${schema}.runs`,
    );
    const { span, beyond } = rows[0];
    for (const [name, anew] of Object.entries(tables)) {
      const sql = copySql({ name, anew, columns: await columnsOf(client, name) });
      for (let first = 1; first < times; first += copiesAtOnce) {
        const last = Math.min(first + copiesAtOnce, times) - 1;
        await client.query(sql, [first, last, span, beyond]);
      }
    }
    await client.query(
      `SELECT setval(pg_get_serial_sequence('${schema}.runs', 'ordinal'), (SELECT max(ordinal) FROM ${schema}.runs))`,
    );
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
    return { runs: await countRuns(client), sizes: await readSizes(client) };
  } finally {
    await client.end();
  }
}

/** `$1` and `$2`: first and last copy; `$3`: the span; `$4`: the first number that is not an original's. */
function copySql({ name, anew, columns }) {
  const number = anew.ordinal === undefined ? 'run' : 'ordinal';
  const values = columns.map((column) => anew[column] ?? `"${column}"`);
  const names = columns.map((column) => `"${column}"`);
  return `INSERT INTO ${schema}.${name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE
    SELECT ${values.join(', ')}
      FROM (SELECT * FROM ${schema}.${name} WHERE ${number} < $4) originals
     CROSS JOIN (SELECT $3::bigint AS span) distance
     CROSS JOIN generate_series($1::bigint, $2::bigint) AS copy`;
}

async function columnsOf(client, table) {
  const { rows } = await client.query(
    `SELECT column_name FROM information_schema.columns
      WHERE table_schema = $1 AND table_name = $2 AND is_generated = 'NEVER' ORDER BY ordinal_position`,
    [schema, table],
  );
  if (rows.length === 0)
    throw new Error(`There is no table ${schema}.${table}: fill.mjs is out of date`);
  return rows.map(({ column_name: column }) => column);
}

async function countRuns(client) {
  const { rows } = await client.query(`SELECT count(*) AS runs FROM ${schema}.runs`);
  return Number(rows[0].runs);
}

async function readSizes(client) {
  const { rows } = await client.query(
    `SELECT relname AS name, pg_table_size(oid) AS "table", pg_indexes_size(oid) AS indexes
       FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r' ORDER BY 2 DESC`,
    [schema],
  );
  return rows.map(({ name, table, indexes }) => ({
    name,
    tableBytes: Number(table),
    indexBytes: Number(indexes),
  }));
}
