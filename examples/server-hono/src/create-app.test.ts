import type { AddressInfo } from 'node:net';

import { createEngine, type Engine, type WorkflowDocument } from '@flowgraft/core';
import { builtinNodes } from '@flowgraft/nodes';
import { createClient, type Client } from '@flowgraft/server/client';
import { serve, type ServerType } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createApp } from './create-app.js';

const note: WorkflowDocument = {
  schema: 1,
  id: 'ann.note',
  nodes: [{ id: 'keep', type: 'flow.noop', version: 1 }],
  edges: [],
};

describe('the handler in an app of hono', () => {
  let engine: Engine;
  let server: ServerType;
  let url: string;
  beforeEach(async () => {
    engine = createEngine({ nodes: builtinNodes });
    engine.worker();
    const { fetch } = createApp(engine);
    url = await new Promise((resolve) => {
      server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
        resolve(`http://127.0.0.1:${port}`),
      );
    });
  });
  afterEach(async () => {
    await engine.close();
    await new Promise((resolve) => server.close(resolve));
  });

  const clientOf = (user: string): Client =>
    createClient({ baseUrl: `${url}/flows`, headers: () => ({ 'x-user': user }) });

  it('answers below its path, the app everywhere else', async () => {
    expect(await (await fetch(url)).text()).toBe('Home');
    expect((await fetch(`${url}/flows/health`)).status).toBe(200);
    expect((await fetch(`${url}/flows/runs`)).status).toBe(401);
  });

  it('lets people change what is theirs, by the rule of the app', async () => {
    const { revision } = await clientOf('ann').workflows.create(note);
    await clientOf('ann').workflows.publish(note.id, { revision });
    const { id } = await clientOf('ann').runs.start({ workflowId: note.id });
    const statuses: string[] = [];
    for await (const { run } of clientOf('bob').runs.follow(id)) statuses.push(run.status);
    expect(statuses.at(-1)).toBe('completed');
    const start = clientOf('bob').runs.start({ workflowId: note.id });
    await expect(start).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
