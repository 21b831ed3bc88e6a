import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Accounts, demoPassword } from './accounts.js';
import { createApp } from './create-app.js';
import { createHostEngine, type HostEngine } from './create-engine.js';
import { seed } from './seed.js';

const folder = mkdtempSync(join(tmpdir(), 'meridian-'));
let host: HostEngine;
let app: Hono;

function onError(error: unknown): never {
  throw error;
}

beforeAll(async () => {
  host = await createHostEngine({ folder });
  await seed({ ...host, onError });
  app = createApp({ ...host, accounts: await Accounts.open(), onError });
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };

function post(path: string, body: string, headers: Readonly<Record<string, string>> = json) {
  return app.request(path, { method: 'POST', body, headers });
}

/** The cookie of a new session. */
async function logIn(user: string): Promise<string> {
  const answer = await post('/api/login', JSON.stringify({ user, password: demoPassword }));
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function get(path: string, cookie: string): Promise<Response> {
  return app.request(path, { headers: { cookie } });
}

describe('login', () => {
  it('gives a cookie that scripts and other sites do not get', async () => {
    const body = JSON.stringify({ user: 'ada', password: demoPassword });

    const answer = await post('/api/login', body);

    expect(answer.headers.get('set-cookie')).toMatch(
      /^meridian=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(await answer.json()).toEqual({
      user: {
        id: 'ada',
        name: 'Ada Lindqvist',
        role: 'editor',
        tenant: 'aurora',
        tenantName: 'Aurora Geological Survey',
      },
    });
  });

  it.each([
    ['a wrong password', JSON.stringify({ user: 'ada', password: 'guess' })],
    ['an unknown user', JSON.stringify({ user: 'eve', password: demoPassword })],
    ['no JSON', 'user=ada'],
    ['other types', JSON.stringify({ user: 7, password: ['meridian'] })],
  ])('answers %s with the same refusal', async (_what, body) => {
    const answer = await post('/api/login', body);

    expect([answer.status, await answer.json()]).toEqual([
      401,
      { error: 'Wrong name or password' },
    ]);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('reads no body of any size', async () => {
    const answer = await post('/api/login', JSON.stringify({ user: 'x'.repeat(20_000) }));

    expect(answer.status).toBe(413);
  });

  it('ends with the logout', async () => {
    const cookie = await logIn('ada');
    expect(await (await get('/api/session', cookie)).json()).toMatchObject({ user: { id: 'ada' } });

    await app.request('/api/logout', { method: 'POST', headers: { cookie } });

    expect(await (await get('/api/session', cookie)).json()).toEqual({ user: null });
    expect((await get('/api/flow/runs', cookie)).status).toBe(401);
  });
});

describe('tenants', () => {
  it('see their own workflows, runs and desk', async () => {
    const [ada, clara] = [await logIn('ada'), await logIn('clara')];
    const idsOf = async (cookie: string): Promise<readonly string[]> => {
      const page = (await (await get('/api/flow/workflows', cookie)).json()) as {
        readonly items: readonly { readonly id: string }[];
      };
      return page.items.map(({ id }) => id);
    };

    expect(await idsOf(ada)).toContain('monthly-rain');
    expect(await idsOf(clara)).toEqual(['follow-up', 'weather-briefing']);
    expect(await (await get('/api/desk', ada)).json()).toMatchObject({ isAlertServiceUp: false });
    expect(await (await get('/api/desk', clara)).json()).toMatchObject({ isAlertServiceUp: true });
  });

  it('choose among channels of their own', async () => {
    const body = JSON.stringify({
      type: 'meridian.sendAlert',
      version: 1,
      name: 'channels',
      input: {},
    });
    const channelsFor = async (user: string): Promise<unknown> => {
      const headers = { ...json, cookie: await logIn(user) };
      return (await post('/api/flow/node-types/options', body, headers)).json();
    };

    expect(await channelsFor('clara')).toMatchObject({
      options: [{ value: 'drivers' }, { value: 'warehouse' }],
    });
    expect(await channelsFor('ada')).toMatchObject({
      options: [{ value: 'field-team' }, { value: 'press' }, { value: 'duty-officer' }],
    });
  });
});

it.each(['/api/desk', '/api/flow/runs', '/api/flow/workflows', '/api/desk/alert-service'])(
  'shows nobody %s without a session',
  async (path) => {
    expect((await get(path, 'meridian=made-up')).status).toBe(401);
  },
);

it('sends its policy with every answer', async () => {
  for (const path of ['/api/session', '/api/flow/runs', '/api/nothing']) {
    const { headers } = await get(path, '');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'self'; script-src 'self';/,
    );
  }
});
