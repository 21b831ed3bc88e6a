/** Follows a stream of events across connections that are lost. */

import type { Caller } from './caller.js';
import { ClientError } from './client-error.js';
import { readEvents, type StreamEvent } from './read-events.js';

export interface StreamRequest {
  readonly path: readonly string[];
  readonly query?: object | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What the server is told to go on from; changes with each event that has an id. */
  readonly lastEventId?: string | undefined;
  readonly silenceMs: number;
}

const usualRetryMs = 500;
const mostRetryMs = 30_000;

/**
 * The events until the server says `end`, or the signal is aborted.
 *
 * @throws {ClientError} when the server refuses. One that fails or cannot be reached is asked again, later and later.
 */
export async function* followStream(
  call: Caller,
  request: StreamRequest,
): AsyncGenerator<StreamEvent> {
  const { signal } = request;
  const state: StreamState = {
    lastEventId: request.lastEventId,
    retryMs: usualRetryMs,
    failures: 0,
  };
  while (signal?.aborted !== true) {
    const isOver = yield* connectOnce(call, request, state);
    if (isOver) return;
    const { retryMs, failures } = state;
    const waitMs = Math.min(retryMs * 2 ** failures, Math.max(mostRetryMs, retryMs));
    state.failures += 1;
    // Clients that lost one server do not all come back at once.
    await sleep(waitMs * (0.5 + Math.random() / 2), signal);
  }
}

/** What is kept from one connection to the next. */
interface StreamState {
  lastEventId: string | undefined;
  retryMs: number;
  /** Connections in a row that brought nothing. */
  failures: number;
}

/** @returns true when the server has said that this was all. */
async function* connectOnce(
  call: Caller,
  request: StreamRequest,
  state: StreamState,
): AsyncGenerator<StreamEvent, boolean> {
  try {
    for await (const event of connect(call, { ...request, lastEventId: state.lastEventId })) {
      state.lastEventId = event.id ?? state.lastEventId;
      state.retryMs = event.retryMs ?? state.retryMs;
      state.failures = 0;
      if (event.event === 'end') return true;
      yield event;
    }
  } catch (thrown) {
    if (isRefusal(thrown)) throw thrown;
  }
  return false;
}

/** One connection; it is given up when nothing at all arrives for too long. */
async function* connect(call: Caller, request: StreamRequest): AsyncGenerator<StreamEvent> {
  const { path, query, signal, lastEventId, silenceMs } = request;
  const gone = new AbortController();
  const stop = (): void => gone.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted === true) stop();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onSign = (): void => {
    clearTimeout(timer);
    if (silenceMs > 0) timer = setTimeout(stop, silenceMs);
  };
  try {
    onSign();
    const headers = {
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    };
    const { body } = await call(path, { query, headers, signal: gone.signal });
    if (body !== null) yield* readEvents(body, onSign);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

/** Asking again would not help: it is not allowed, not there, or not understood. */
function isRefusal(thrown: unknown): boolean {
  if (!(thrown instanceof ClientError)) return false;
  const { status } = thrown;
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    if (signal?.aborted === true) done();
  });
}
