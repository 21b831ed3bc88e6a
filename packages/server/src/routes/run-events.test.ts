import { createEngine, memory, type Engine } from '@flowgraft/core';
import { afterEach, describe, expect, it, vi } from 'vitest';

import {
  approvalFlow,
  chainOf,
  echoFlow,
  endOf,
  requestOf,
  startServer,
  testNodes,
  type Answer,
  type TestServer,
  type TestServerOptions,
  type Who,
  eventually,
} from '../testing.fixture.js';

const ann = 'acme:ann:editor';
const viewer = 'acme:vic:viewer';

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function start(options?: TestServerOptions): TestServer {
  const server = startServer({ events: { poll: 20 }, ...options });
  servers.push(server);
  return server;
}

interface Heard {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Answer;
}

interface Listening {
  readonly status: number;
  readonly headers: Headers;
  /** What has come by now. */
  readonly heard: readonly Heard[];
  /** All that has come, as text. */
  readonly text: () => string;
  readonly ended: Promise<void>;
  /** The client goes away. */
  readonly leave: () => Promise<void>;
}

async function listen(
  { handler }: TestServer,
  who: Who,
  path: string,
  init: { headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Listening> {
  const request = requestOf(who, `GET ${path}`, { headers: init.headers });
  const { signal } = init;
  const response = await handler(signal === undefined ? request : new Request(request, { signal }));
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const heard: Heard[] = [];
  let text = '';
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return;
      text += value;
      heard.splice(0, heard.length, ...parse(text));
    }
  };
  const ended = read().catch(() => undefined);
  return {
    status: response.status,
    headers: response.headers,
    heard,
    text: () => text,
    ended,
    leave: async () => reader?.cancel(),
  };
}

function parse(text: string): Heard[] {
  return text
    .split('\n\n')
    .filter((block) => block.includes('data: '))
    .map((block) => {
      const fields = new Map(
        block.split('\n').map((line): [string, string] => {
          const at = line.indexOf(': ');
          return [line.slice(0, at), line.slice(at + 2)];
        }),
      );
      const data = JSON.parse(fields.get('data') ?? 'null') as Answer;
      return { id: fields.get('id'), event: fields.get('event'), data };
    });
}

function typesOf(heard: readonly Heard[]): unknown[] {
  return heard.flatMap(({ event, data }) =>
    event === 'update' ? data.facts.map((numbered) => numbered.fact?.type) : [event],
  );
}

async function begin(server: TestServer, workflowId = 'flow', input: unknown = 1): Promise<string> {
  const { json } = await server.ask(ann, 'POST /runs', { body: { workflowId, input } });
  return String(json.id);
}

