/** Gives a backend transactions, in which steps write rows: the host's own data beside the engine's. */

import { isPromise } from '../../model/maybe-promise.js';
import type { StoreTransaction } from '../../ports/run-change.js';
import type { Backend, Store } from '../../ports/store.js';

/** What steps do through `ctx.tx`. */
export interface RowWriter {
  write(row: string): void;
}

/** When rows are kept: `as written` is a database that commits each by itself. */
export type RowKeeping = 'with the commit' | 'as written';

/** @param table - Gets the rows of committed transactions. */
export function withTransactions(
  backend: Backend,
  table: string[],
  keeping: RowKeeping = 'with the commit',
): Backend {
  const wrap = (store: Store): Store => {
    const capabilities = { ...store.capabilities, transactions: true };
    const added: Partial<Store> = {
      capabilities,
      begin: async () => begun(store, table, keeping),
    };
    return new Proxy(store, {
      get(target, key) {
        if (Object.hasOwn(added, key)) return Reflect.get(added, key) as unknown;
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };
  return {
    name: backend.name,
    open(host) {
      const opened = backend.open(host);
      return isPromise(opened) ? opened.then(wrap) : wrap(opened);
    },
  };
}

function begun(store: Store, table: string[], keeping: RowKeeping): StoreTransaction {
  let rows: string[] = [];
  const client: RowWriter = {
    write: (row) => void (keeping === 'as written' ? table : rows).push(row),
  };
  return {
    client,
    check: async () => undefined,
    async commit(change) {
      const [outcome] = await store.commit([change]);
      if (outcome === undefined) throw new Error('A change has an outcome');
      if (outcome.ok) table.push(...rows);
      rows = [];
      return outcome;
    },
    async rollback() {
      rows = [];
    },
  };
}

/** The row that a step writes each time. */
export function rowOf(runId: string, step: string): string {
  return `${runId} ${step}`;
}
