/** The short way for what a caller starts by itself: one run that is due at once. */

import { type CreateOutcome, encodeValue, type NewRun, type WorkerLease } from '@flowgraft/core';
import { hintOf, leewayOf, newRecord, scopeOf } from './new-run-row.js';
import type { Database } from './database.js';
import { newsOf } from './news.js';
import { arrayText, fullArrayText } from './values.js';

/** After a limit was met, this many creations go the general way before the short one is tried again. */
export const generalCreates = 100;

/**
 * Creates a run that is alone and due at once, held by the worker of `claim`.
 *
 * @returns `null`, with nothing created, for any other, for one that was there before, and where a limit counts it.
 */
export async function createOne(
  database: Database,
  runs: readonly NewRun[],
  claim: WorkerLease | undefined,
): Promise<CreateOutcome | null> {
  const [run] = runs;
  if (run === undefined || runs.length > 1 || run.startAt !== undefined) return null;
  if (database.generalCreates > 0) {
    database.generalCreates -= 1;
    return null;
  }
  const { tenant, runId } = run;
  const news = newsOf(database.origin, { tenant, runId, hasEnded: false });
  if (news === null) return null;
  const values = [
    ...(claim === undefined
      ? [null, null, null, news]
      : [claim.worker, claim.leaseMs, leewayOf(claim), null]),
    ...rowOf(run),
  ];
  const statement = database.functions.value('create_runs_one', values.length);
  const [row] = await database.call('create runs', statement, values);
  const made = row?.['answer'];
  if (typeof made !== 'string') return null;
  const [moment, ordinal] = made.slice(1, -1).split(',');
  if (ordinal === undefined) {
    database.generalCreates = generalCreates;
    return null;
  }
  const record = newRecord(run, Number(moment), claim?.worker ?? null);
  database.held.note(record, ordinal);
  const outcome = { record, created: true };
  database.tell(hintOf(outcome));
  return outcome;
}

function rowOf(run: NewRun): unknown[] {
  const { parent } = run;
  return [
    run.tenant,
    run.runId,
    run.workflowId,
    run.workflowHash,
    run.priority,
    run.queue,
    run.region ?? null,
    arrayText(run.labels),
    arrayText(run.limitKeys),
    arrayText(run.tags),
    run.idempotencyKey ?? null,
    parent?.runId ?? null,
    parent?.step ?? null,
    parent?.depth ?? null,
    run.traceparent ?? null,
    encodeValue(run.input),
    fullArrayText(scopeOf(run)),
  ];
}
