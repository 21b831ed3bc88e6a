/** Making a worker the holder of a run. */

import { decodeValue, type ClaimedRun, type Wait } from '@flowgraft/core';
import type { Connection } from './connection.js';
import type { LimitBook } from './limit-book.js';
import { readInbox, readJournal } from './read-run.js';
import { recordOf } from './run-row.js';
import type { NextRun } from './tenant-queue.js';
import { forgetWaits } from './wait-marks.js';

export function takeRun(
  connection: Connection,
  book: LimitBook,
  { row, limits }: NextRun,
  { worker, now }: { readonly worker: string; readonly now: number },
): ClaimedRun {
  book.countTaken(limits, row.started_at === null);
  if (row.waits !== '[]') forgetWaits(connection, row, decodeValue(row.waits) as readonly Wait[]);
  connection.statements.take.run(worker, now, limits.length > 0 ? 1 : 0, row.ordinal);
  return {
    record: {
      ...recordOf(row),
      status: 'running',
      startedAt: row.started_at ?? now,
      wakeAt: null,
      worker,
      epoch: row.epoch + 1,
      waits: [],
    },
    journal: row.seq === 0 ? [] : readJournal(connection, row.ordinal, 0),
    inbox: row.mail === 0 ? [] : readInbox(connection, row.ordinal, row.tenant, row.run_id),
  };
}
