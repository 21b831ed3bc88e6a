// The host's own tables: what transactional steps write, and what hosts write with the runs that they start in transactions.

/** Names of the tables: `rows` is for steps, `orders` for hosts. */
export const tables = { rows: 'chaos_rows', orders: 'chaos_orders' };

/** @param query - Asks the database; `undefined` where there is none: nothing is kept then. */
export function hostTables(query) {
  const { rows, orders } = tables;
  return {
    async create() {
      if (query === undefined) return;
      await query(`CREATE TABLE ${rows} (s text, nonce text)`);
      await query(`CREATE TABLE ${orders} (run text PRIMARY KEY, by text)`);
    },
    /** What transactional steps wrote, or `null`. */
    async readRows() {
      if (query === undefined) return null;
      return (await query(`SELECT s, nonce FROM ${rows}`)).rows;
    },
    /**
     * Whether the transaction of a host that began to start that run was committed. Waits for its end; when it has left
     * nothing, it cannot be committed afterwards.
     */
    async isOrdered(run) {
      const text = `INSERT INTO ${orders} (run, by) VALUES ($1, 'judge') ON CONFLICT DO NOTHING`;
      return (await query(text, [run])).rowCount === 0;
    },
    /** How often each function of the database was called, or `null`. */
    async readCalls() {
      if (query === undefined) return null;
      const text = 'SELECT funcname AS name, calls::integer FROM pg_stat_user_functions';
      const found = (await query(text)).rows;
      return Object.fromEntries(found.map(({ name, calls }) => [name, calls]));
    },
  };
}
