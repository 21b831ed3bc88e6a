/** Claiming runs, in calls that are short for Redis. */

import {
  type ClaimedRun,
  type ClaimRequest,
  type ClaimResult,
  storeArguments,
} from '@flowgraft/core';
import type { Connection } from './connection.js';
import { readWholeJournal } from './read-run.js';
import { counted, plainText, scopeArgs, timeText, workerText } from './run-args.js';
import { eventsOf, fieldsOf, inboxOf, recordOf } from './run-row.js';
import { scripts } from './scripts/all-scripts.js';

/** Most runs that one script moves; a claimed run counts for two. Some milliseconds. */
const workPerCall = 120;

/** A claim that has something, and finds no more in so many calls, answers, and says that it wants to look again. */
const mostFruitless = 16;

export async function claimRuns(
  connection: Connection,
  request: ClaimRequest,
): Promise<ClaimResult> {
  const { limit } = request;
  storeArguments.checkLimit('claim', limit);
  const runs: ClaimedRun[] = [];
  let now = 0;
  let fruitless = 0;
  for (;;) {
    const left = limit - runs.length;
    const answer = await claimSome(connection, request, left).catch((error: unknown) => {
      // What an earlier call gave is this worker's, and is driven now; the failure shows in the next claim.
      if (runs.length === 0) throw error;
      return null;
    });
    if (answer === null) return { runs, nextWakeAt: now, now };
    runs.push(...answer.runs);
    now = answer.now;
    if (!answer.isUnsure) return { runs, nextWakeAt: answer.nextWakeAt, now };
    fruitless = answer.runs.length === 0 ? fruitless + 1 : 0;
    if (runs.length === limit || (runs.length > 0 && fruitless >= mostFruitless)) {
      return { runs, nextWakeAt: now, now };
    }
  }
}

interface ClaimAnswer extends ClaimResult {
  /** There may be more runs to take. */
  readonly isUnsure: boolean;
}

async function claimSome(
  connection: Connection,
  request: ClaimRequest,
  limit: number,
): Promise<ClaimAnswer> {
  const runIds = request.runIds?.map((runId) => plainText(runId, 'a run id'));
  const { now, rest } = await connection.run(scripts.claim, 'claim runs', [
    workerText(request.worker),
    timeText(request.leaseMs, 'leaseMs'),
    String(limit),
    String(workPerCall),
    ...scopeArgs(request),
    runIds === undefined ? '0' : '1',
    ...counted(runIds ?? []),
  ]);
  const [taken, isUnsure, nextWakeAt] = rest;
  const runs: ClaimedRun[] = [];
  for (const one of taken as readonly (readonly unknown[])[]) {
    runs.push(await claimedRun(connection, one));
  }
  return {
    runs,
    nextWakeAt: nextWakeAt === '' ? null : Number(nextWakeAt),
    now,
    isUnsure: Number(isUnsure) === 1,
  };
}

/** A long journal comes in calls of its own: nobody else writes to it now. */
async function claimedRun(connection: Connection, parts: readonly unknown[]): Promise<ClaimedRun> {
  const [name, row, values, commits, inbox] = parts;
  const record = recordOf(String(name), fieldsOf(row), fieldsOf(values));
  const { tenant, runId, seq } = record;
  const journal = eventsOf(commits);
  return {
    record,
    journal: journal.length === seq ? journal : await readWholeJournal(connection, tenant, runId),
    inbox: inboxOf(tenant, runId, inbox),
  };
}
