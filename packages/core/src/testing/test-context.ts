/** A node's surroundings without an engine, a network or a clock: for examples and tests of nodes. */

import { durationMs } from '../model/duration.js';
import { FlowgraftError } from '../model/error.js';
import type { WaitSpec } from '../model/run-event.js';
import type { NodeContext, NodeLogger, SecretAccess, WaitOptions } from '../node/node-context.js';
import { portResult, waitResult, type PortResult, type WaitResult } from '../node/node-results.js';
import type { ExampleResponse } from '../node/node-type.js';
import type { LogLevel } from '../ports/logger.js';
import { fakeHttp, untilAborted, type HttpBehaviour, type RecordedRequest } from './fake-http.js';
import { memoryFiles } from './memory-files.js';

export interface TestContextOptions {
  /** What the fake network answers, by `METHOD url` or `METHOD path`; nothing when absent. */
  readonly http?: Readonly<Record<string, ExampleResponse>> | undefined;
  readonly secrets?: Readonly<Record<string, string>> | undefined;
  /** Files that exist before, by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>> | undefined;
  /** What `ctx.now()` says, epoch milliseconds; 2026-01-01T00:00:00Z when absent. */
  readonly now?: number | undefined;
  /** Where `ctx.random()` starts; the same seed gives the same numbers. 1 when absent. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly attempt?: number | undefined;
  /** What `ctx.tx` gives. */
  readonly tx?: unknown;
  readonly remainingMs?: number | undefined;
  /** `silent` and `stalled` leave what the node asks for pending until the signal is aborted. */
  readonly behaviour?: HttpBehaviour | undefined;
}

export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

export interface ProgressRecord {
  readonly fraction: number;
  readonly message?: string | undefined;
}

/** A context, and what the node did with it. */
export interface TestContext {
  readonly ctx: NodeContext;
  readonly logs: readonly LogRecord[];
  readonly progress: readonly ProgressRecord[];
  readonly requests: readonly RecordedRequest[];
  /** Requests that the table does not answer, as `METHOD url`. */
  readonly unexpectedRequests: readonly string[];
  /** The text of a file as it is now. */
  readonly fileText: (path: string) => string | undefined;
  /** Which of the outside the node has touched, in no particular order. */
  readonly touched: () => readonly ('http' | 'files' | 'secrets')[];
}

const defaultNow = Date.UTC(2026, 0, 1);

/**
 * Builds a `NodeContext` that stands alone: fake network, files in memory, fixed clock, seeded chance.
 *
 * @example
 * const { ctx, logs } = createTestContext({ http: { 'GET /orders/A1': { json: { total: 40 } } } });
 * await fetchOrder.run({ orderId: 'A1' }, ctx);
 */
export function createTestContext(options: TestContextOptions = {}): TestContext {
  const { signal = new AbortController().signal, now = defaultNow, behaviour = 'answer' } = options;
  const logs: LogRecord[] = [];
  const progress: ProgressRecord[] = [];
  const http = fakeHttp({ table: options.http ?? {}, signal, behaviour });
  const files = memoryFiles({
    contents: options.files,
    behaviour: behaviour === 'answer' ? 'answer' : 'silent',
  });
  const secrets = fakeSecrets(options.secrets ?? {}, signal, behaviour === 'silent');
  const ctx: NodeContext = {
    tenant: 'test',
    runId: 'run-1',
    workflowId: 'workflow',
    nodeId: 'node',
    step: 'node',
    attempt: options.attempt ?? 1,
    signal,
    idempotencyKey: '0'.repeat(64),
    log: recordingLogger(logs),
    secrets: secrets.access,
    http: http.client,
    files: files.store,
    tx: options.tx,
    now: () => now,
    random: seededNumbers(options.seed ?? 1),
    remainingMs: () => options.remainingMs ?? Infinity,
    progress: (fraction, message) => void progress.push({ fraction, message }),
    heartbeat: () => {},
    span: (_name, work) => work({ setAttribute: () => {} }),
    to: (port, data) => toPorts<typeof port>([[port, data]]),
    toMany: (data) => toPorts(Object.entries(data)),
    wait: (wait) => toWait(wait, now),
  };
  return {
    ctx,
    logs,
    progress,
    requests: http.requests,
    unexpectedRequests: http.unexpected,
    fileText: files.text,
    touched: () => [
      ...(http.requests.length > 0 ? (['http'] as const) : []),
      ...(files.calls() > 0 ? (['files'] as const) : []),
      ...(secrets.calls() > 0 ? (['secrets'] as const) : []),
    ],
  };
}

function recordingLogger(logs: LogRecord[]): NodeLogger {
  const log: NodeLogger['log'] = (level, message, fields) =>
    void logs.push({ level, message, fields });
  return {
    log,
    debug: (message, fields) => log('debug', message, fields),
    info: (message, fields) => log('info', message, fields),
    warn: (message, fields) => log('warn', message, fields),
    error: (message, fields) => log('error', message, fields),
  };
}

function fakeSecrets(
  values: Readonly<Record<string, string>>,
  signal: AbortSignal,
  isSilent: boolean,
): { readonly access: SecretAccess; readonly calls: () => number } {
  let calls = 0;
  const get = async (path: string): Promise<string> => {
    calls += 1;
    if (isSilent) return untilAborted(signal);
    const value = Object.hasOwn(values, path) ? values[path] : undefined;
    if (value === undefined) {
      throw new FlowgraftError('SECRET_NOT_FOUND', `There is no secret "${path}"`, { path });
    }
    return value;
  };
  return { access: { get }, calls: () => calls };
}

function toPorts<Port extends string>(
  data: readonly (readonly [Port, unknown])[],
): PortResult<Port> {
  return { [portResult]: true, ports: new Map(data) };
}

function toWait({ after, until, signal, about }: WaitOptions, now: number): WaitResult {
  const wakeAt = until ?? (after === undefined ? undefined : now + durationMs(after, 'after'));
  const wait: WaitSpec = { wakeAt, signal, about };
  return { [waitResult]: true, wait };
}

/**
 * Numbers >= 0 and < 1, the same for the same seed.
 *
 * @see Tommy Ettinger, "mulberry32" (public domain): 32 bits of state, good enough for tests.
 */
function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
