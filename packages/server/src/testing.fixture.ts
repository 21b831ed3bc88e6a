/** A handler over an engine, and people who ask it. */

import {
  createEngine,
  defineNode,
  memory,
  NodeError,
  type Backend,
  type Engine,
  type EngineOptions,
  type WorkflowDocument,
  type WorkflowNode,
} from '@flowgraft/core';
import { expect, vi } from 'vitest';
import * as z from 'zod';

import type { Authenticate, Principal } from './access/principal.js';
import { roleBased } from './access/role-based.js';
import { createHandler } from './create-handler.js';
import type { Handler, HandlerOptions } from './handler-options.js';

const echo = defineNode({
  type: 'test.echo',
  version: 1,
  input: z.object({ value: z.unknown() }),
  output: z.unknown(),
  run: ({ value }) => value,
  options: {
    channels: ({ search = '', input }) => [
      { value: 'c1', label: `${search}:${String(input['team'])}` },
    ],
    broken: () => {
      throw new NodeError({
        category: 'unavailable',
        message: 'no channels today',
        details: { token: 'hush' },
      });
    },
  },
});

const fail = defineNode({
  type: 'test.fail',
  version: 1,
  retry: { attempts: 1 },
  input: z.object({}),
  output: z.unknown(),
  run: () => {
    throw new NodeError({ category: 'permanent', message: 'it broke', details: { card: '4242' } });
  },
});

const secret = defineNode({
  type: 'test.restricted',
  version: 1,
  input: z.object({}),
  output: z.unknown(),
  run: () => 'done',
});

export const testNodes = [echo, fail, secret];

type NodeSketch = Partial<WorkflowNode> & { readonly id: string };

/** A workflow of nodes that follow each other; `test.echo` unless they say otherwise. */
export function chainOf(
  nodes: readonly NodeSketch[],
  rest: Partial<WorkflowDocument> = {},
): WorkflowDocument {
  return {
    schema: 1,
    id: 'flow',
    ...rest,
    nodes: nodes.map((node) => ({ type: 'test.echo', version: 1, ...node })),
    edges: nodes.slice(1).map(({ id }, at) => ({ from: nodes[at]?.id ?? '', to: id })),
  };
}

/** Gives back its input. */
export const echoFlow = chainOf([{ id: 'say', input: { value: { $ref: 'input' } } }]);
/** Waits for somebody's approval. */
export const approvalFlow = chainOf([
  { id: 'ask', type: 'flow.approval', input: { title: 'May it?', assignees: ['ann'] } },
]);
export const failingFlow = chainOf([{ id: 'break', type: 'test.fail', input: {} }]);

/** Somebody of a tenant: `acme:ann:editor,viewer`. */
export type Who = `${string}:${string}:${string}`;

const authenticate: Authenticate = (request): Principal | null => {
  const [, who] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
  if (who === undefined) return null;
  const [tenant = '', id = '', roles = ''] = who.split(':');
  return { tenant, id, name: id.toUpperCase(), roles: roles.split(',') };
};

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Answer;
}

/** Members that answers may have: those that a test reads are there. */
export interface Answer {
  readonly id: string;
  readonly type: string;
  readonly code: string;
  readonly status: string;
  readonly revision: string;
  readonly hash: string;
  readonly version: number;
  readonly length: number;
  readonly seq: number;
  readonly nextSeq: number | null;
  readonly total: number;
  readonly cursor: string | null;
  readonly workflowHash: string;
  readonly items: readonly Answer[];
  readonly facts: readonly Answer[];
  readonly issues: readonly Answer[];
  readonly fact: Answer;
  readonly published: Answer;
  readonly progress: Answer;
  readonly details: Answer;
  readonly output: Answer;
  readonly preview: Answer;
  readonly rows: Answer;
  readonly $cut: Answer;
  readonly note: unknown;
  readonly part: unknown;
  readonly current: unknown;
  readonly document: unknown;
  readonly error: unknown;
  readonly servers: unknown;
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
  readonly raw?: BodyInit | undefined;
}

export interface TestServer {
  readonly engine: Engine;
  readonly handler: Handler;
  /** Errors that the host was told of. */
  readonly errors: unknown[];
  /** @param what - `GET /runs` */
  readonly ask: (who: Who | null, what: string, options?: Ask) => Promise<Asked>;
  /** Keeps and publishes a workflow. @returns its revision. */
  readonly publish: (who: Who, document: WorkflowDocument) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface TestServerOptions extends Partial<Omit<HandlerOptions, 'engine'>> {
  readonly backend?: Backend | undefined;
  readonly engineOptions?: EngineOptions | undefined;
  /** Takes runs; yes when absent. */
  readonly isWorking?: boolean | undefined;
}

const host = 'http://flowgraft.test';

export function startServer(options: TestServerOptions = {}): TestServer {
  const { backend = memory(), engineOptions, isWorking = true, ...handlerOptions } = options;
  const engine = createEngine({ backend, nodes: testNodes, ...engineOptions });
  if (isWorking) engine.worker();
  const errors: unknown[] = [];
  const handler = createHandler({
    engine,
    authenticate,
    authorize: roleBased(),
    onError: (error) => void errors.push(error),
    ...handlerOptions,
  });
  const ask: TestServer['ask'] = async (who, what, parts = {}) => {
    const response = await handler(requestOf(who, what, parts));
    const text = await response.text();
    const isJson = text !== '' && response.headers.get('content-type')?.includes('json') === true;
    const json = (isJson ? JSON.parse(text) : {}) as Answer;
    return { status: response.status, headers: response.headers, text, json };
  };
  return {
    engine,
    handler,
    errors,
    ask,
    publish: async (who, body) => {
      const created = await ask(who, 'POST /workflows', { body });
      const { revision } = created.json;
      await ask(who, `POST /workflows/${body.id}/publish`, { body: { revision } });
      return revision;
    },
    close: () => engine.close({ drainMs: 0 }),
  };
}

export function requestOf(who: Who | null, what: string, options: Ask = {}): Request {
  const [method = 'GET', path = '/'] = what.split(' ');
  const { body, raw, headers } = options;
  const isSent = body !== undefined || raw !== undefined;
  return new Request(host + path, {
    method,
    headers: {
      ...(who === null ? {} : { authorization: `Bearer ${who}` }),
      ...(isSent ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(isSent ? { body: raw ?? JSON.stringify(body), duplex: 'half' } : {}),
  });
}

/** The status of a run, once it has ended. */
export async function endOf(engine: Engine, runId: string, tenant: string): Promise<string> {
  const handle = await engine.handle(runId, { tenant });
  await handle.result().catch(() => undefined);
  return handle.status();
}

// A busy machine may take its time.
vi.setConfig({ testTimeout: 30_000 });

/** Looks again and again until what is expected of it holds. */
export function eventually(read: () => unknown): ReturnType<typeof expect.poll> {
  return expect.poll(read, { timeout: 15_000, interval: 10 });
}
