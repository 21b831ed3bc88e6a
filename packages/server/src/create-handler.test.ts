import { createEngine } from '@flowgraft/core';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { roleBased } from './access/role-based.js';
import type { Action } from './access/principal.js';
import { createHandler } from './create-handler.js';
import type { HandlerOptions } from './handler-options.js';
import { echoFlow, requestOf, startServer, type TestServer } from './testing.fixture.js';

const ann = 'acme:ann:admin';

let server: TestServer;
beforeEach(() => {
  server = startServer({ basePath: '/api/flowgraft/' });
});
afterEach(() => server.close());

interface Described {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes?: object };
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

describe('the OpenAPI document', () => {
  it('is valid by an independent validator', async () => {
    const { text } = await server.ask(null, 'GET /api/flowgraft/openapi.json');
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(text) as Record<string, unknown>);
    expect(errors ?? []).toEqual([]);
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  it('names every operation once, with its tag, its security and its problems', async () => {
    const { text } = await server.ask(null, 'GET /api/flowgraft/openapi.json');
    const { paths, components } = JSON.parse(text) as Described;
    expect(components.securitySchemes).toHaveProperty('principal');
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toHaveLength(25);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { tags, security, responses } of operations) {
      expect(tags).toHaveLength(1);
      if (tags[0] === 'health') continue;
      expect(security).toEqual([{ principal: [] }]);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '500']));
    }
  });

  it('tells where the handler is mounted', async () => {
    const { json } = await server.ask(null, 'GET /api/flowgraft/openapi.json');
    expect(json.servers).toEqual([{ url: '/api/flowgraft' }]);
  });
});

describe('mounting', () => {
  it('answers under its base path only', async () => {
    expect((await server.ask(ann, 'GET /api/flowgraft/runs')).status).toBe(200);
    expect((await server.ask(ann, 'GET /runs')).status).toBe(404);
    const created = await server.ask(ann, 'POST /api/flowgraft/workflows', { body: echoFlow });
    expect(created.headers.get('location')).toBe('/api/flowgraft/workflows/flow');
  });

  it('works inside another hono app', async () => {
    const plain = startServer();
    const app = new Hono().mount('/flows', plain.handler);
    const { status } = await app.fetch(requestOf(ann, 'GET /flows/runs'));
    expect(status).toBe(200);
    await plain.close();
  });

  const sound: HandlerOptions = {
    engine: createEngine({}),
    authenticate: () => null,
    authorize: () => true,
  };

  it.each([
    ['a base path without a slash', { basePath: 'api' }],
    ['a base path with a pattern', { basePath: '/:tenant' }],
    ['a negative limit', { limits: { streams: -1 } }],
    ['a heartbeat that is no duration', { events: { heartbeat: 'often' } }],
    ['no authorize', { authorize: undefined }],
    ['no authenticate', { authenticate: undefined }],
  ])('refuses %s', (_what, options) => {
    expect(() => createHandler({ ...sound, ...options } as HandlerOptions)).toThrow(TypeError);
  });
});

describe('roleBased', () => {
  const ask = (roles: readonly string[] | undefined, action: Action, more = {}): unknown =>
    roleBased(more)({
      principal: { id: 'a', tenant: 't', roles },
      action,
      resource: { kind: 'workflow', id: 'w' },
    });

  it.each([
    ['viewer', 'workflow.read', true],
    ['viewer', 'run.readData', false],
    ['viewer', 'run.start', false],
    ['operator', 'run.start', true],
    ['operator', 'workflow.edit', false],
    ['editor', 'workflow.publish', true],
    ['editor', 'workflow.delete', false],
    ['admin', 'workflow.delete', true],
    ['nobody', 'workflow.read', false],
    ['constructor', 'workflow.read', false],
    ['__proto__', 'workflow.read', false],
  ] as const)('%s, %s: %s', (role, action, expected) => {
    expect(ask([role], action)).toBe(expected);
  });

  it('allows what any role allows, and nothing without one', () => {
    expect(ask(['viewer', 'operator'], 'run.start')).toBe(true);
    expect(ask(undefined, 'workflow.read')).toBe(false);
    expect(ask([], 'workflow.read')).toBe(false);
  });

  it('takes more roles, and others in place of its own', () => {
    expect(ask(['cleaner'], 'run.cancel', { cleaner: ['run.cancel'] })).toBe(true);
    expect(ask(['viewer'], 'workflow.read', { viewer: [] })).toBe(false);
    expect(() => roleBased({ odd: ['run.fly' as Action] })).toThrow(TypeError);
  });
});