describe('the events of a run', () => {
  it('tell all that has happened, then the end', async () => {
    const server = start();
    await server.publish(ann, echoFlow);
    const id = await begin(server);
    await endOf(server.engine, id, 'acme');
    const { heard, ended, headers } = await listen(server, ann, `/runs/${id}/events`);
    await ended;
    expect(headers.get('content-type')).toContain('text/event-stream');
    expect(typesOf(heard)).toEqual(['run.started', 'step.completed', 'run.completed', 'end']);
    expect(heard.at(-1)?.id).toBe('3');
    expect(heard[0]?.data).toMatchObject({
      run: { id, status: 'completed' },
      steps: [{ step: 'say', status: 'completed' }],
      progress: { fraction: 1 },
    });
  });

  it('tell what happens while somebody listens', async () => {
    const server = start();
    await server.publish(ann, approvalFlow);
    const id = await begin(server);
    const { heard, ended } = await listen(server, ann, `/runs/${id}/events`);
    await eventually(() => typesOf(heard)).toContain('step.waiting');
    const body = { name: 'approval:ask', payload: {} };
    await server.ask(ann, `POST /runs/${id}/signal`, { body });
    await ended;
    expect(typesOf(heard).slice(-2)).toEqual(['run.completed', 'end']);
  });

  it('go on where they were', async () => {
    const server = start();
    await server.publish(ann, echoFlow);
    const id = await begin(server);
    await endOf(server.engine, id, 'acme');
    const headers = { 'last-event-id': '2' };
    const { heard, ended } = await listen(server, ann, `/runs/${id}/events?fromSeq=0`, { headers });
    await ended;
    expect(typesOf(heard)).toEqual(['run.completed', 'end']);
    const all = await listen(server, ann, `/runs/${id}/events?fromSeq=3`);
    await all.ended;
    expect(typesOf(all.heard)).toEqual(['end']);
  });

  it('come in parts when there are many facts', async () => {
    const server = start();
    const nodes = Array.from({ length: 450 }, (_, n) => ({ id: `n${n}`, input: { value: n } }));
    await server.publish(ann, chainOf(nodes));
    const id = await begin(server);
    await endOf(server.engine, id, 'acme');
    const { heard, ended } = await listen(server, ann, `/runs/${id}/events`);
    await ended;
    const sizes = heard.slice(0, -1).map(({ data }) => data.facts.length);
    expect(Math.max(...sizes)).toBe(200);
    const seqs = heard.slice(0, -1).flatMap(({ data }) => data.facts.map(({ seq }) => seq));
    expect(seqs).toEqual(Array.from({ length: 452 }, (_, seq) => seq));
    // Each event says where the next one begins.
    const first = heard[0];
    expect(first?.id).toBe(String(Number(first?.data.facts.at(-1)?.seq) + 1));
  });

  it('of a run that another engine drives', async () => {
    const backend = memory();
    const server = start({ backend, isWorking: false });
    const other = createEngine({ backend, nodes: testNodes });
    await server.publish(ann, chainOf([{ id: 'say', input: { value: 'hi' } }]));
    const id = await begin(server);
    const { heard, ended } = await listen(server, ann, `/runs/${id}/events`);
    await eventually(() => heard.length).toBeGreaterThan(0);
    other.worker();
    await ended;
    expect(typesOf(heard).slice(-3)).toEqual(['step.completed', 'run.completed', 'end']);
    await other.close({ drainMs: 0 });
  });

  it('carry no data for those who may not see it', async () => {
    const server = start();
    await server.publish(ann, echoFlow);
    const id = await begin(server, 'flow', 'card 4242');
    await endOf(server.engine, id, 'acme');
    const { text, ended, heard } = await listen(server, viewer, `/runs/${id}/events`);
    await ended;
    expect(heard.length).toBeGreaterThan(1);
    expect(text()).not.toContain('4242');
  });

  it('end without an end when the engine closes', async () => {
    const server = start();
    await server.publish(ann, approvalFlow);
    const id = await begin(server);
    const { heard, ended } = await listen(server, ann, `/runs/${id}/events`);
    await eventually(() => heard.length).toBeGreaterThan(0);
    await server.close();
    await ended;
    expect(heard.map(({ event }) => event)).not.toContain('end');
  });

  it('are refused to HEAD, to strangers, and of unknown runs', async () => {
    const server = start();
    await server.publish(ann, approvalFlow);
    const id = await begin(server);
    expect((await server.ask(ann, `HEAD /runs/${id}/events`)).status).toBe(405);
    expect((await server.ask(null, `GET /runs/${id}/events`)).status).toBe(401);
    expect((await server.ask('evil:eve:admin', `GET /runs/${id}/events`)).status).toBe(404);
    expect((await server.ask(ann, 'GET /runs/nope/events')).status).toBe(404);
  });
});

/** The engine's listeners that nobody has taken away. */
function countListeners(engine: Engine): () => number {
  let count = 0;
  const on = engine.on.bind(engine);
  engine.on = ((...args: Parameters<Engine['on']>) => {
    const stop = on(...args);
    count += 1;
    let isStopped = false;
    return () => {
      if (!isStopped) count -= 1;
      isStopped = true;
      stop();
    };
  }) as Engine['on'];
  return () => count;
}

