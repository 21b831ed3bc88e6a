/** The host's pool as the store uses it: one call, one statement, one transaction. */

import { FlowgraftError, isFlowgraftError, type Hint } from '@flowgraft/core';
import type { PostgresPool } from './client.js';
import { type Row, runOn, withClient } from './connection.js';
import type { Names } from './names.js';

/** Failures after which nothing was written and the same call may go through: deadlock, serialisation, a lost race. */
const passing: ReadonlySet<unknown> = new Set(['40P01', '40001', '23505', '55P03']);
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
  /** Runs that are created the general way before the short one is tried again. */
  generalCreates = 0;
  readonly #setsIsolation: boolean;

  constructor({ pool, names, origin, setsIsolation }: DatabaseOptions) {
    this.pool = pool;
    this.names = names;
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
  async run(operation: string, text: string, values: unknown[]): Promise<Row[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#send(text, values);
      } catch (error) {
        if (attempt < mostAttempts && passing.has((error as { code?: unknown }).code)) continue;
        throw asStoreFailure(error, operation);
      }
    }
  }

  tell(hints: Iterable<Hint>): void {
    if (this.listeners.size === 0) return;
    for (const hint of hints) for (const listener of this.listeners) listener(hint);
  }

  #send(text: string, values: unknown[]): Promise<Row[]> {
    if (!this.#setsIsolation) return runOn(this.pool, text, values);
    return withClient(this.pool, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const rows = await runOn(client, text, values);
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

/** `$1, …, $n`. */
export function placeholders(count: number): string {
  return Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');
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
