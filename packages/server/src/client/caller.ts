/** Sends requests, and makes errors of what goes wrong. */

import { ClientError, errorOf } from './client-error.js';

/** What `new Headers` takes. */
export type HeadersSource = NonNullable<ConstructorParameters<typeof Headers>[0]>;

export interface ClientOptions {
  /** Where the handler is mounted: `/api/flowgraft`, or a whole URL. */
  readonly baseUrl: string;
  /** The global `fetch` when absent. */
  readonly fetch?: ((request: string, init: RequestInit) => Promise<Response>) | undefined;
  /** Asked before each request: a token may have changed. */
  readonly headers?: (() => HeadersSource | Promise<HeadersSource>) | undefined;
  /** Milliseconds after which a silent stream is taken for lost; 45,000 when absent. 0: never. */
  readonly silenceMs?: number | undefined;
}

type QueryValue = string | number | readonly string[] | undefined;

interface RequestParts {
  /** `GET` when absent. */
  readonly method?: string | undefined;
  readonly query?: object | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @returns the answer, when it is a good one. */
export type Caller = (path: readonly string[], parts: RequestParts) => Promise<Response>;

export function createCaller(options: ClientOptions): Caller {
  const base = options.baseUrl.replace(/\/$/, '');
  const send = options.fetch ?? ((url, init) => fetch(url, init));
  return async (path, parts) => {
    const { method = 'GET', body, query = {}, signal } = parts;
    const headers = new Headers(await options.headers?.());
    for (const [name, value] of Object.entries(parts.headers ?? {})) headers.set(name, value);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const url = `${base}/${path.map(encodeURIComponent).join('/')}${searchOf(query)}`;
    const response = await send(url, {
      method,
      headers,
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      signal?.throwIfAborted();
      const about = { status: 0, code: 'UNREACHABLE' };
      throw new ClientError('The server could not be reached', about, { cause });
    });
    if (!response.ok) throw await errorOf(response);
    return response;
  };
}

/** The JSON of an answer. */
export async function jsonOf<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  try {
    return (await response.json()) as T;
  } catch (cause) {
    // Aborted while it was read, cut off, or no JSON at all.
    if (cause instanceof Error && cause.name === 'AbortError') throw cause;
    const about = { status: response.status, code: 'UNREADABLE' };
    throw new ClientError('The answer of the server cannot be read', about, { cause });
  }
}

function searchOf(query: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [string, QueryValue][]) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as string[]) : [value]) {
      search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
