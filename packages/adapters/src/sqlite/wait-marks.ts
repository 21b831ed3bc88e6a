/** By what the waits of parked runs are looked for: rows that are there as long as the run is parked. */

import type { Wait } from '@flowgraft/core';
import type { Connection } from './connection.js';

const sql = {
  insert: `INSERT OR IGNORE INTO flowgraft_wait_marks (tenant, mark, run) VALUES (?, ?, ?)`,
  remove: 'DELETE FROM flowgraft_wait_marks WHERE tenant = ? AND mark = ? AND run = ?',
} as const;

export function assigneeMark(assignee: string): string {
  return `a${assignee}`;
}

export function kindMark(kind: string): string {
  return `k${kind}`;
}

export interface Waiting {
  readonly ordinal: number;
  readonly tenant: string;
}

export function noteWaits(connection: Connection, run: Waiting, waits: readonly Wait[]): void {
  for (const mark of marksOf(waits)) {
    connection.prepare(sql.insert).run(run.tenant, mark, run.ordinal);
  }
}

export function forgetWaits(connection: Connection, run: Waiting, waits: readonly Wait[]): void {
  for (const mark of marksOf(waits)) {
    connection.prepare(sql.remove).run(run.tenant, mark, run.ordinal);
  }
}

/** Waits that are about nothing, such as delays, have none. */
function marksOf(waits: readonly Wait[]): ReadonlySet<string> {
  const marks = new Set<string>();
  for (const { about } of waits) {
    if (about === undefined) continue;
    marks.add(kindMark(about.kind));
    for (const assignee of about.assignees ?? []) marks.add(assigneeMark(assignee));
  }
  return marks;
}
