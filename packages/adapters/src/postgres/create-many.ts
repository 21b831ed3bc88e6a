/** The short way for what many callers start in one moment: runs that are due at once. */

import type { Buffer } from 'node:buffer';
import { type CreateOutcome, encodeValue, type NewRun, type WorkerLease } from '@flowgraft/core';
import { generalCreates } from './create-one.js';
import type { Database } from './database.js';
import { limitKeysOf, leewayOf, newRecord, scopeOf } from './new-run-row.js';
import { newsOfMany } from './news.js';
import { arrayText, fullArrayText, numberArrayText, textArray } from './values.js';

/**
 * Creates runs that are all due at once, held by the worker of `claim`.
 *
 * @returns `null`, with nothing created, for runs with tags, delays or one id twice, and where a limit counts one of
 *   them; within the list, `null` for each that was there before.
 */
export async function createMany(
  database: Database,
  runs: readonly NewRun[],
  claim: WorkerLease | undefined,
): Promise<readonly (CreateOutcome | null)[] | null> {
  if (runs.length < 2 || !runs.every(isPlain) || hasTwins(runs)) return null;
  if (database.generalCreates > 0) {
    database.generalCreates -= 1;
    return null;
  }
  const news = claim === undefined ? newsOfMany(database.origin, false, runs) : [];
  if (news === null) return null;
  const values = [
    ...(claim === undefined ? [null, null, null] : [claim.worker, claim.leaseMs, leewayOf(claim)]),
    news,
    limitKeysOf(runs),
    ...columnsOf(runs),
  ];
  const statement = database.functions.rows('create_runs_many', values.length);
  const [row] = await database.call('create runs', statement, values);
  if (row === undefined) {
    database.generalCreates = generalCreates;
    return null;
  }
  const now = Number(row['moment']);
  const ordinals = (row['ordinals'] ?? '').slice(1, -1).split(',');
  return runs.map((run, index) => {
    const ordinal = ordinals[index];
    if (ordinal === undefined || ordinal === 'NULL') return null;
    const record = newRecord(run, now, claim?.worker ?? null);
    database.held.note(record, ordinal);
    return { record, created: true };
  });
}

function isPlain({ startAt, tags }: NewRun): boolean {
  return startAt === undefined && tags.length === 0;
}

function hasTwins(runs: readonly NewRun[]): boolean {
  return new Set(runs.map(({ runId }) => runId)).size < runs.length;
}

function columnsOf(runs: readonly NewRun[]): unknown[] {
  const texts = (of: (run: NewRun) => string): Buffer => textArray(runs.map(of));
  const someTexts = (of: (run: NewRun) => string | null | undefined): Buffer | null => {
    const list = runs.map((run) => of(run) ?? null);
    return list.some((item) => item !== null) ? textArray(list) : null;
  };
  return [
    texts(({ tenant }) => tenant),
    texts(({ runId }) => runId),
    texts(({ workflowId }) => workflowId),
    texts(({ workflowHash }) => workflowHash),
    numberArrayText(runs.map(({ priority }) => priority)),
    texts(({ queue }) => queue),
    someTexts(({ region }) => region),
    someTexts(({ labels }) => arrayText(labels)),
    someTexts(({ limitKeys }) => arrayText(limitKeys)),
    someTexts(({ idempotencyKey }) => idempotencyKey),
    someTexts(({ parent }) => parent?.runId),
    someTexts(({ parent }) => parent?.step),
    depthsOf(runs),
    someTexts(({ traceparent }) => traceparent),
    texts(({ input }) => encodeValue(input)),
    texts((run) => fullArrayText(scopeOf(run))),
  ];
}

function depthsOf(runs: readonly NewRun[]): string | null {
  if (runs.every(({ parent }) => parent === undefined)) return null;
  return numberArrayText(runs.map(({ parent }) => parent?.depth ?? 'NULL'));
}
