import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { actions, type Action, type AuthorizeRequest } from './access/principal.js';
import {
  approvalFlow,
  chainOf,
  echoFlow,
  endOf,
  requestOf,
  startServer,
  type Ask,
  type Asked,
  type TestServer,
  type Who,
  eventually,
} from './testing.fixture.js';

const ann = 'acme:ann:admin';
const eve = 'evil:eve:admin';

let server: TestServer;
beforeEach(() => {
  server = startServer();
});
afterEach(() => server.close());

interface Probe {
  readonly what: string;
  readonly options?: Ask | undefined;
}

const json = (what: string, body: unknown, headers = {}): Probe => ({
  what,
  options: { body, headers },
});

const anyTag = { 'if-match': '*' };

/** Every route that names something, with the name of what it is asked for. */
function probesOf(flow: string, run: string, hash: string): Probe[] {
  return [
    { what: `GET /workflows/${flow}` },
    json(`PUT /workflows/${flow}`, { ...echoFlow, id: flow }, anyTag),
    { what: `DELETE /workflows/${flow}`, options: { headers: anyTag } },
    json(`POST /workflows/${flow}/publish`, { revision: 'x' }),
    { what: `GET /workflows/${flow}/versions` },
    { what: `GET /documents/${hash}` },
    json('POST /runs', { workflowId: flow }),
    json('POST /runs', { workflowId: flow, version: 'draft' }),
    json('POST /runs', { workflowId: flow, version: 1 }),
    { what: `GET /runs/${run}` },
    { what: `GET /runs/${run}/journal` },
    { what: `GET /runs/${run}/value?of=output` },
    { what: `GET /runs/${run}/events` },
    json(`POST /runs/${run}/cancel`, {}),
    json(`POST /runs/${run}/signal`, { name: 'x' }),
    json(`POST /runs/${run}/resume`, {}),
    json(`POST /runs/${run}/resolve-step`, { step: 'say', resolution: { action: 'retry' } }),
  ];
}

const everything: readonly Probe[] = [
  ...probesOf('flow', 'run', 'hash'),
  { what: 'GET /workflows' },
  json('POST /workflows', echoFlow),
  json('POST /workflows/validate', echoFlow),
  { what: 'GET /node-types' },
  json('POST /node-types/options', { type: 'test.echo', version: 1, name: 'channels', input: {} }),
  { what: 'GET /runs' },
  { what: 'GET /runs/events' },
  { what: 'GET /waits' },
];

function askProbe(who: Who | null, { what, options }: Probe): Promise<Asked> {
  return server.ask(who, what, options);
}

describe('another tenant', () => {
  it('finds nothing, and what there is looks like what there is not', async () => {
    await server.publish(ann, echoFlow);
    const { json: run } = await server.ask(ann, 'POST /runs', { body: { workflowId: 'flow' } });
    const id = String(run.id);
    await endOf(server.engine, id, 'acme');
    const before = await server.ask(ann, 'GET /workflows/flow');
    const hash = String(before.json.published.hash);
    const journal = await server.engine.journal(id, { tenant: 'acme' });

    const missing = { flow: 'nope', run: 'r'.repeat(id.length), hash: 'h'.repeat(hash.length) };
    const foreign = probesOf('flow', id, hash);
    const unknown = probesOf(missing.flow, missing.run, missing.hash);
    for (const [at, probe] of foreign.entries()) {
      const [found, nothing] = [
        await askProbe(eve, probe),
        await askProbe(eve, unknown[at] ?? probe),
      ];
      expect([probe.what, found.status]).toEqual([probe.what, 404]);
      const same = nothing.text
        .replaceAll(missing.flow, 'flow')
        .replaceAll(missing.run, id)
        .replaceAll(missing.hash, hash);
      expect(found.text).toBe(same);
      expect([...found.headers]).toEqual([...nothing.headers]);
    }
    expect((await server.ask(ann, 'GET /workflows/flow')).text).toBe(before.text);
    expect(await server.engine.journal(id, { tenant: 'acme' })).toEqual(journal);
  });

  it('lists only its own', async () => {
    await server.publish(ann, approvalFlow);
    await server.ask(ann, 'POST /runs', { body: { workflowId: 'flow' } });
    await eventually(async () => (await server.ask(ann, 'GET /waits')).json.items.length).toBe(1);
    for (const path of ['/workflows', '/runs', '/waits']) {
      expect((await server.ask(eve, `GET ${path}`)).json.items).toEqual([]);
    }
    const own = await server.ask(eve, 'POST /workflows', { body: echoFlow });
    expect(own.status).toBe(201);
  });

  it('cannot be named by a request', async () => {
    await server.publish(ann, echoFlow);
    for (const path of ['/workflows?tenant=acme', '/runs?tenant=acme', '/waits?tenant=acme']) {
      const { json: answer, status } = await server.ask(eve, `GET ${path}`);
      expect([status, answer.items]).toEqual([200, []]);
    }
    const body = { workflowId: 'flow', tenant: 'acme' };
    expect((await server.ask(eve, 'POST /runs', { body })).status).toBe(400);
    const headers = { 'x-tenant': 'acme', tenant: 'acme' };
    expect((await server.ask(eve, 'GET /workflows/flow', { headers })).status).toBe(404);
  });

  it('does not get runs by a key that the first has used', async () => {
    for (const who of [ann, eve] as const) await server.publish(who, echoFlow);
    const body = { workflowId: 'flow', idempotencyKey: 'same' };
    const [mine, theirs] = [
      await server.ask(ann, 'POST /runs', { body }),
      await server.ask(eve, 'POST /runs', { body }),
    ];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.json.id).not.toBe(mine.json.id);
  });
});

