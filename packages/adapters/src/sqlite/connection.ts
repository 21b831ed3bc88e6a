/** One open database, shared by all stores of a backend. */

import { FlowgraftError, isFlowgraftError, type Hint } from '@flowgraft/core';
import type { SqliteDatabase, SqliteStatement } from './client.js';
import { prepareStatements, type Statements } from './statements.js';

/** Runs statements in transactions, and passes hints on once they are committed. */
export class Connection {
  readonly statements: Statements;
  readonly listeners = new Set<(hint: Hint) => void>();
  /** The file, for messages. */
  readonly location: string;
  readonly #database: SqliteDatabase;
  readonly #prepared = new Map<string, SqliteStatement>();
  #hints: Hint[] = [];

  constructor(database: SqliteDatabase, location: string) {
    this.#database = database;
    this.location = location;
    this.statements = prepareStatements(database);
  }

  /** A statement that is not always needed, prepared the first time. */
  prepare(sql: string): SqliteStatement {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#prepared.set(sql, statement);
    }
    return statement;
  }

  /** Notes a hint for when the transaction is committed. */
  hint(tenant: string, runId: string, hasEnded = false): void {
    if (this.listeners.size > 0) this.#hints.push({ tenant, runId, hasEnded });
  }

  /** Does `work` in one transaction that nobody else writes beside. */
  write<T>(operation: string, work: () => T): T {
    const result = this.read(operation, () => this.#commit(work));
    this.#sendHints();
    return result;
  }

  /**
   * Does `work`, which only reads.
   *
   * @throws {FlowgraftError} `STORE_FAILED`, when the driver fails.
   */
  read<T>(operation: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asStoreFailure(error, operation, this.location);
    }
  }

  close(): void {
    this.#database.close();
  }

  #commit<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#hints = [];
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself (disk full, I/O error); the failure that led here is what counts.
    }
  }

  #sendHints(): void {
    if (this.#hints.length === 0) return;
    const hints = this.#hints;
    this.#hints = [];
    for (const hint of hints) for (const listener of this.listeners) listener(hint);
  }
}

/** What the driver threw, as the engine reports it; errors about the caller's own data stay as they are. */
export function asStoreFailure(error: unknown, operation: string, location: string): Error {
  if (isFlowgraftError(error) || error instanceof TypeError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new FlowgraftError(
    'STORE_FAILED',
    `SQLite could not ${operation} in ${location}: ${reason}`,
    { operation, store: 'sqlite' },
    { cause: error },
  );
}