/** Timers of this process that are not done. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

describe('streams', () => {
  it.each([
    ['its reader stops', 'leave'],
    ['its request is aborted', 'abort'],
  ])('leave nothing behind when %s', async (_what, how) => {
    const server = start({ isWorking: false, limits: { streams: 2 } });
    await server.publish(ann, approvalFlow);
    const id = await begin(server);
    const listeners = countListeners(server.engine);
    const before = timers();
    for (const path of [`/runs/${id}/events`, '/runs/events']) {
      // More often than streams may be open: each gives its place back.
      for (let n = 0; n < 5; n += 1) {
        const gone = new AbortController();
        const { status, text, leave, ended } = await listen(server, ann, path, {
          signal: gone.signal,
        });
        expect(status).toBe(200);
        await eventually(text).toContain('retry: 2000');
        if (how === 'leave') await leave();
        else gone.abort();
        await ended;
      }
    }
    await eventually(() => [listeners(), timers() <= before]).toEqual([0, true]);
    expect(server.errors).toEqual([]);
  });

  it('are limited for each principal', async () => {
    const server = start({ limits: { streams: 2 } });
    await server.publish(ann, approvalFlow);
    const open = [
      await listen(server, ann, '/runs/events'),
      await listen(server, ann, '/runs/events'),
    ];
    const third = await server.ask(ann, 'GET /runs/events');
    expect([third.status, third.json.code]).toEqual([429, 'TOO_MANY_STREAMS']);
    const other = await listen(server, viewer, '/runs/events');
    expect(other.status).toBe(200);
    await open[0]?.leave();
    const again = await listen(server, ann, '/runs/events');
    expect(again.status).toBe(200);
    for (const each of [...open, other, again]) await each.leave();
  });

  it('say that they live, and end when the right to them does', async () => {
    let mayRead = true;
    const server = start({
      events: { heartbeat: 20, poll: 20 },
      authorize: () => mayRead,
    });
    await server.publish(ann, approvalFlow);
    const id = await begin(server);
    const { text, ended, heard } = await listen(server, ann, `/runs/${id}/events`);
    await eventually(text).toContain('\n\n:\n\n');
    mayRead = false;
    await ended;
    expect(heard.map(({ event }) => event)).not.toContain('end');
  });
});

describe('the events of all runs', () => {
  it('tell of runs that are created or change here', async () => {
    const server = start();
    await server.publish(ann, approvalFlow);
    const old = await begin(server);
    await eventually(() => server.engine.get(old, { tenant: 'acme' })).toMatchObject({
      status: 'waiting',
    });
    const looks = vi.spyOn(server.engine, 'list');
    const { heard, leave } = await listen(server, ann, '/runs/events');
    // From now on: what was there at the first look is not told.
    await eventually(() => looks.mock.calls.length).toBeGreaterThan(1);
    const id = await begin(server);
    await eventually(() => heard.map(({ data }) => [data.id, data.status])).toContainEqual([
      id,
      'waiting',
    ]);
    await server.ask(ann, `POST /runs/${old}/cancel`, { body: {} });
    await eventually(() => heard.map(({ data }) => [data.id, data.status])).toContainEqual([
      old,
      'cancelled',
    ]);
    expect(heard.map(({ data }) => [data.id, data.status])).not.toContainEqual([old, 'waiting']);
    await leave();
  });

  it('tell of runs that other engines drive, and of no other tenant', async () => {
    const backend = memory();
    const server = start({ backend, isWorking: false });
    const other = createEngine({ backend, nodes: testNodes });
    await server.publish(ann, echoFlow);
    await server.publish('evil:eve:editor', echoFlow);
    const { heard, leave, text } = await listen(server, ann, '/runs/events?workflowId=flow');
    await eventually(text).toContain('retry');
    const mine = await begin(server);
    const theirs = await server.engine.start('flow', 1, { tenant: 'evil' });
    other.worker();
    await eventually(() => heard.map(({ data }) => [data.id, data.status])).toContainEqual([
      mine,
      'completed',
    ]);
    await theirs.result();
    await vi.waitFor(async () => {
      expect(await server.engine.list({ tenant: 'evil' })).toMatchObject({
        runs: [{ status: 'completed' }],
      });
    });
    expect(text()).not.toContain(theirs.id);
    await leave();
    await other.close({ drainMs: 0 });
  });

  it('tell what was missed when a client comes back', async () => {
    const server = start();
    await server.publish(ann, echoFlow);
    const before = String(Date.now());
    const id = await begin(server);
    await endOf(server.engine, id, 'acme');
    const headers = { 'last-event-id': before };
    const { heard, leave } = await listen(server, ann, '/runs/events', { headers });
    await eventually(() => heard.map(({ data }) => data.id)).toEqual([id]);
    expect(heard[0]).toMatchObject({ event: 'run', data: { status: 'completed' } });
    await leave();
  });
});
