import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';

import { getRequestListener } from '@hono/node-server';
import { createEngine, memory } from '@flowgraft/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isTransportError } from '../../../react/src/transport/transport.js';
import {
  approvalFlow,
  chainOf,
  echoFlow,
  endOf,
  startServer,
  testNodes,
  type TestServer,
  type TestServerOptions,
  eventually,
} from '../testing.fixture.js';
import { createClient } from './create-client.js';
import type { ClientOptions, HeadersSource } from './caller.js';
import { readEvents } from './read-events.js';
import type { Client, RunUpdate } from './types.js';

interface Opened {
  readonly server: TestServer;
  readonly url: string;
  readonly http: Server;
}

const opened: Opened[] = [];
afterEach(async () => {
  for (const { server, http } of opened.splice(0)) {
    await server.close();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  }
});

/** The handler behind a real HTTP server on this machine. */
async function open(options: TestServerOptions = {}): Promise<Opened> {
  const events = { poll: 20, heartbeat: 50, retry: 5 };
  const server = startServer({ basePath: '/api', events, ...options });
  const answer = getRequestListener(server.handler);
  const http = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const all = { server, http, url: `http://127.0.0.1:${port}/api` };
  opened.push(all);
  return all;
}

function clientOf(url: string, who = 'acme:ann:admin', more: Partial<ClientOptions> = {}): Client {
  const headers = (): HeadersSource => ({ authorization: `Bearer ${who}` });
  return createClient({ baseUrl: url, headers, ...more });
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const typesIn = (updates: readonly RunUpdate[]): string[] =>
  updates.flatMap(({ facts }) => facts.map(({ fact }) => fact.type));

async function published(client: Client, document = echoFlow): Promise<void> {
  const { revision, id } = await client.workflows.create(document);
  await client.workflows.publish(id, { revision });
}

describe('the client over HTTP', () => {
  let url: string;
  let client: Client;
  beforeEach(async () => {
    ({ url } = await open());
    client = clientOf(url);
  });

  it('edits, publishes and removes workflows', async () => {
    const draft = await client.workflows.create(echoFlow);
    const saved = await client.workflows.save({ ...echoFlow, name: 'Echo' }, draft.revision);
    expect(await client.workflows.get('flow')).toEqual(saved);
    const version = await client.workflows.publish('flow', { revision: saved.revision });
    expect(await client.workflows.versions('flow')).toEqual({ items: [version], cursor: null });
    expect(await client.workflows.document(version.hash)).toMatchObject({ id: 'flow' });
    expect((await client.workflows.list({ limit: 1 })).items).toMatchObject([{ name: 'Echo' }]);
    expect(await client.workflows.validate(echoFlow)).toEqual([]);
    await client.workflows.remove('flow', saved.revision);
    await expect(client.workflows.get('flow')).rejects.toMatchObject({ status: 404 });
  });

  it('asks for node types and their choices', async () => {
    const types = await client.nodeTypes.list();
    expect(types.map(({ type }) => type)).toContain('test.echo');
    const request = { type: 'test.echo', version: 1, name: 'channels', input: {} };
    expect((await client.nodeTypes.options(request)).options).toHaveLength(1);
  });

  it('starts, follows, reads and steers runs', async () => {
    await published(client, approvalFlow);
    const run = await client.runs.start({ workflowId: 'flow', idempotencyKey: 'k' });
    expect((await client.runs.start({ workflowId: 'flow', idempotencyKey: 'k' })).id).toBe(run.id);
    await eventually(
      async () => (await client.waits.list({ assignee: 'ann' })).items,
    ).toMatchObject([{ runId: run.id }]);
    const following = all(client.runs.follow(run.id));
    await client.runs.signal(run.id, { name: 'approval:ask', payload: { ok: true } });
    const updates = await following;
    expect(typesIn(updates).at(-1)).toBe('run.completed');
    expect(updates.at(-1)?.run.status).toBe('completed');
    expect(await client.runs.get(run.id)).toMatchObject({ output: { ok: true } });
    const { items } = await client.runs.list({ status: ['completed', 'failed'] });
    expect(items.map(({ id }) => id)).toEqual([run.id]);
    const { facts } = await client.runs.journal(run.id, { limit: 1 });
    expect(facts).toHaveLength(1);
    const value = await client.runs.value(run.id, { of: 'output', path: ['ok'] });
    expect(value.part).toBe(true);
    await expect(client.runs.cancel(run.id)).rejects.toMatchObject({ code: 'RUN_CONFLICT' });
    await expect(client.runs.resume(run.id)).rejects.toMatchObject({ status: 409 });
  });

  it('rejects with what the server says', async () => {
    const draft = await client.workflows.create(echoFlow);
    const saved = await client.workflows.save(echoFlow, draft.revision);
    const error: unknown = await client.workflows
      .save(echoFlow, draft.revision)
      .catch((thrown: unknown) => thrown);
    expect(isTransportError(error)).toBe(true);
    expect(error).toMatchObject({
      name: 'ClientError',
      status: 409,
      code: 'REVISION_CONFLICT',
      details: { current: saved },
    });
  });

  it('rejects when nobody answers, and when somebody else does', async () => {
    const nobody = clientOf('http://127.0.0.1:1');
    await expect(nobody.runs.list()).rejects.toMatchObject({ status: 0, code: 'UNREACHABLE' });
    const proxy = clientOf(url, undefined, {
      fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    });
    await expect(proxy.runs.list()).rejects.toMatchObject({ status: 502, code: 'UNREADABLE' });
    const page = clientOf(url, undefined, { fetch: async () => new Response('<html>') });
    await expect(page.runs.list()).rejects.toMatchObject({ status: 200, code: 'UNREADABLE' });
  });

  it('ends a call with the reason of its signal', async () => {
    const reason = new Error('the page was left');
    const signal = AbortSignal.abort(reason);
    await expect(client.runs.list({}, { signal })).rejects.toBe(reason);
  });

  it('names ids as they are, whatever is in them', async () => {
    await expect(client.runs.get('a/b?c#d')).rejects.toMatchObject({
      code: 'RUN_NOT_FOUND',
      details: { runId: 'a/b?c#d' },
    });
  });

  it('follows all runs until it is told to stop', async () => {
    await published(client);
    const stop = new AbortController();
    const found: string[] = [];
    const following = (async () => {
      for await (const run of client.runs.followAll({ workflowId: 'flow' }, stop)) {
        found.push(`${run.id} ${run.status}`);
      }
    })();
    const ids: string[] = [];
    await eventually(async () => {
      ids.push((await client.runs.start({ workflowId: 'flow', input: 1 })).id);
      return ids.some((id) => found.includes(`${id} completed`));
    }).toBe(true);
    stop.abort();
    await following;
    expect(stop.signal.aborted).toBe(true);
  });
});

describe('a follower', () => {
  it('goes on where it was when connections are lost, and tells each fact once', async () => {
    const { url, server } = await open();
    const client = clientOf(url);
    const nodes = Array.from({ length: 900 }, (_, n) => ({ id: `n${n}`, input: { value: n } }));
    await published(client, chainOf(nodes));
    const { id } = await client.runs.start({ workflowId: 'flow', input: 1 });
    await endOf(server.engine, id, 'acme');
    let connections = 0;
    const flaky = clientOf(url, undefined, {
      // Every connection is cut after some bytes, wherever that is.
      fetch: async (request, init) => {
        connections += 1;
        const response = await fetch(request, init);
        return new Response(response.body?.pipeThrough(cutAfter(90_000)), response);
      },
    });
    const updates = await all(flaky.runs.follow(id));
    const seqs = updates.flatMap(({ facts }) => facts.map(({ seq }) => seq));
    expect(seqs).toEqual(Array.from({ length: 902 }, (_, seq) => seq));
    expect(connections).toBeGreaterThan(2);
  });

  it('waits for a server that is away, and gives up when it is refused', async () => {
    const { url, server } = await open();
    const client = clientOf(url);
    await published(client);
    const { id } = await client.runs.start({ workflowId: 'flow', input: 1 });
    await endOf(server.engine, id, 'acme');
    let calls = 0;
    const away = clientOf(url, undefined, {
      fetch: async (request, init) => {
        calls += 1;
        if (calls === 1) throw new TypeError('fetch failed');
        if (calls === 2) return new Response(null, { status: 503 });
        return fetch(request, init);
      },
    });
    // Before the server has said how long to wait, it is half a second.
    const updates = await all(away.runs.follow(id));
    expect(typesIn(updates).at(-1)).toBe('run.completed');
    await expect(all(client.runs.follow('nope'))).rejects.toMatchObject({ status: 404 });
  }, 20_000);

  it('leaves a connection on which nothing comes any more', async () => {
    const { url, server } = await open();
    const client = clientOf(url);
    await published(client);
    const { id } = await client.runs.start({ workflowId: 'flow', input: 1 });
    await endOf(server.engine, id, 'acme');
    let calls = 0;
    const silent = clientOf(url, undefined, {
      silenceMs: 300,
      fetch: async (request, init) => {
        calls += 1;
        if (calls > 1) return fetch(request, init);
        const nothing = new ReadableStream<Uint8Array>({
          start: (controller) => {
            controller.enqueue(new TextEncoder().encode('retry: 1\n\n'));
            init.signal?.addEventListener('abort', () => controller.error(new Error('aborted')));
          },
        });
        return new Response(nothing);
      },
    });
    const updates = await all(silent.runs.follow(id));
    expect(calls).toBe(2);
    expect(typesIn(updates).at(-1)).toBe('run.completed');
  }, 20_000);

  it('lets go of the server when it is no longer listened to', async () => {
    const { url, server } = await open({ limits: { streams: 1 } });
    const client = clientOf(url);
    await published(client, approvalFlow);
    const { id } = await client.runs.start({ workflowId: 'flow', input: 1 });
    for await (const { run } of client.runs.follow(id)) {
      expect(run.id).toBe(id);
      break;
    }
    const other = clientOf(url);
    // The only place there is: it is free once the server knows that the first has gone.
    await eventually(async () => {
      const { status } = await server.ask('acme:ann:admin', `HEAD /api/runs/${id}/events`);
      return status;
    }).toBe(405);
    const stop = new AbortController();
    for await (const { run } of other.runs.follow(id, { signal: stop.signal })) {
      expect(run.id).toBe(id);
      stop.abort();
    }
  });

  it('hears of a run that another engine drives', async () => {
    const backend = memory();
    const { url } = await open({ backend, isWorking: false });
    const other = createEngine({ backend, nodes: testNodes });
    const client = clientOf(url);
    await published(client, chainOf([{ id: 'say', input: { value: 'hi' } }]));
    const { id } = await client.runs.start({ workflowId: 'flow', input: 1 });
    const following = all(client.runs.follow(id));
    other.worker();
    expect(typesIn(await following).at(-1)).toBe('run.completed');
    await other.close({ drainMs: 0 });
  });
});

/** Lets so many bytes through, then breaks. */
function cutAfter(most: number): TransformStream<Uint8Array, Uint8Array> {
  let left = most;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) controller.error(new Error('connection reset'));
    },
  });
}

describe('readEvents', () => {
  const read = async (text: string, size: number): Promise<unknown[]> => {
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) {
          controller.enqueue(bytes.slice(at, at + size));
        }
        controller.close();
      },
    });
    return all(readEvents(body, () => undefined));
  };

  it.each([1, 2, 3, 7, 1_000])('reads events in pieces of %i bytes', async (size) => {
    const text =
      'retry: 7\r\n\r\n: alive\n\nid: 4\nevent: update\ndata: {"a":"ü💩"}\ndata:more\n\n' +
      'data: plain\r\n\r\nevent: empty\n\nid:5\ndata: cut off';
    expect(await read(text, size)).toEqual([
      { event: 'update', data: '{"a":"ü💩"}\nmore', id: '4', retryMs: 7 },
      { event: 'message', data: 'plain', id: '4', retryMs: 7 },
    ]);
  });
});
