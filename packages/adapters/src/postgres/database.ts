/** The host's pool as the store uses it: one call, one statement, one transaction. */

import { FlowgraftError, isFlowgraftError, type Hint } from '@flowgraft/core';
import { CalledFunctions, type Statement } from './called-function.js';
import type { PostgresPool } from './client.js';
import { HeldOrdinals } from './held-ordinals.js';
import { type Row, runNamed, withClient } from './connection.js';
import type { Names } from './names.js';

/** Failures after which nothing was written and the same call may go through: deadlock, serialisation, a lost race. */
const passing: ReadonlySet<unknown> = new Set(['40P01', '40001', '23505', '55P03']);
/** A statement is not kept that should be, or the other way round. */
const unkept: ReadonlySet<unknown> = new Set(['26000', '42P05']);
const mostAttempts = 4;

export interface DatabaseOptions {
  readonly pool: PostgresPool;
  readonly names: Names;
  /** Tells our own notifications from those of others. */
  readonly origin: string;
  /** True when the host's connections begin transactions of another isolation level than read committed. */
  readonly setsIsolation: boolean;
}

/** Shared by all stores of a backend. */
export class Database {
  readonly pool: PostgresPool;
  readonly names: Names;
  readonly origin: string;
  readonly listeners = new Set<(hint: Hint) => void>();
  readonly functions: CalledFunctions;
  /** Connections keep what was prepared on them: true once it is known that each is one of the server's own. */
  keepsStatements = false;
  readonly held = new HeldOrdinals();
  /** Runs that are created the general way before the short one is tried again. */
  generalCreates = 0;
  /** The last claim found one run or none: the next one is tried the short way. */
  claimsOne = true;
  readonly #setsIsolation: boolean;

  constructor({ pool, names, origin, setsIsolation }: DatabaseOptions) {
    this.pool = pool;
    this.names = names;
    this.functions = new CalledFunctions(names);
    this.origin = origin;
    this.#setsIsolation = setsIsolation;
  }

  table(name: string): string {
    return this.names.table(name);
  }

  /**
   * Runs one statement. Where nothing of it was written because of what others did meanwhile, runs it again.
   *
   * @throws {FlowgraftError} `STORE_FAILED`.
   */
  run(operation: string, text: string, values: unknown[]): Promise<Row[]> {
    return this.#attempt(operation, () => this.#send({ text, name: undefined }, values));
  }

  /** As `run`, of a statement that connections keep where they can. @throws {FlowgraftError} `STORE_FAILED`. */
  call(operation: string, { text, name }: Statement, values: unknown[]): Promise<Row[]> {
    return this.#attempt(operation, () =>
      this.#send({ text, name: this.keepsStatements ? name : undefined }, values),
    );
  }

  async #attempt(operation: string, send: () => Promise<Row[]>): Promise<Row[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await send();
      } catch (error) {
        const { code } = error as { readonly code?: unknown };
        // Somebody else uses the connection, or tidied it up: nothing was done.
        if (this.keepsStatements && unkept.has(code)) this.keepsStatements = false;
        else if (attempt === mostAttempts || !passing.has(code)) {
          throw asStoreFailure(error, operation);
        }
      }
    }
  }

  tell(hints: Iterable<Hint>): void {
    if (this.listeners.size === 0) return;
    for (const hint of hints) for (const listener of this.listeners) listener(hint);
  }

  #send(statement: Statement, values: unknown[]): Promise<Row[]> {
    if (!this.#setsIsolation) return runNamed(this.pool, statement, values);
    return withClient(this.pool, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const rows = await runNamed(client, statement, values);
      await client.query('COMMIT');
      return rows;
    });
  }
}

/** Hints at the runs of a list of tenants and ids, as the database's functions give it. */
export function pairsOf(text: string | null | undefined): Hint[] {
  const pairs = JSON.parse(text ?? '[]') as [string, string][];
  return pairs.map(([tenant, runId]) => ({ tenant, runId, hasEnded: false }));
}

/** What the client threw, as the engine reports it; errors about the caller's own data stay as they are. */
export function asStoreFailure(error: unknown, operation: string): Error {
  if (isFlowgraftError(error) || error instanceof TypeError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new FlowgraftError(
    'STORE_FAILED',
    `PostgreSQL could not ${operation}: ${reason}`,
    { operation, store: 'postgres' },
    { cause: error },
  );
}
