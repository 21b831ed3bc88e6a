/** The short way for what a caller starts by itself: one run that is due at once. */

import { type CreateOutcome, encodeValue, type NewRun, type WorkerLease } from '@flowgraft/core';
import { hintOf, leewayOf, newRecord, scopeOf } from './new-run-row.js';
import { type Database, placeholders } from './database.js';
import { newsOf } from './news.js';
import { arrayText, fullArrayText } from './values.js';

/** What the database answers where a limit counts such runs, and how many are then created the general way before it is asked again. */
const isCounted = '-1';
const generalCreates = 100;

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
  const text = `SELECT ${database.table('create_runs_one')}(${placeholders(values.length)}) AS moment`;
  const [row] = await database.run('create runs', text, values);
  const moment = row?.['moment'];
  if (moment === isCounted) database.generalCreates = generalCreates;
  if (typeof moment !== 'string' || moment === isCounted) return null;
  const record = newRecord(run, Number(moment), claim?.worker ?? null);
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
