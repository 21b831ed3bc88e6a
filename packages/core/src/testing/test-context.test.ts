import { describe, expect, it } from 'vitest';

import { isFlowgraftError } from '../model/error.js';
import { portResult, waitResult } from '../node/node-results.js';
import { createTestContext } from './test-context.js';

describe('createTestContext: http', () => {
  it('answers from the table and records what was sent', async () => {
    const { ctx, requests } = createTestContext({
      http: { 'POST /orders': { status: 201, json: { id: 1 }, headers: { etag: 'x' } } },
    });

    const response = await ctx.http.post('https://shop.example/orders?dry=1', {
      json: { qty: 2 },
      headers: { 'X-Key': 'k' },
    });

    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('x');
    expect(await response.json()).toEqual({ id: 1 });
    expect(requests).toEqual([
      {
        method: 'POST',
        url: 'https://shop.example/orders?dry=1',
        headers: { 'content-type': 'application/json', 'x-key': 'k' },
        body: '{"qty":2}',
      },
    ]);
  });

  it.each([
    ['the whole address', 'GET https://a.example/x?q=1'],
    ['the address without its query', 'GET https://a.example/x'],
    ['the path with its query', 'GET /x?q=1'],
    ['the path', 'GET /x'],
  ])('finds an answer by %s', async (_title, key) => {
    const { ctx } = createTestContext({ http: { [key]: { text: 'found' } } });

    const response = await ctx.http.get('https://a.example/x?q=1');

    expect(await response.text()).toBe('found');
  });

  it('prefers the most specific key', async () => {
    const { ctx } = createTestContext({
      http: { 'GET /x': { text: 'path' }, 'GET /x?q=1': { text: 'query' } },
    });

    expect(await (await ctx.http.get('https://a.example/x?q=1')).text()).toBe('query');
  });

  it.each(['request', 'get', 'post', 'put', 'patch', 'delete'] as const)(
    'refuses and names what the table does not answer: %s',
    async (method) => {
      const { ctx, unexpectedRequests } = createTestContext({ http: { 'HEAD /x': {} } });

      await expect(ctx.http[method]('https://a.example/x')).rejects.toThrow(
        'its table has HEAD /x',
      );

      const name = method === 'request' ? 'GET' : method.toUpperCase();
      expect(unexpectedRequests).toEqual([`${name} https://a.example/x`]);
    },
  );

  it('gives a response without a body where the standard allows none', async () => {
    const { ctx } = createTestContext({ http: { 'DELETE /x': { status: 204 } } });

    expect((await ctx.http.delete('https://a.example/x')).body).toBeNull();
  });

  it('rejects at once when the signal is aborted already', async () => {
    const { ctx } = createTestContext({ signal: AbortSignal.abort(new Error('over')) });

    await expect(ctx.http.get('https://a.example/x')).rejects.toThrow('over');
  });
});

describe('createTestContext: files', () => {
  it('reads what is there and what was written', async () => {
    const { ctx, fileText } = createTestContext({ files: { 'a.txt': 'old' } });

    const written = await ctx.files.write('b/c.txt', 'é');

    expect(new TextDecoder().decode(await ctx.files.read('a.txt'))).toBe('old');
    expect(written).toEqual({ path: 'b/c.txt', sizeBytes: 2 });
    expect(fileText('b/c.txt')).toBe('é');
    expect(fileText('none')).toBeUndefined();
  });

  it.each(['/etc/passwd', '../x', 'a/../b', 'a//b', './a', '', 'a\\b', 'a\0'])(
    'refuses %j',
    async (path) => {
      const { ctx } = createTestContext();

      const error: unknown = await ctx.files.read(path).catch((reason: unknown) => reason);

      expect(isFlowgraftError(error, 'FILE_NOT_ALLOWED')).toBe(true);
    },
  );

  it('tells of missing and of too long files as the port says', async () => {
    const { ctx } = createTestContext({ files: { 'a.txt': '12345' } });

    const missing: unknown = await ctx.files.read('b.txt').catch((reason: unknown) => reason);
    const long: unknown = await ctx.files
      .read('a.txt', { maxBytes: 4 })
      .catch((reason: unknown) => reason);

    expect(isFlowgraftError(missing, 'FILE_FAILED') && missing.details).toEqual({
      path: 'b.txt',
      operation: 'read',
    });
    expect(isFlowgraftError(long, 'VALUE_TOO_LARGE') && long.details).toEqual({
      sizeBytes: 5,
      maxBytes: 4,
    });
  });
});

describe('createTestContext: the rest', () => {
  it('keeps logs and progress', () => {
    const { ctx, logs, progress } = createTestContext();

    ctx.log.debug('d');
    ctx.log.info('i', { n: 1 });
    ctx.log.warn('w');
    ctx.log.error('e');
    ctx.progress(0.5, 'half');

    expect(logs.map(({ level }) => level)).toEqual(['debug', 'info', 'warn', 'error']);
    expect(logs[1]).toEqual({ level: 'info', message: 'i', fields: { n: 1 } });
    expect(progress).toEqual([{ fraction: 0.5, message: 'half' }]);
  });

  it('stands still in time and repeats its chance by seed', () => {
    const numbers = (seed: number): number[] => {
      const { ctx } = createTestContext({ seed });
      return [ctx.random(), ctx.random(), ctx.random()];
    };

    expect(createTestContext().ctx.now()).toBe(Date.UTC(2026, 0, 1));
    expect(createTestContext({ now: 7 }).ctx.now()).toBe(7);
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)).not.toEqual(numbers(2));
    expect(numbers(3).every((n) => n >= 0 && n < 1)).toBe(true);
  });

  it('knows secrets by path and names a missing one', async () => {
    const { ctx, touched } = createTestContext({ secrets: { 'crm/key': 's' } });

    expect(await ctx.secrets.get('crm/key')).toBe('s');
    await expect(ctx.secrets.get('toString')).rejects.toThrow('There is no secret "toString"');
    expect(touched()).toEqual(['secrets']);
  });

  it('makes port and wait results as the engine does', () => {
    const { ctx } = createTestContext({ now: 1_000, remainingMs: 5, attempt: 2 });

    expect(ctx.to('out', 1)[portResult] && [...ctx.to('out', 1).ports]).toEqual([['out', 1]]);
    expect([...ctx.toMany({ a: 1, b: 2 }).ports.keys()]).toEqual(['a', 'b']);
    expect(ctx.wait({ after: '2s' })).toEqual({ [waitResult]: true, wait: { wakeAt: 3_000 } });
    expect(ctx.wait({ signal: 's' }).wait).toEqual({ signal: 's' });
    expect([ctx.remainingMs(), ctx.attempt]).toEqual([5, 2]);
    expect(ctx.span('work', (span) => (span.setAttribute('a', 1), 7))).toBe(7);
    expect(ctx.heartbeat()).toBeUndefined();
  });
});
