/** A run as Redis holds it, and as the engine sees it. */

import {
  decodeValue,
  type InboxMessage,
  type MessageBody,
  type RunEvent,
  type RunRecord,
} from '@flowgraft/core';
import type { Identity } from './run-args.js';

/** The fields of a hash, by name. */
export type Fields = ReadonlyMap<string, string>;

export function fieldsOf(flat: unknown): Fields {
  const texts = flat as readonly string[];
  const fields = new Map<string, string>();
  for (let at = 0; at < texts.length; at += 2)
    fields.set(texts[at] as string, texts[at + 1] as string);
  return fields;
}

/** @throws {FlowgraftError} `VALUE_CORRUPT`. */
export function recordOf(name: string, row: Fields, values: Fields): RunRecord {
  const [tenant = '', runId = ''] = name.split('\0');
  const identity = decodeValue(values.get('x') ?? '') as Identity;
  const output = values.get('ou');
  const error = values.get('er');
  const waits = values.get('ws');
  return {
    tenant,
    runId,
    workflowId: values.get('wf') ?? '',
    workflowHash: values.get('wh') ?? '',
    input: decodeValue(values.get('in') ?? ''),
    priority: identity.priority,
    queue: identity.queue,
    region: identity.region,
    labels: identity.labels,
    limitKeys: unpacked(values.get('lk')),
    tags: identity.tags,
    idempotencyKey: identity.idempotencyKey,
    parent: identity.parent,
    traceparent: identity.traceparent,
    status: row.get('st') as RunRecord['status'],
    createdAt: Number(row.get('ca')),
    startedAt: timeOf(row.get('sa')),
    finishedAt: timeOf(row.get('fa')),
    wakeAt: timeOf(row.get('wa')),
    worker: row.get('wk') || null,
    epoch: Number(row.get('ep')),
    seq: Number(row.get('sq')),
    crashes: Number(row.get('cr')),
    output: output === undefined ? undefined : decodeValue(output),
    error: error === undefined ? undefined : (decodeValue(error) as RunRecord['error']),
    waits: waits === undefined ? [] : (decodeValue(waits) as RunRecord['waits']),
  };
}

/** The counterpart of `packed`. */
function unpacked(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.slice(1).split('\0');
}

function timeOf(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}

/** Unread messages, oldest first, of what the hash of a run's inbox holds. */
export function inboxOf(tenant: string, runId: string, flat: unknown): InboxMessage[] {
  const messages = [...fieldsOf(flat)].map(([id, text]) => {
    const first = text.indexOf('\0');
    const second = text.indexOf('\0', first + 1);
    return {
      position: Number(text.slice(0, first)),
      message: {
        id,
        tenant,
        runId,
        body: decodeValue(text.slice(second + 1)) as MessageBody,
        sentAt: Number(text.slice(first + 1, second)),
      },
    };
  });
  return messages.sort((a, b) => a.position - b.position).map(({ message }) => message);
}

/** Journal entries from `fromSeq`, of commits that follow each other. */
export function eventsOf(commits: unknown, fromSeq = 0): RunEvent[] {
  const texts = commits as readonly string[];
  const [first] = texts;
  if (first === undefined) return [];
  const events = texts.flatMap(
    (text) => decodeValue(text.slice(text.indexOf(':') + 1)) as RunEvent[],
  );
  const skipped = fromSeq - Number.parseInt(first, 10);
  return skipped > 0 ? events.slice(skipped) : events;
}
