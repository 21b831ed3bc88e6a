/** `http.request`: calls an HTTP API. */

import {
  defineNode,
  type FieldCondition,
  type FieldHints,
  type NodeContext,
} from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { authSchema, withAuth, withoutKey } from './auth.js';
import { readBody, responseTypes } from './read-body.js';
import { toRequest, type OutgoingRequest } from './request-body.js';
import { requestFailed } from './request-failure.js';
import { statusError } from './status-error.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A parameter is typed as text; other values come by expressions. */
const parameterField = { 'x-ui': { widget: 'text' } satisfies FieldHints };

/** Bytes of a response that are read when the input names no other limit: 10 MiB. */
const defaultMaxBytes = 10 * 1024 * 1024;

/** Methods that may send a body: its fields are shown for these. */
const hasBody: FieldCondition = {
  field: 'method',
  in: ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
};

const input = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .describe('The address to call, with http:// or https://.')
    .meta(shownAs('Address', { order: 2, placeholder: 'https://api.example.com/orders' })),
  method: z
    .enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
    .default('GET')
    .describe('What to ask of the address.')
    .meta(shownAs('Method', { order: 1 })),
  query: z
    .record(z.string(), z.union([scalar, z.array(scalar), z.null()]).meta(parameterField))
    .default({})
    .describe('Parameters added to the address; a list repeats its parameter, null leaves it out.')
    .meta(shownAs('Parameters', { order: 3, widget: 'keyValue' })),
  headers: z
    .record(z.string(), z.string())
    .default({})
    .describe('Headers to send.')
    .meta(shownAs('Headers', { order: 4, widget: 'keyValue' })),
  auth: authSchema
    .default({ type: 'none' })
    .describe('How to sign in; bind secrets to its fields.')
    .meta(shownAs('Sign in', { order: 5 })),
  body: z
    .unknown()
    .optional()
    .describe('What to send; nothing when absent.')
    .meta(shownAs('Body', { order: 7, showIf: hasBody })),
  bodyType: z
    .enum(['json', 'form', 'text'])
    .default('json')
    .describe('How the body is written: as JSON, as form fields (an object), or as text.')
    .meta(
      shownAs('Body format', {
        order: 6,
        showIf: hasBody,
        labels: { json: 'JSON', form: 'Form fields' },
      }),
    ),
  idempotencyHeader: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Header that carries a key which stays the same when the step is tried again, such as Idempotency-Key.',
    )
    .meta(
      shownAs('Header for a repeat key', { group: 'advanced', placeholder: 'Idempotency-Key' }),
    ),
  responseType: z
    .enum(responseTypes)
    .default('auto')
    .describe(
      'How to read the answer; "auto" goes by its content type: JSON, text, or base64 for the rest.',
    )
    .meta(
      shownAs('Read the answer as', {
        group: 'advanced',
        labels: { auto: 'By its content type', json: 'JSON' },
      }),
    ),
  expectStatus: z
    .array(z.int().min(100).max(599))
    .min(1)
    .optional()
    .describe('Statuses that count as success; any below 400 when absent.')
    .meta(shownAs('Statuses that are fine', { group: 'advanced' })),
  followRedirects: z
    .boolean()
    .default(true)
    .describe('Follow redirects, or hand on the redirecting answer.')
    .meta(shownAs('Follow redirects', { group: 'advanced' })),
  maxBytes: z
    .int()
    .min(1)
    .default(defaultMaxBytes)
    .describe('Longest answer that is read, in bytes after decompression. 10 MiB when absent.')
    .meta(shownAs('Longest answer (bytes)', { group: 'advanced' })),
});

type Input = z.output<typeof input>;

const output = z.object({
  status: z.int().describe('The status of the answer.'),
  headers: z.record(z.string(), z.string()).describe('Its headers, with names in lower case.'),
  body: z.unknown().describe('Its content, as the response type says; null when there is none.'),
  url: z.string().describe('The address that answered, after redirects.'),
});

type Answer = z.output<typeof output>;

/** Calls an HTTP API and reads its answer. */
export const httpRequest = defineNode({
  type: 'http.request',
  version: 1,
  title: 'HTTP request',
  description:
    'Calls an address and reads the answer. A status of 400 or more is an error, sorted by what it means for trying again.',
  category: 'http',
  icon: 'globe',
  keywords: ['api', 'rest', 'fetch', 'get', 'post', 'url', 'web'],
  effect: 'idempotent',
  input,
  output,
  async run(given, ctx) {
    try {
      return await exchange(given, ctx);
    } catch (error) {
      // fetch and its streams each report an abort in their own words.
      throw ctx.signal.aborted ? ctx.signal.reason : error;
    }
  },
  examples: [
    {
      title: 'reads a JSON document',
      input: { url: 'https://shop.example/orders/A1', query: { expand: ['lines', 'customer'] } },
      http: { 'GET /orders/A1?expand=lines&expand=customer': { json: { total: 40 } } },
      output: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { total: 40 },
        url: 'https://shop.example/orders/A1?expand=lines&expand=customer',
      },
    },
    {
      title: 'creates something, signed in with a token',
      input: {
        url: 'https://shop.example/orders',
        method: 'POST',
        auth: { type: 'bearer', token: 'a-secret' },
        body: { sku: 'S1', qty: 2 },
        idempotencyHeader: 'Idempotency-Key',
      },
      http: { 'POST /orders': { status: 201, headers: { location: '/orders/A2' } } },
      output: {
        status: 201,
        headers: { location: '/orders/A2', 'content-type': 'text/plain;charset=UTF-8' },
        body: null,
        url: 'https://shop.example/orders',
      },
    },
    {
      title: 'says what kind of failure it was',
      input: { url: 'https://shop.example/orders/none' },
      http: { 'GET /orders/none': { status: 404, json: { error: 'no such order' } } },
      error: { category: 'notFound', message: 'GET https://shop.example/orders/none answered 404' },
    },
  ],
});

async function exchange(given: Input, ctx: NodeContext): Promise<Answer> {
  const request = buildRequest(given, ctx);
  const response = await send(request, ctx);
  if (!isExpected(response.status, given.expectStatus)) {
    throw await statusError(request, response, ctx.now());
  }
  const address = response.url === '' ? request.url.href : response.url;
  return {
    status: response.status,
    headers: headersOf(response),
    body: await readBody(request, response, given),
    url: withoutKey(address, given.auth),
  };
}

function buildRequest(given: Input, ctx: NodeContext): OutgoingRequest {
  const { idempotencyHeader } = given;
  const headers =
    idempotencyHeader === undefined ? {} : { [idempotencyHeader]: ctx.idempotencyKey };
  return withAuth(toRequest({ ...given, headers: { ...headers, ...given.headers } }), given.auth);
}

async function send(request: OutgoingRequest, ctx: NodeContext): Promise<Response> {
  try {
    return await ctx.http.request(request.url, {
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body: request.body,
      redirect: request.redirect,
    });
  } catch (error) {
    throw requestFailed(request, error);
  }
}

function isExpected(status: number, expected: readonly number[] | undefined): boolean {
  return expected === undefined ? status < 400 : expected.includes(status);
}

function headersOf(response: Response): Record<string, string> {
  const headers = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  return cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies.join('\n') };
}
