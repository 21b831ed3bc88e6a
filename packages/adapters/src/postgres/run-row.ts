/** A run as the database gives it, and as the engine sees it. */

import {
  decodeValue,
  type InboxMessage,
  type MessageBody,
  type RunEvent,
  type RunParent,
  type RunRecord,
} from '@flowgraft/core';
import type { Row } from './connection.js';
import { numberOrNull } from './values.js';

const none: readonly never[] = Object.freeze([]);

/**
 * The run of a row with the columns of `recordColumns`.
 *
 * @throws {FlowgraftError} `VALUE_CORRUPT`.
 */
export function recordOf(row: Row): RunRecord {
  return {
    tenant: textOf(row, 'tenant'),
    runId: textOf(row, 'run_id'),
    workflowId: textOf(row, 'workflow_id'),
    workflowHash: textOf(row, 'hash'),
    input: decodeValue(textOf(row, 'input')),
    priority: Number(row['priority']),
    queue: textOf(row, 'queue'),
    region: row['region'] ?? undefined,
    labels: textsOf(row['labels']),
    limitKeys: textsOf(row['limit_keys']),
    tags: textsOf(row['tags']),
    idempotencyKey: row['idempotency_key'] ?? undefined,
    parent: parentOf(row),
    traceparent: row['traceparent'] ?? undefined,
    status: textOf(row, 'status') as RunRecord['status'],
    createdAt: Number(row['created_at']),
    startedAt: numberOrNull(row['started_at']),
    finishedAt: numberOrNull(row['finished_at']),
    wakeAt: numberOrNull(row['wake_at']),
    worker: row['worker'] ?? null,
    epoch: Number(row['epoch']),
    seq: Number(row['seq']),
    crashes: Number(row['crashes']),
    output: valueOf(row['output']),
    error: valueOf(row['error']) as RunRecord['error'],
    waits: (valueOf(row['waits']) ?? none) as RunRecord['waits'],
  };
}

export function textOf(row: Row, name: string): string {
  return row[name] ?? '';
}

/** The entries of the text of a list of lists of entries. */
export function entriesOf(text: string | null | undefined): RunEvent[] {
  return text === null || text === undefined ? [] : (decodeValue(text) as RunEvent[][]).flat();
}

export function messagesOf(
  text: string | null | undefined,
  tenant: string,
  runId: string,
): InboxMessage[] {
  if (text === null || text === undefined) return [];
  const stored = decodeValue(text) as { id: string; sentAt: number; body: MessageBody }[];
  return stored.map(({ id, sentAt, body }) => ({ id, tenant, runId, body, sentAt }));
}

function textsOf(json: string | null | undefined): readonly string[] {
  return json === null || json === undefined ? none : (JSON.parse(json) as string[]);
}

function valueOf(text: string | null | undefined): unknown {
  return text === null || text === undefined ? undefined : decodeValue(text);
}

function parentOf(row: Row): RunParent | undefined {
  const { parent_run_id: runId, parent_step: step, parent_depth: depth } = row;
  if (typeof runId !== 'string' || typeof step !== 'string') return undefined;
  return { runId, step, depth: Number(depth) };
}
