/** `ctx.http`: the engine's `fetch`, aborted with the attempt. */

import type { HttpClient, HttpRequestInit, HttpResponse } from '../node/node-context.js';
import type { Fetch } from './services.js';

/** @param signal - Asked for with each request, so that an attempt without requests makes no signal. */
export function createHttpClient(fetch: Fetch, signal: () => AbortSignal): HttpClient {
  return httpClientOver(async (url, init = {}) =>
    withTypedJson(await fetch(url, toRequestInit(init, signal()))),
  );
}

/** Hosts type `json()` in different ways; ours takes the type that is asked for. */
function withTypedJson(response: Omit<Response, 'json'>): HttpResponse {
  return response as HttpResponse;
}

/** A client whose verbs all go through `request`. */
export function httpClientOver(request: HttpClient['request']): HttpClient {
  const as =
    (method: string): HttpClient['get'] =>
    (url, init) =>
      request(url, { ...init, method });
  return {
    request,
    get: as('GET'),
    post: as('POST'),
    put: as('PUT'),
    patch: as('PATCH'),
    delete: as('DELETE'),
  };
}

function toRequestInit(init: HttpRequestInit, signal: AbortSignal): RequestInit {
  const { method = 'GET', headers = {}, json, body, redirect = 'follow' } = init;
  if (json === undefined) {
    return { method, headers, signal, redirect, ...(body !== undefined && { body: toBody(body) }) };
  }
  return {
    method,
    signal,
    redirect,
    headers: hasContentType(headers) ? headers : { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(json),
  };
}

function hasContentType(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
}

function toBody(body: string | Uint8Array): NonNullable<RequestInit['body']> {
  return body as NonNullable<RequestInit['body']>;
}
