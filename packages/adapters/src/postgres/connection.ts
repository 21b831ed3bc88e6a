/** Connections of the host's pool, and what comes back from them. */

import type { Statement } from './called-function.js';
import type { PooledClient, PostgresPool, Queryable, RawTypes } from './client.js';

/** A row as the server sent it: every value as text. */
export type Row = Readonly<Record<string, string | null>>;

// Hosts set parsers for the whole process: what we read is text, whatever they did.
const raw: RawTypes = Object.freeze({ getTypeParser: () => (text: string) => text });

/** Runs one statement on that connection, unnamed: a pooler may give the next one to another. */
export async function runOn(
  client: Queryable,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { rows } = await client.query({ text, values, types: raw });
  return rows as Row[];
}

/** Runs a statement that the connection keeps under that name from then on. */
export async function runNamed(
  client: Queryable,
  { text, name }: Statement,
  values: unknown[],
): Promise<Row[]> {
  const config =
    name === undefined ? { text, values, types: raw } : { name, text, values, types: raw };
  const { rows } = await client.query(config);
  return rows as Row[];
}

/** Does `work` on a connection; one on which something failed is closed, not given back for others to use. */
export async function withClient<T>(
  pool: PostgresPool,
  work: (client: PooledClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  client.on('error', ignoreError);
  let isSound = false;
  try {
    const result = await work(client);
    isSound = true;
    return result;
  } finally {
    // The listener of a closed one stays: an error that comes late must not end the process.
    if (isSound) client.removeListener('error', ignoreError);
    client.release(!isSound);
  }
}

/** A connection that breaks fails the query under way, or the next one; the event says nothing more. */
export function ignoreError(): void {}
