/** The calls of a SQLite driver that this store makes: what `better-sqlite3`, `libsql` and `node:sqlite` share. */

export type SqliteValue = string | number | null;

export interface SqliteStatement {
  run(...parameters: SqliteValue[]): { readonly changes: number | bigint };
  /** The first row, or `undefined`. */
  get(...parameters: SqliteValue[]): unknown;
  all(...parameters: SqliteValue[]): unknown[];
}

export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}
