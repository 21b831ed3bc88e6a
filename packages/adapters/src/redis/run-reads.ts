/** Reading single runs. Hosts ask for many at once, each for the result that it waits for: those share a call. */

import type { RunRecord } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { runName } from './run-args.js';
import { fieldsOf, recordOf } from './run-row.js';
import { scripts } from './scripts/all-scripts.js';

const runsPerCall = 100;

interface Wanted {
  readonly name: string;
  readonly resolve: (record: RunRecord | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads at once; what is asked for while a call is under way goes with the next one. */
export class RunReads {
  readonly #connection: Connection;
  readonly #wanted: Wanted[] = [];
  #isReading = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async read(tenant: string, runId: string): Promise<RunRecord | null> {
    const name = runName(tenant, runId);
    return new Promise((resolve, reject) => {
      this.#wanted.push({ name, resolve, reject });
      if (!this.#isReading) void this.#readAll();
    });
  }

  async #readAll(): Promise<void> {
    this.#isReading = true;
    while (this.#wanted.length > 0) await this.#readSome(this.#wanted.splice(0, runsPerCall));
    this.#isReading = false;
  }

  async #readSome(wanted: readonly Wanted[]): Promise<void> {
    let found: readonly (readonly unknown[])[];
    try {
      const args = [String(wanted.length), ...wanted.map(({ name }) => name)];
      const { rest } = await this.#connection.run(scripts.getRuns, 'read a run', args);
      found = rest[0] as readonly (readonly unknown[])[];
    } catch (error) {
      for (const { reject } of wanted) reject(error);
      return;
    }
    for (const [index, { name, resolve, reject }] of wanted.entries()) {
      try {
        resolve(recordFrom(name, found[index] ?? []));
      } catch (error) {
        reject(error);
      }
    }
  }
}

function recordFrom(name: string, [row, values]: readonly unknown[]): RunRecord | null {
  const fields = fieldsOf(row);
  return fields.size === 0 ? null : recordOf(name, fields, fieldsOf(values));
}
