import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import type { HttpClient, HttpResponse, NodeContext } from '@flowgraft/core';
import { createTestContext, runNode, testNode } from '@flowgraft/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { httpRequest } from './request.js';

type Route = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** What the server does, by path. */
const routes: Readonly<Record<string, Route>> = {
  '/echo': (request, response, body) => {
    const { method, url, headers } = request;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method, url, headers, body }));
  },
  '/text': (_request, response) => {
    response.setHeader('content-type', 'text/plain; charset=iso-8859-1');
    response.end(Buffer.from([0x48, 0xe9, 0x80]));
  },
  '/odd-charset': (_request, response) => {
    response.setHeader('content-type', 'text/plain; charset=klingon');
    response.end('plain');
  },
  '/bytes': (_request, response) => {
    response.setHeader('content-type', 'image/png');
    response.end(Buffer.from([0, 255, 1]));
  },
  '/untyped': (_request, response) => response.end('plain'),
  '/problem': (_request, response) => {
    response.setHeader('content-type', 'application/problem+json');
    response.end('{"title":"x"}');
  },
  '/bad-json': (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('<html>not json</html>');
  },
  '/html': (_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<p>hi</p>');
  },
  '/empty': (_request, response) => void response.writeHead(204).end(),
  '/cookies': (_request, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.end();
  },
  '/huge': (_request, response) => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const pump = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', pump);
    pump();
  },
  '/bomb': (_request, response) => {
    response.setHeader('content-type', 'text/plain');
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(Buffer.alloc(5_000_000)));
  },
  '/silent': () => {},
  '/stalled': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('start');
  },
  '/reset': (request) => request.socket.resetAndDestroy(),
  '/cut': (request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => request.socket.destroy());
  },
  '/redirect': (_request, response) => void response.writeHead(302, { location: '/echo' }).end(),
  '/loop': (_request, response) => void response.writeHead(302, { location: '/loop' }).end(),
};

const answerWithStatus: Route = (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://host');
  const retryAfter = searchParams.get('after');
  if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
  response.writeHead(Number(pathname.split('/')[2]));
  response.end('x'.repeat(10_000));
};

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname } = new URL(request.url ?? '', 'http://host');
      const route = pathname.startsWith('/status/') ? answerWithStatus : routes[pathname];
      route?.(request, response, Buffer.concat(chunks).toString());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** HTTP over this process's own fetch, as an engine does it. */
function realHttp(signal: AbortSignal): HttpClient {
  const request: HttpClient['request'] = (url, { method, headers, body, redirect } = {}) =>
    fetch(url, {
      signal,
      ...(method === undefined ? {} : { method }),
      ...(headers === undefined ? {} : { headers }),
      ...(typeof body === 'string' ? { body } : {}),
      ...(redirect === undefined ? {} : { redirect }),
    }) as Promise<HttpResponse>;
  return { request, get: request, post: request, put: request, patch: request, delete: request };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly url: string;
}

interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function call(input: object, signal = new AbortController().signal): Promise<Answer> {
  const { ctx } = createTestContext({ signal });
  const real: NodeContext = { ...ctx, http: realHttp(signal) };
  const parsed = httpRequest.input.parse(input);
  return (await httpRequest.run(parsed, real)) as Answer;
}

async function echo(input: object): Promise<Echo> {
  return (await call({ url: `${origin}/echo`, ...input })).body as Echo;
}

