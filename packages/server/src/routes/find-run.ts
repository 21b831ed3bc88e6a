/** The run that a call is about. */

import type { RunRecord } from '@flowgraft/core';

import type { Resource } from '../access/principal.js';
import { unknownRun } from '../http/problem.js';
import type { Call } from '../http/route.js';

/**
 * The run, when there is one and the caller may see it. One that they may not see looks like one that is not there.
 *
 * @throws {HttpProblem} `RUN_NOT_FOUND`.
 */
export async function findRun(call: Call<unknown, unknown>): Promise<RunRecord> {
  const { id, services, of, access } = call;
  const record = id === '' ? null : await services.engine.get(id, of);
  if (record === null) throw unknownRun(id);
  if (!(await access.may('run.read', runResource(record)))) throw unknownRun(id);
  return record;
}

export function runResource(run: Pick<RunRecord, 'runId' | 'workflowId'>): Resource {
  return { kind: 'run', id: run.runId, workflowId: run.workflowId };
}

/** Whether the caller may see the data of a run. */
export function maySeeData(
  { access }: Call<unknown, unknown>,
  run: Pick<RunRecord, 'runId' | 'workflowId'>,
): Promise<boolean> {
  return access.may('run.readData', runResource(run));
}
