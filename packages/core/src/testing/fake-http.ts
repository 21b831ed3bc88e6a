/** A network that answers from a table, for examples and tests of nodes. */

import type { HttpClient, HttpRequestInit, HttpResponse } from '../node/node-context.js';
import type { ExampleResponse } from '../node/node-type.js';
import { httpClientOver } from '../runtime/http-client.js';

/** A request that a node made. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it would go over the wire; absent when there is none. */
  readonly body?: string | Uint8Array | undefined;
}

/** What the fake network does with a request that the table answers. */
export type HttpBehaviour =
  | 'answer'
  /** No response comes before the signal is aborted. */
  | 'silent'
  /** The headers come, the body does not. */
  | 'stalled';

export interface FakeHttpOptions {
  /**
   * Answers by `METHOD url` or `METHOD path`. A key without a query answers the path with any query; the
   * most specific key wins.
   */
  readonly table: Readonly<Record<string, ExampleResponse>>;
  readonly signal: AbortSignal;
  readonly behaviour: HttpBehaviour;
}

export interface FakeHttp {
  readonly client: HttpClient;
  readonly requests: readonly RecordedRequest[];
  /** Requests that the table does not answer, as `METHOD url`. */
  readonly unexpected: readonly string[];
}

/** A network that answers from `options.table` only; any other request rejects and is recorded. */
export function fakeHttp(options: FakeHttpOptions): FakeHttp {
  const requests: RecordedRequest[] = [];
  const unexpected: string[] = [];
  const request = async (url: string | URL, init: HttpRequestInit = {}): Promise<HttpResponse> => {
    options.signal.throwIfAborted();
    const made = recordRequest(new URL(url), init);
    requests.push(made);
    const answer = findAnswer(options.table, made);
    if (answer === undefined) {
      unexpected.push(`${made.method} ${made.url}`);
      throw new Error(
        `The example answers no ${made.method} ${made.url}; its table has ${tableKeys(options.table)}`,
      );
    }
    if (options.behaviour === 'silent') return untilAborted(options.signal);
    const response: unknown = toResponse(answer, options);
    return response as HttpResponse;
  };
  const client = httpClientOver(request);
  return { client, requests, unexpected };
}

/** Never resolves; rejects with the signal's reason. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function recordRequest(url: URL, init: HttpRequestInit): RecordedRequest {
  const headers = new Headers(init.headers);
  const isJson = init.json !== undefined;
  if (isJson && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return {
    method: (init.method ?? 'GET').toUpperCase(),
    url: url.href,
    headers: Object.fromEntries(headers),
    body: isJson ? JSON.stringify(init.json) : init.body,
  };
}

function findAnswer(
  table: FakeHttpOptions['table'],
  { method, url }: RecordedRequest,
): ExampleResponse | undefined {
  const { href, origin, pathname, search } = new URL(url);
  const targets = [href, origin + pathname, pathname + search, pathname];
  const key = targets
    .map((target) => `${method} ${target}`)
    .find((each) => Object.hasOwn(table, each));
  return key === undefined ? undefined : table[key];
}

function tableKeys(table: FakeHttpOptions['table']): string {
  return Object.keys(table).join(', ') || 'no answers';
}

/** Statuses whose responses the Fetch standard builds only without a body. */
const bodiless: readonly number[] = [204, 205, 304];

function toResponse(answer: ExampleResponse, { signal, behaviour }: FakeHttpOptions): Response {
  const status = answer.status ?? 200;
  const headers = new Headers(answer.headers);
  if (answer.json !== undefined && !headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  const text = answer.json === undefined ? answer.text : JSON.stringify(answer.json);
  if (bodiless.includes(status)) return new Response(null, { status, headers });
  const body = behaviour === 'stalled' ? stalledBody(signal) : (text ?? '');
  return new Response(body, { status, headers });
}

function stalledBody(signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      void untilAborted(signal).catch((reason: unknown) => controller.error(reason));
    },
  });
}
