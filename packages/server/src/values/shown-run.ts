/** Runs as they are sent. */

import type { RunProgress, RunRecord } from '@flowgraft/core';
import type * as z from 'zod';

import type { runDetail, runSummary } from '../schemas/run.js';
import { shownError } from './shown-fact.js';
import { shownValue } from './shown-value.js';

export type RunSummary = z.infer<typeof runSummary>;
export type RunDetail = z.infer<typeof runDetail>;

export function runSummaryOf(record: RunRecord, maySeeData: boolean): RunSummary {
  const { parent, error } = record;
  return {
    id: record.runId,
    workflowId: record.workflowId,
    workflowHash: record.workflowHash,
    status: record.status,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    wakeAt: record.wakeAt,
    priority: record.priority,
    tags: [...record.tags],
    parent: parent === undefined ? null : { runId: parent.runId, step: parent.step },
    error: error === undefined ? null : shownError(error, maySeeData),
    waits: [...record.waits],
  };
}

export function runDetailOf(
  record: RunRecord,
  { fraction, resolved, total, steps }: RunProgress,
  maySeeData: boolean,
): RunDetail {
  return {
    ...runSummaryOf(record, maySeeData),
    input: maySeeData ? shownValue(record.input) : undefined,
    output: maySeeData ? shownValue(record.output) : undefined,
    progress: { fraction, resolved, total },
    steps: [...steps],
  };
}
