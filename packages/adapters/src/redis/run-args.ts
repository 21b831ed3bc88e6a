/** What operations hand to scripts: texts only, one after the other. */

import { encodeValue, type Message, type NewRun, type WorkerScope } from '@flowgraft/core';

/** @throws {TypeError} when it holds U+0000, which separates texts in Redis. */
export function plainText(text: string, what: string): string {
  if (!text.includes('\0')) return text;
  throw new TypeError(`redis: ${what} must not hold U+0000, got ${JSON.stringify(text)}`);
}

/** The name of a run in keys and lists. */
export function runName(tenant: string, runId: string): string {
  return `${plainText(tenant, 'a tenant')}\0${plainText(runId, 'a run id')}`;
}

/** Several texts as one. */
export function packed(texts: readonly string[], what: string): string {
  return texts.map((text) => `\0${plainText(text, what)}`).join('');
}

/** @throws {TypeError} for what is no number of milliseconds: Redis would stop in the middle of a script. */
export function timeText(ms: number, what: string): string {
  if (Number.isFinite(ms)) return String(ms);
  throw new TypeError(`redis: ${what} must be a number of milliseconds, got ${String(ms)}`);
}

/** @throws {TypeError} for no name: it stands for no worker. */
export function workerText(worker: string): string {
  if (worker !== '') return plainText(worker, 'a worker');
  throw new TypeError('redis: a worker must have a name, got ""');
}

/** A list as scripts read it with `args`. */
export function counted(texts: readonly string[]): string[] {
  return [String(texts.length), ...texts];
}

/** The counterpart of `readNewRun`. */
export function newRunArgs(run: NewRun): string[] {
  const { tenant, runId, idempotencyKey, region, startAt } = run;
  if (!Number.isFinite(run.priority)) {
    throw new TypeError(`redis: priority must be a finite number, got ${String(run.priority)}`);
  }
  const place = region === undefined ? '-' : `+${plainText(region, 'a region')}`;
  const labels = packed([...new Set(run.labels)].sort(), 'a label');
  return [
    runName(tenant, runId),
    identityText(run),
    encodeValue(run.input),
    String(-run.priority),
    `${plainText(run.queue, 'a queue')}\0${place}${labels}`,
    plainText(run.workflowHash, 'a workflow hash'),
    plainText(run.workflowId, 'a workflow id'),
    packed([...new Set(run.limitKeys)], 'a limit key'),
    packed([...new Set(run.tags)], 'a tag'),
    idempotencyKey === undefined ? '' : `=${plainText(idempotencyKey, 'an idempotency key')}`,
    startAt === undefined ? '' : timeText(startAt, 'startAt'),
  ];
}

/** What scripts need not read. */
export type Identity = Pick<
  NewRun,
  'priority' | 'queue' | 'region' | 'labels' | 'tags' | 'idempotencyKey' | 'parent' | 'traceparent'
>;

function identityText(run: NewRun): string {
  const { priority, queue, region, labels, tags, idempotencyKey, parent, traceparent } = run;
  const identity: Identity = {
    priority,
    queue,
    region,
    labels,
    tags,
    idempotencyKey,
    parent,
    traceparent,
  };
  return JSON.stringify(identity);
}

export function messageArgs({ tenant, runId, id, body }: Message): string[] {
  const isResume = body.kind === 'resume' ? '1' : '0';
  return [runName(tenant, runId), plainText(id, 'a message id'), isResume, encodeValue(body)];
}

/** The counterpart of `readScope`. */
export function scopeArgs(
  scope: WorkerScope & { readonly without?: readonly string[] | undefined },
): string[] {
  return [
    scope.queues === undefined ? '1' : '0',
    ...counted(scope.queues ?? []),
    ...counted(scope.regions ?? []),
    ...counted(scope.labels ?? []),
    ...counted(scope.without ?? []),
  ];
}