describe('nobody', () => {
  it.each(everything)('gets nothing from $what', async (probe) => {
    const { status, headers, json: answer } = await askProbe(null, probe);
    expect([status, answer.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it('may ask for health and for the description only', async () => {
    for (const path of ['/health', '/health/ready', '/openapi.json']) {
      expect((await server.ask(null, `GET ${path}`)).status).toBe(200);
    }
  });

  it.each([':ann:admin', 'acme::admin'] as const)('is whoever has no name: %s', async (who) => {
    const { status } = await server.ask(who, 'GET /runs');
    expect(status).toBe(500);
    expect(server.errors).toHaveLength(1);
  });
});

describe('somebody without rights', () => {
  it.each(everything)('gets nothing from $what', async (probe) => {
    await server.publish(ann, echoFlow);
    const { status, json: answer } = await askProbe('acme:tom:', probe);
    // Of node types nothing may be used: the list is empty.
    const isEmpty = status === 200 && answer.items.length === 0;
    expect([403, 404]).toContain(isEmpty && probe.what === 'GET /node-types' ? 403 : status);
  });

  it.each([
    ['workflow.edit', json('PUT /workflows/flow', echoFlow, anyTag)],
    ['workflow.publish', json('POST /workflows/flow/publish', { revision: 'x' })],
    ['workflow.delete', { what: 'DELETE /workflows/flow', options: { headers: anyTag } }],
    ['run.start', json('POST /runs', { workflowId: 'flow' })],
    ['workflow.edit', json('POST /runs', { workflowId: 'flow', version: 'draft' })],
    ['run.cancel', json('POST /runs/ID/cancel', {})],
    ['run.signal', json('POST /runs/ID/signal', { name: 'x' })],
    ['run.resume', json('POST /runs/ID/resume', {})],
    [
      'run.resolve',
      json('POST /runs/ID/resolve-step', { step: 's', resolution: { action: 'retry' } }),
    ],
  ] as const)('is refused what only %s allows, by its name', async (action, probe) => {
    let denied: Action | undefined;
    const asked: AuthorizeRequest[] = [];
    const own = startServer({
      authorize: (request) => {
        asked.push(request);
        return request.action !== denied;
      },
    });
    await own.publish(ann, approvalFlow);
    const { json: run } = await own.ask(ann, 'POST /runs', { body: { workflowId: 'flow' } });
    denied = action;
    const what = probe.what.replace('ID', String(run.id));
    const { status, json: answer } = await own.ask(ann, what, probe.options);
    expect([status, answer.code]).toEqual([403, 'FORBIDDEN']);
    expect(answer.details).toEqual({ action });
    expect(asked.every(({ principal }) => principal.tenant === 'acme')).toBe(true);
    await own.close();
  });

  it('is refused by anything but true', async () => {
    for (const answer of [undefined, 1, 'yes', {}, Promise.resolve('true')]) {
      const own = startServer({ authorize: () => answer as unknown as boolean });
      expect((await own.ask(ann, 'GET /runs')).status).toBe(403);
      await own.close();
    }
  });

  it('does not see single runs and workflows that are hidden', async () => {
    const hides = startServer({
      authorize: ({ resource }) =>
        !(resource.kind === 'workflow' && resource.id === 'hidden') &&
        !(resource.kind === 'run' && resource.workflowId === 'hidden'),
    });
    const hidden = { ...echoFlow, id: 'hidden' };
    await hides.publish(ann, echoFlow);
    const run = await hides.engine.start(hidden, 1, { tenant: 'acme' });
    await run.result();
    expect((await hides.ask(ann, 'POST /workflows', { body: hidden })).status).toBe(403);
    expect((await hides.ask(ann, `GET /runs/${run.id}`)).status).toBe(404);
    expect((await hides.ask(ann, 'GET /runs')).json.items).toEqual([]);
    const record = await hides.engine.get(run.id, { tenant: 'acme' });
    const document = await hides.ask(ann, `GET /documents/${String(record?.workflowHash)}`);
    expect(document.status).toBe(404);
    await hides.close();
  });

  it('knows every action', () => {
    expect(new Set(actions).size).toBe(actions.length);
  });
});

describe('hostile requests', () => {
  const post = (raw: BodyInit, headers = {}): Promise<Asked> =>
    server.ask(ann, 'POST /runs', { raw, headers });

  it.each([
    ['no JSON', '{', 'BODY_INVALID'],
    ['deep lists', '['.repeat(70) + ']'.repeat(70), 'BODY_INVALID'],
    ['very deep lists', '['.repeat(500_000), 'BODY_INVALID'],
    ['a text that never ends', `"${'\\"'.repeat(400_000)}`, 'BODY_INVALID'],
    [
      'the key __proto__',
      '{"workflowId":"a","input":{"__proto__":{"admin":true}}}',
      'BODY_INVALID',
    ],
    ['the key __proto__ with escapes', '{"input":{"\\u005f_proto__":1}}', 'BODY_INVALID'],
    ['bytes that are no text', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 'BODY_INVALID'],
    ['a list', '[]', 'REQUEST_INVALID'],
    ['nothing', '', 'REQUEST_INVALID'],
    ['null', 'null', 'REQUEST_INVALID'],
    ['more members', '{"workflowId":"a","x":1}', 'REQUEST_INVALID'],
    ['a name with U+0000', '{"workflowId":"a\\u0000"}', 'REQUEST_INVALID'],
    ['half a surrogate pair', '{"workflowId":"\\ud800"}', 'REQUEST_INVALID'],
  ])('with a body of %s are refused', async (_what, raw, code) => {
    const { status, json: answer } = await post(raw);
    expect([status, answer.code]).toEqual([400, code]);
  });

  it('may have brackets in texts', async () => {
    await server.publish(ann, echoFlow);
    const body = { workflowId: 'flow', input: `${'[{'.repeat(100)}\\"` };
    expect((await server.ask(ann, 'POST /runs', { body })).status).toBe(201);
  });

  it('with too large a body are refused, also when nobody says how large it is', async () => {
    const large = JSON.stringify({ workflowId: 'x'.repeat(1_100_000) });
    expect((await post(large)).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    const answer = await post(endless);
    expect([answer.status, answer.json.code]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(sent).toBeLessThan(30);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
  ])('of the content type %s are refused: a form of another site could send them', async (type) => {
    const { status } = await post('{"workflowId":"flow"}', { 'content-type': type });
    expect(status).toBe(415);
  });

  it('to actions need the content type, too', async () => {
    const headers = { 'content-type': 'text/plain' };
    for (const action of ['cancel', 'resume']) {
      const { status } = await server.ask(ann, `POST /runs/x/${action}`, { raw: '', headers });
      expect(status).toBe(415);
    }
  });

  it.each(['/workflows', '/runs', '/waits'])(
    'with a bad cursor for %s are refused',
    async (path) => {
      for (const cursor of ['nope', '../../etc', '-1', '%F0%9F%92%A9', "'%20or%201=1"]) {
        const { status, json: answer } = await server.ask(ann, `GET ${path}?cursor=${cursor}`);
        expect([cursor, status, answer.code]).toEqual([cursor, 400, 'CURSOR_INVALID']);
      }
    },
  );

  it.each(['limit=0', 'limit=201', 'limit=ten', 'limit=1&limit=2', 'limit=1e9', 'limit=NaN'])(
    'for a page of %s are refused',
    async (query) => {
      expect((await server.ask(ann, `GET /runs?${query}`)).status).toBe(400);
    },
  );

  it.each([
    '..%2f..%2fworkflows',
    '%2e%2e%2f',
    '%00',
    'a%00b',
    'a%0d%0aset-cookie:%20x=1',
    '__proto__',
    'constructor',
    'toString',
    '%ff',
    '%F0%9F%92%A9',
    'x'.repeat(5_000),
    "'%20or%201=1--",
  ])('for the id %s find nothing', async (id) => {
    for (const path of [
      `/workflows/${id}`,
      `/runs/${id}`,
      `/documents/${id}`,
      `/runs/${id}/journal`,
    ]) {
      const { status, headers } = await server.ask(ann, `GET ${path}`);
      expect([path, status]).toEqual([path, 404]);
      expect(headers.get('set-cookie')).toBe(null);
    }
    expect(server.errors).toEqual([]);
  });

  it('with texts that headers cannot carry put them into none', async () => {
    const body = { workflowId: 'flow\r\nset-cookie: x=1' };
    const answer = await server.ask(ann, 'POST /runs', { body });
    expect(answer.status).toBe(404);
    expect([...answer.headers.keys()]).not.toContain('set-cookie');
  });

  it('at unknown places, and of other methods, are told so', async () => {
    expect((await server.ask(ann, 'GET /nothing/here')).json.code).toBe('NOT_FOUND');
    const wrong = await server.ask(ann, 'DELETE /runs');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, GET']);
  });

  it('with too large or too odd a workflow are refused', async () => {
    const own = startServer({ limits: { bodyBytes: 20_000_000 } });
    const nodes = Array.from({ length: 20_001 }, (_, n) => ({ id: `n${n}` }));
    const body = chainOf(nodes);
    const many = await own.ask(ann, 'POST /workflows', { body });
    expect([many.status, many.json.details.issues[0]?.code]).toEqual([422, 'LIMIT']);
    await own.close();
  });
});

describe('what goes wrong inside', () => {
  it('is told to the host, and to nobody else', async () => {
    const own = startServer({
      authenticate: () => {
        throw new Error('password of the database: hunter2');
      },
    });
    const { status, text } = await own.ask(ann, 'GET /runs');
    expect(status).toBe(500);
    expect(text).not.toContain('hunter2');
    expect(own.errors).toMatchObject([{ message: 'password of the database: hunter2' }]);
    await own.close();
  });

  it('does not become worse by a host that cannot take it', async () => {
    const own = startServer({
      authorize: () => {
        throw new Error('no');
      },
      onError: () => {
        throw new Error('no logs either');
      },
    });
    expect((await own.ask(ann, 'GET /runs')).status).toBe(500);
    await own.close();
  });

  it('is temporary when the engine is closed', async () => {
    const own = startServer();
    await own.close();
    for (const path of ['/runs', '/health/ready']) {
      const { status, json: answer } = await own.ask(ann, `GET ${path}`);
      expect([status, answer.code]).toEqual([503, 'UNAVAILABLE']);
    }
    expect((await own.ask(ann, 'GET /health')).status).toBe(200);
  });

  it('is always a problem in JSON, with the path and nothing of the query', async () => {
    const response = await server.handler(requestOf(ann, 'GET /runs/nope?token=hush'));
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      type: 'https://flowgraft.dev/errors#RUN_NOT_FOUND',
      title: 'Unknown run',
      status: 404,
      detail: 'There is no run "nope"',
      code: 'RUN_NOT_FOUND',
      details: { runId: 'nope' },
      instance: '/runs/nope',
    });
  });
});
