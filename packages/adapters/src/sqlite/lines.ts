/**
 * Lines: runs of one tenant that are alike for every claim. Same workflow, queue, region, labels and limits.
 *
 * A line's row is there while it has runs, ended ones too. `scope` is its queue, region and labels in one text.
 */

import type { NewRun, WorkerScope } from '@flowgraft/core';
import type { Connection } from './connection.js';

/** `blocked_by` of a line that no limit holds back. */
export const free = 0;

type LineParts = Pick<
  NewRun,
  'tenant' | 'workflowHash' | 'queue' | 'region' | 'labels' | 'limitKeys'
>;

/** Puts runs that are created in one go into their lines, which are made where there are none. */
export class LineJoiner {
  readonly #connection: Connection;
  #last: { readonly like: LineParts; readonly id: number; more: number } | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @returns the id of the run's line. */
  join(run: LineParts): number {
    const last = this.#last;
    if (last !== null && isAlike(last.like, run)) {
      last.more += 1;
      return last.id;
    }
    this.settle();
    const scope = JSON.stringify([run.queue, run.region ?? null, run.labels]);
    const { tenant, workflowHash, limitKeys } = run;
    const row = this.#connection.statements.joinLine.get(
      tenant,
      workflowHash,
      scope,
      JSON.stringify(limitKeys),
    );
    const { id } = row as { readonly id: number };
    this.#last = { like: run, id, more: 0 };
    return id;
  }

  /** The run that joined last was not created after all. */
  undo(): void {
    if (this.#last !== null) this.#last.more -= 1;
  }

  /** To be called in the end: counts those that joined a line after the first. */
  settle(): void {
    if (this.#last !== null && this.#last.more !== 0) {
      leaveLine(this.#connection, this.#last.id, -this.#last.more);
    }
    this.#last = null;
  }
}

function isAlike(a: LineParts, b: LineParts): boolean {
  return (
    a.tenant === b.tenant &&
    a.workflowHash === b.workflowHash &&
    a.queue === b.queue &&
    a.region === b.region &&
    isSameList(a.labels, b.labels) &&
    isSameList(a.limitKeys, b.limitKeys)
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Counts that many runs less in a line; the last to leave takes it away. */
export function leaveLine({ statements }: Connection, line: number, runs: number): void {
  statements.leaveLine.run(runs, line);
  statements.dropLine.run(line);
}

/** Called when ready runs have left a line: finds out which goes first now. */
export function refreshHead({ statements }: Connection, line: number): void {
  statements.refreshHead.run(line, line);
}

const blockSql = `
  UPDATE flowgraft_lines SET blocked_by = ? WHERE id IN (SELECT value FROM json_each(?))`;

/** Puts lines aside that were met while the limit was full; `free` brings them back. */
export function blockLines(connection: Connection, lines: readonly number[], limit: number): void {
  connection.prepare(blockSql).run(limit, JSON.stringify(lines));
}

export interface ScopeParts {
  readonly queue: string;
  readonly region: string | undefined;
  readonly labels: readonly string[];
}

export function scopePartsOf(scope: string): ScopeParts {
  const [queue, region, labels] = JSON.parse(scope) as [string, string | null, readonly string[]];
  return { queue, region: region ?? undefined, labels };
}

/** True when such a worker takes runs of that scope. */
export function isServed(scope: string, { queues, regions, labels }: WorkerScope): boolean {
  const run = scopePartsOf(scope);
  if (queues !== undefined && !queues.includes(run.queue)) return false;
  if (run.region !== undefined && regions?.includes(run.region) !== true) return false;
  return run.labels.every((label) => labels?.includes(label) === true);
}
