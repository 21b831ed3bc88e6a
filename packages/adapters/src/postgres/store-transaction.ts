/** Transactions for steps whose work and checkpoint commit together. */

import {
  FlowgraftError,
  type CommitOutcome,
  type RunChange,
  type StoreTransaction,
} from '@flowgraft/core';
import type { PooledClient } from './client.js';
import { commitChanges } from './commit-changes.js';
import { ignoreError, runOn } from './connection.js';
import { asStoreFailure, type Database } from './database.js';

/** Connections that steps leave to the engine's own calls; with fewer, a step could wait for itself. */
const keptFree = 2;
const usualMax = 10;
/** A machine that vanished must not keep its run's row for as long as the network takes to find out. */
const mostIdle = '10min';

/** Begins transactions, as many at once as the pool has connections to spare. */
export class TransactionSource {
  readonly #database: Database;
  readonly #most: number;
  #begun = 0;
  #count = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param isListening - One more connection is taken for hints. */
  constructor(database: Database, isListening: boolean) {
    this.#database = database;
    const max = database.pool.options?.max ?? usualMax;
    this.#most = max < keptFree + 1 ? 0 : Math.max(1, max - keptFree - (isListening ? 1 : 0));
  }

  /** @throws {FlowgraftError} `STORE_FAILED`; `PORT_MISSING` when the pool is too small for it. */
  async begin(): Promise<StoreTransaction> {
    const operation = 'begin a transaction';
    if (this.#most === 0) {
      throw new FlowgraftError(
        'PORT_MISSING',
        `PostgreSQL could not ${operation}: a transactional step needs a pool of at least ${keptFree + 1} connections (its option max)`,
        { port: 'tx' },
      );
    }
    while (this.#begun >= this.#most)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#begun += 1;
    this.#count += 1;
    const step = `${this.#database.origin}.${this.#count}`;
    try {
      const client = await this.#database.pool.connect();
      client.on('error', ignoreError);
      const transaction = new OwnTransaction(this.#database, client, {
        step,
        onEnd: () => this.#ended(),
      });
      await transaction.open();
      return transaction;
    } catch (error) {
      if (!(error instanceof BeginFailure)) this.#ended();
      throw asStoreFailure(error instanceof BeginFailure ? error.cause : error, operation);
    }
  }

  #ended(): void {
    this.#begun -= 1;
    this.#waiting.shift()?.();
  }
}

/** What went wrong after the transaction had taken its place, and given it back. */
class BeginFailure extends Error {}

interface Ownership {
  readonly step: string;
  readonly onEnd: () => void;
}

class OwnTransaction implements StoreTransaction {
  readonly client: PooledClient;
  readonly #database: Database;
  readonly #own: Ownership;
  #isOver = false;

  constructor(database: Database, client: PooledClient, own: Ownership) {
    this.#database = database;
    this.client = client;
    this.#own = own;
  }

  async open(): Promise<void> {
    try {
      await this.client.query(
        `BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL flowgraft.step = '${this.#own.step}'; SET LOCAL idle_in_transaction_session_timeout = '${mostIdle}'`,
      );
    } catch (cause) {
      this.#end(true);
      throw new BeginFailure('begin', { cause });
    }
  }

  async check(): Promise<void> {
    const step = await this.#currentStep();
    if (step === this.#own.step) return;
    throw new TypeError(
      'The transaction of this step was ended by the step itself: leave COMMIT and ROLLBACK to the engine',
    );
  }

  async #currentStep(): Promise<unknown> {
    try {
      const sql = "SELECT current_setting('flowgraft.step', true) AS step";
      const { rows } = await this.client.query(sql);
      return (rows[0] as { readonly step?: unknown } | undefined)?.step;
    } catch (error) {
      throw asStoreFailure(error, 'look at a transaction');
    }
  }

  async commit(change: RunChange): Promise<CommitOutcome> {
    const operation = 'commit a transaction';
    if (this.#isOver) {
      throw new FlowgraftError(
        'STORE_FAILED',
        `PostgreSQL could not ${operation}: it has ended already`,
        {
          operation,
          store: 'postgres',
        },
      );
    }
    try {
      const { outcomes, hints } = await commitChanges([change], {
        database: this.#database,
        workers: [],
        step: this.#own.step,
        send: ({ text }, values) => runOn(this.client, text, values),
      });
      const [outcome] = outcomes;
      if (outcome?.ok !== true) {
        await this.#undo();
        return { ok: false, reason: 'stale' };
      }
      await this.client.query('COMMIT');
      this.#end(false);
      this.#database.tell(hints);
      return outcome;
    } catch (error) {
      await this.#undo();
      throw asStoreFailure(error, operation);
    }
  }

  async rollback(): Promise<void> {
    const lost = await this.#undo();
    if (lost !== undefined) throw asStoreFailure(lost, 'roll a transaction back');
  }

  /** @returns why the connection is lost, and with it all that was not committed; `undefined` when it is not. */
  async #undo(): Promise<unknown> {
    if (this.#isOver) return undefined;
    try {
      await this.client.query('ROLLBACK');
      this.#end(false);
      return undefined;
    } catch (error) {
      this.#end(true);
      return error;
    }
  }

  #end(isBroken: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (!isBroken) this.client.removeListener('error', ignoreError);
    this.client.release(isBroken);
    this.#own.onEnd();
  }
}
