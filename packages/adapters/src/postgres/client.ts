/** The part of `pg` that this store uses: what a `Pool` and its clients of pg 8 offer. */

/** Makes the client hand every value over as the text that the server sent. */
export interface RawTypes {
  getTypeParser(): (text: string) => string;
}

export interface QueryConfig {
  readonly text: string;
  /** The connection keeps the statement under it. */
  readonly name?: string;
  readonly values?: unknown[];
  readonly types?: RawTypes;
}

export interface QueryResult {
  readonly rows: unknown[];
}

/** Whatever answers a query: a pool, or one of its clients. */
export interface Queryable {
  query(text: string, values?: unknown[]): Promise<QueryResult>;
  query(config: QueryConfig): Promise<QueryResult>;
}

export interface PostgresNotification {
  readonly channel: string;
  readonly payload?: string | undefined;
}

/** One connection. A host's transaction is a client on which it sent `BEGIN`. */
export interface PostgresClient extends Queryable {
  on(event: 'notification', listener: (message: PostgresNotification) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  removeListener(event: 'notification', listener: (message: PostgresNotification) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'end', listener: () => void): unknown;
}

export interface PooledClient extends PostgresClient {
  /** Gives the connection back; with `true` or an error it is closed instead. */
  release(destroy?: boolean | Error): void;
}

export interface PostgresPool extends Queryable {
  connect(): Promise<PooledClient>;
  /** What the pool was made with. */
  readonly options?: { readonly max?: number | undefined } | undefined;
}

/** What `engine.start(…, { tx })` takes: a client of `pg` on which the host has begun a transaction. */
export type PostgresTransaction = Queryable;
