import { describe, expect, it } from 'vitest';

import type { HttpRequestInit } from '../node/node-context.js';
import { createHttpClient } from './http-client.js';

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

function recorded() {
  const calls: Call[] = [];
  const { signal } = new AbortController();
  const client = createHttpClient(
    async (url, init = {}) => {
      calls.push({ url: String(url), init });
      return new Response('{"a":1}', { status: 201 });
    },
    () => signal,
  );
  return { calls, client, signal };
}

/** The headers as they would go over the wire. */
const sent = ({ init }: Call): object => Object.fromEntries(new Headers(init.headers));

describe('createHttpClient', () => {
  it.each(['get', 'post', 'put', 'patch', 'delete'] as const)('%s sends its verb', async (verb) => {
    const { calls, client, signal } = recorded();

    const response = await client[verb]('https://x.test/a', { headers: { 'x-id': '1' } });

    expect(await response.json()).toEqual({ a: 1 });
    expect(response.status).toBe(201);
    expect(calls).toEqual([
      {
        url: 'https://x.test/a',
        init: {
          method: verb.toUpperCase(),
          headers: { 'x-id': '1' },
          signal,
          redirect: 'follow',
        },
      },
    ]);
  });

  it.each<[string, HttpRequestInit, object, object]>([
    ['is a GET without a body', {}, { method: 'GET' }, {}],
    ['sends another verb', { method: 'HEAD' }, { method: 'HEAD' }, {}],
    ['sends text as it stands', { body: 'text' }, { body: 'text' }, {}],
    ['sends bytes as they stand', { body: Uint8Array.of(1) }, { body: Uint8Array.of(1) }, {}],
    ['sends an empty body', { body: '' }, { body: '' }, {}],
    ['sends JSON', { json: [1] }, { body: '[1]' }, { 'content-type': 'application/json' }],
    ['sends null', { json: null }, { body: 'null' }, { 'content-type': 'application/json' }],
    [
      'lets the caller name the type of JSON, in any case',
      { json: {}, headers: { 'Content-Type': 'application/vnd.api+json' } },
      { body: '{}' },
      { 'content-type': 'application/vnd.api+json' },
    ],
    ['gives a redirect itself', { redirect: 'manual' }, { redirect: 'manual' }, {}],
  ])('request %s', async (_title, init, expected, headers) => {
    const { calls, client } = recorded();

    await client.request(new URL('https://x.test/b'), init);

    expect(calls).toMatchObject([{ url: 'https://x.test/b', init: expected }]);
    expect(calls.map(sent)).toEqual([headers]);
    expect('body' in (calls[0]?.init ?? {})).toBe('body' in expected);
  });
});
