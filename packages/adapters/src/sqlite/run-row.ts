/** A run as the database holds it, and as the engine sees it. */

import { decodeValue, type RunParent, type RunRecord } from '@flowgraft/core';
import { scopePartsOf } from './lines.js';

/** What `selectRuns` gives. */
export interface RunRow {
  readonly ordinal: number;
  readonly tenant: string;
  readonly run_id: string;
  readonly workflow_id: string;
  readonly workflow_hash: string;
  readonly line: number;
  readonly priority: number;
  readonly tags: string;
  readonly idempotency_key: string | null;
  readonly parent_run_id: string | null;
  readonly parent_step: string | null;
  readonly parent_depth: number | null;
  readonly traceparent: string | null;
  readonly created_at: number;
  readonly status: RunRecord['status'];
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly wake_at: number | null;
  readonly due_at: number | null;
  readonly is_ready: number;
  readonly worker: string | null;
  readonly epoch: number;
  readonly seq: number;
  readonly crashes: number;
  readonly mail: number;
  readonly waits: string;
  readonly scope: string;
  readonly limit_keys: string;
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
}

/** @throws {FlowgraftError} `VALUE_CORRUPT`. */
export function recordOf(row: RunRow): RunRecord {
  return {
    tenant: row.tenant,
    runId: row.run_id,
    workflowId: row.workflow_id,
    workflowHash: row.workflow_hash,
    input: decodeValue(row.input),
    priority: row.priority,
    ...scopePartsOf(row.scope),
    limitKeys: JSON.parse(row.limit_keys) as RunRecord['limitKeys'],
    tags: decodeValue(row.tags) as RunRecord['tags'],
    idempotencyKey: row.idempotency_key ?? undefined,
    parent: parentOf(row),
    traceparent: row.traceparent ?? undefined,
    status: row.status,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    wakeAt: row.wake_at,
    worker: row.worker,
    epoch: row.epoch,
    seq: row.seq,
    crashes: row.crashes,
    output: row.output === null ? undefined : decodeValue(row.output),
    error: row.error === null ? undefined : (decodeValue(row.error) as RunRecord['error']),
    waits: decodeValue(row.waits) as RunRecord['waits'],
  };
}

function parentOf(row: RunRow): RunParent | undefined {
  const { parent_run_id: runId, parent_step: step, parent_depth: depth } = row;
  if (runId === null || step === null || depth === null) return undefined;
  return { runId, step, depth };
}
