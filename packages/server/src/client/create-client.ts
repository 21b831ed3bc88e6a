/** A typed client of the HTTP surface, for browsers and for Node. It needs neither zod nor hono. */

import type { Issue, NodeManifest } from '@flowgraft/core';

import { createCaller, jsonOf, type Caller, type ClientOptions } from './caller.js';
import { followStream, type StreamRequest } from './follow-stream.js';
import type {
  Client,
  NodeTypeClient,
  RunClient,
  RunSummary,
  RunUpdate,
  WaitClient,
  WorkflowClient,
} from './types.js';

/** How long a stream may be silent: three heartbeats. */
const usualSilenceMs = 45_000;

/**
 * A client of the handler at `baseUrl`.
 *
 * @example
 * const client = createClient({ baseUrl: '/api/flowgraft' });
 * const run = await client.runs.start({ workflowId: 'invoice', input: { id: 7 } });
 * for await (const { progress } of client.runs.follow(run.id)) show(progress.fraction);
 */
export function createClient(options: ClientOptions): Client {
  const call = createCaller(options);
  const silenceMs = options.silenceMs ?? usualSilenceMs;
  return {
    workflows: workflowClient(call),
    nodeTypes: nodeTypeClient(call),
    runs: runClient(call, silenceMs),
    waits: waitClient(call),
  };
}

function workflowClient(call: Caller): WorkflowClient {
  const root = 'workflows';
  const post = (path: readonly string[], body: unknown, options = {}): Promise<Response> =>
    call([root, ...path], { method: 'POST', body, ...options });
  return {
    list: (query, options) => jsonOf(call([root], { query, ...options })),
    get: (id, options) => jsonOf(call([root, id], { ...options })),
    create: (document, options) => jsonOf(post([], document, options)),
    save: (document, revision, options) =>
      jsonOf(
        call([root, document.id], {
          method: 'PUT',
          body: document,
          headers: { 'if-match': `"${revision}"` },
          ...options,
        }),
      ),
    remove: async (id, revision, options) => {
      const headers = { 'if-match': `"${revision}"` };
      await call([root, id], { method: 'DELETE', headers, ...options });
    },
    validate: async (document, options) => {
      const answer = post(['validate'], document, options);
      return (await jsonOf<{ readonly issues: readonly Issue[] }>(answer)).issues;
    },
    publish: (id, request, options) => jsonOf(post([id, 'publish'], request, options)),
    versions: (id, query, options) => jsonOf(call([root, id, 'versions'], { query, ...options })),
    document: (hash, options) => jsonOf(call(['documents', hash], { ...options })),
  };
}

function nodeTypeClient(call: Caller): NodeTypeClient {
  const root = 'node-types';
  return {
    list: async (options) => {
      const answer = call([root], { ...options });
      return (await jsonOf<{ readonly items: readonly NodeManifest[] }>(answer)).items;
    },
    options: (body, options) =>
      jsonOf(call([root, 'options'], { method: 'POST', body, ...options })),
  };
}

function runClient(call: Caller, silenceMs: number): RunClient {
  const root = 'runs';
  const send = async (id: string, action: string, body: object, options = {}): Promise<void> => {
    await call([root, id, action], { method: 'POST', body, ...options });
  };
  return {
    start: (body, options) => jsonOf(call([root], { method: 'POST', body, ...options })),
    list: (query, options) => jsonOf(call([root], { query, ...options })),
    get: (id, options) => jsonOf(call([root, id], { ...options })),
    journal: (id, query, options) => jsonOf(call([root, id, 'journal'], { query, ...options })),
    value: (id, { path, ...rest }, options) => {
      const query = { ...rest, path: path === undefined ? undefined : JSON.stringify(path) };
      return jsonOf(call([root, id, 'value'], { query, ...options }));
    },
    follow: (id, { fromSeq = 0, signal } = {}) => {
      const path = [root, id, 'events'];
      const lastEventId = String(fromSeq);
      return dataOf<RunUpdate>(call, { path, lastEventId, signal, silenceMs });
    },
    followAll: ({ cursor: _cursor, limit: _limit, ...query } = {}, { signal } = {}) =>
      dataOf<RunSummary>(call, { path: [root, 'events'], query, signal, silenceMs }),
    cancel: (id, request = {}, options = {}) => send(id, 'cancel', request, options),
    signal: (id, request, options) => send(id, 'signal', request, options),
    resume: (id, options) => send(id, 'resume', {}, options),
    resolveStep: (id, request, options) => send(id, 'resolve-step', request, options),
  };
}

function waitClient(call: Caller): WaitClient {
  return { list: (query, options) => jsonOf(call(['waits'], { query, ...options })) };
}

async function* dataOf<Data>(call: Caller, request: StreamRequest): AsyncGenerator<Data> {
  for await (const { data } of followStream(call, request)) yield JSON.parse(data) as Data;
}