describe('http.request', () => {
  it.each(testNode(httpRequest))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  describe('what goes out', () => {
    it('adds the query to the one in the address', async () => {
      const { url } = await echo({
        url: `${origin}/echo?a=1`,
        query: { b: [1, true], c: 'x y&z', d: null },
      });

      expect(url).toBe('/echo?a=1&b=1&b=true&c=x+y%26z');
    });

    it.each([
      ['json', { a: [1] }, '{"a":[1]}', 'application/json'],
      ['json', 'text', '"text"', 'application/json'],
      [
        'form',
        { a: 'x y', b: [1, true], c: null },
        'a=x+y&b=1&b=true',
        'application/x-www-form-urlencoded;charset=UTF-8',
      ],
      ['text', 'é', 'é', 'text/plain;charset=UTF-8'],
    ])('writes a body as %s', async (bodyType, body, sent, contentType) => {
      const seen = await echo({ method: 'POST', body, bodyType });

      expect([seen.method, seen.body, seen.headers['content-type']]).toEqual([
        'POST',
        sent,
        contentType,
      ]);
    });

    it("keeps the input's own content type and headers", async () => {
      const { headers } = await echo({
        method: 'PUT',
        body: { a: 1 },
        headers: { 'Content-Type': 'application/vnd.shop+json', 'X-One': '1' },
      });

      expect(headers).toMatchObject({ 'content-type': 'application/vnd.shop+json', 'x-one': '1' });
    });

    it.each([
      [{ type: 'bearer', token: 't0k' }, { authorization: 'Bearer t0k' }],
      [
        { type: 'basic', username: 'ada', password: 'pä:ss' },
        { authorization: `Basic ${Buffer.from('ada:pä:ss').toString('base64')}` },
      ],
      [{ type: 'apiKey', name: 'X-Api-Key', value: 'k' }, { 'x-api-key': 'k' }],
    ])('signs in with %j', async (auth, expected) => {
      const { headers } = await echo({ auth });

      expect(headers).toMatchObject(expected);
    });

    it('sends a key in the query, and leaves it out of its output', async () => {
      const auth = { type: 'apiKey', name: 'key', value: 's3cret', in: 'query' };

      const answer = await call({ url: `${origin}/echo?a=1`, auth });

      expect((answer.body as Echo).url).toBe('/echo?a=1&key=s3cret');
      expect(answer.url).toBe(`${origin}/echo?a=1`);
    });

    it("carries the step's idempotency key in the header asked for", async () => {
      const { headers } = await echo({ method: 'POST', idempotencyHeader: 'Idempotency-Key' });

      expect(headers['idempotency-key']).toBe('0'.repeat(64));
    });

    it.each([
      ['a body with GET', { body: {} }, 'A GET request takes no body'],
      ['a header name', { headers: { 'a b': 'x' } }, 'Header "a b"'],
      ['a header value', { headers: { a: 'x\r\nevil: 1' } }, 'Header "a"'],
      ['text that is none', { method: 'POST', bodyType: 'text', body: {} }, 'needs text'],
      ['a form that is none', { method: 'POST', bodyType: 'form', body: 'x' }, 'needs an object'],
      [
        'an object in a form',
        { method: 'POST', bodyType: 'form', body: { a: {} } },
        'field "a" is object',
      ],
      ['a bigint', { method: 'POST', body: { a: 1n } }, 'JSON cannot say'],
      ['a password in the address', { url: 'http://u:p@127.0.0.1/' }, 'user name or password'],
      [
        'a token that breaks the header',
        { auth: { type: 'bearer', token: 'a\nb' } },
        'Header "authorization"',
      ],
    ])('refuses %s without calling', async (_title, input, message) => {
      const calling = echo(input);

      await expect(calling).rejects.toMatchObject({ category: 'validation' });
      await expect(calling).rejects.toThrow(message);
    });

    it.each(['ftp://a.example/x', 'file:///etc/passwd', '/path', 'javascript:alert(1)', ''])(
      'refuses the address %j',
      (url) => {
        expect(httpRequest.input.safeParse({ url }).success).toBe(false);
      },
    );
  });

  describe('what comes back', () => {
    it.each([
      ['/echo', 'auto', expect.objectContaining({ method: 'GET' })],
      ['/problem', 'auto', { title: 'x' }],
      ['/html', 'auto', '<p>hi</p>'],
      ['/text', 'auto', 'Hé€'],
      ['/odd-charset', 'auto', 'plain'],
      ['/untyped', 'auto', 'plain'],
      ['/bytes', 'auto', 'AP8B'],
      ['/empty', 'auto', null],
      ['/empty', 'json', null],
      ['/problem', 'text', '{"title":"x"}'],
      ['/html', 'base64', Buffer.from('<p>hi</p>').toString('base64')],
    ])('reads %s as %s', async (path, responseType, body) => {
      expect((await call({ url: origin + path, responseType })).body).toEqual(body);
    });

    it('has no body for HEAD', async () => {
      expect((await call({ url: `${origin}/html`, method: 'HEAD' })).body).toBeNull();
    });

    it('keeps every cookie', async () => {
      const { headers } = await call({ url: `${origin}/cookies` });

      expect(headers['set-cookie']).toBe('a=1\nb=2');
    });

    it.each([
      ['/bad-json', 'auto', 'no JSON (content type "application/json")'],
      ['/html', 'json', 'no JSON (content type "text/html")'],
    ])('refuses %s as %s', async (path, responseType, message) => {
      const calling = call({ url: origin + path, responseType });

      await expect(calling).rejects.toMatchObject({ category: 'permanent' });
      await expect(calling).rejects.toThrow(message);
    });

    it.each(['/huge', '/bomb'])('stops reading %s at the limit', async (path) => {
      const calling = call({ url: origin + path, maxBytes: 1_000_000 });

      await expect(calling).rejects.toMatchObject({
        category: 'permanent',
        code: 'VALUE_TOO_LARGE',
        details: { status: 200, maxBytes: 1_000_000 },
      });
    });

    it('reads just as many bytes as allowed', async () => {
      expect((await call({ url: `${origin}/html`, maxBytes: 9 })).body).toBe('<p>hi</p>');
      await expect(call({ url: `${origin}/html`, maxBytes: 8 })).rejects.toThrow('more than 8');
    });
  });

  describe('redirects', () => {
    it('follows them', async () => {
      const { url, status } = await call({ url: `${origin}/redirect` });

      expect([url, status]).toEqual([`${origin}/echo`, 200]);
    });

    it('hands them on when asked', async () => {
      const answer = await call({ url: `${origin}/redirect`, followRedirects: false });

      expect([answer.status, answer.headers['location']]).toEqual([302, '/echo']);
    });

    it('gives up on a loop for good', async () => {
      await expect(call({ url: `${origin}/loop` })).rejects.toMatchObject({
        category: 'permanent',
      });
    });
  });

  describe('failures', () => {
    it.each([
      [400, 'validation'],
      [401, 'auth'],
      [402, 'permanent'],
      [403, 'auth'],
      [404, 'notFound'],
      [408, 'timeout'],
      [409, 'conflict'],
      [410, 'notFound'],
      [422, 'validation'],
      [429, 'rateLimited'],
      [500, 'unavailable'],
      [503, 'unavailable'],
    ])('status %i is %s', async (status, category) => {
      await expect(call({ url: `${origin}/status/${status}?token=s3cret` })).rejects.toMatchObject({
        category,
        code: `HTTP_${status}`,
        message: `GET ${origin}/status/${status} answered ${status}`,
        details: { status, body: 'x'.repeat(4 * 1024) },
      });
    });

    it('goes by the statuses that are expected', async () => {
      const url = `${origin}/status/404`;

      expect((await call({ url, expectStatus: [404] })).status).toBe(404);
      await expect(call({ url: `${origin}/html`, expectStatus: [201] })).rejects.toMatchObject({
        category: 'permanent',
        code: 'HTTP_200',
      });
    });

    it.each([
      ['7', 7_000],
      ['0', 0],
      ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
      ['Thu, 01 Jan 2015 00:00:30 GMT', 0],
      ['soon', undefined],
      ['-1', undefined],
      ['1.5', undefined],
    ])('reads Retry-After: %s', async (after, retryAfterMs) => {
      const url = `${origin}/status/429?after=${encodeURIComponent(after)}`;

      await expect(call({ url })).rejects.toMatchObject({ retryAfterMs });
    });

    it('keeps secrets of the request out of its error', async () => {
      const error: unknown = await call({
        url: `${origin}/status/500?key=s3cret`,
        headers: { 'x-key': 's3cret' },
        auth: { type: 'bearer', token: 's3cret' },
        method: 'POST',
        body: { password: 's3cret' },
      }).catch((reason: unknown) => reason);

      expect(JSON.stringify([error, (error as Error).message])).not.toContain('s3cret');
    });

    it.each([
      ['/reset', 'ECONNRESET'],
      ['/cut', 'UND_ERR_SOCKET'],
    ])('a connection that breaks is the network: %s', async (path, code) => {
      await expect(call({ url: origin + path })).rejects.toMatchObject({
        category: 'network',
        code,
        message: `GET ${origin}${path} failed: ${code}`,
      });
    });

    it.each([
      ['a port on which nobody listens', 'http://127.0.0.1:1/', /ECONNREFUSED|bad port/],
      ['a name that does not exist', 'http://no-such-host.invalid/', /ENOTFOUND|EAI_AGAIN/],
    ])('%s is the network', async (_title, url, message) => {
      const calling = call({ url });

      await expect(calling).rejects.toMatchObject({ category: 'network' });
      await expect(calling).rejects.toThrow(message);
    });

    it.each([
      ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
      ['ETIMEDOUT', 'timeout'],
      ['EPIPE', 'network'],
    ])('%s is %s', async (code, category) => {
      const cause = new AggregateError([Object.assign(new Error(code), { code })]);
      const failing = runWithHttp(() => Promise.reject(new TypeError('fetch failed', { cause })));

      await expect(failing).rejects.toMatchObject({ category, code });
    });

    it('leaves a refusal of the engine as it is', async () => {
      const refusal = Object.assign(new Error('blocked'), {
        [Symbol.for('@flowgraft/core.NodeError')]: true,
        category: 'auth',
      });

      await expect(runWithHttp(() => Promise.reject(refusal))).rejects.toBe(refusal);
    });

    it('names no code where there is none', async () => {
      const failing = runWithHttp(() => Promise.reject('gone'));

      await expect(failing).rejects.toMatchObject({
        category: 'network',
        message: 'GET http://a.example/ failed: no answer',
      });
    });
  });

  describe('abort', () => {
    it.each(['/silent', '/stalled', '/huge'])('stops at once while %s', async (path) => {
      const controller = new AbortController();
      const input = { url: origin + path, maxBytes: Number.MAX_SAFE_INTEGER };
      const calling = call(input, controller.signal);
      const reason = new Error('over');
      await new Promise((resolve) => {
        server.once('request', resolve);
      });

      controller.abort(reason);

      await expect(calling).rejects.toBe(reason);
    });
  });

  it('makes no request by itself in tests', async () => {
    await expect(runNode(httpRequest, { url: origin })).rejects.toMatchObject({
      category: 'network',
    });
  });
});

async function runWithHttp(request: HttpClient['request']): Promise<unknown> {
  const { ctx } = createTestContext();
  const http = { ...realHttp(ctx.signal), request };
  return httpRequest.run(httpRequest.input.parse({ url: 'http://a.example/' }), { ...ctx, http });
}
