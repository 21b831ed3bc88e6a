import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { WorkflowDocument } from '@flowgraft/core';
import { createClient, type Client } from '@flowgraft/server/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startServer, type RunningServer } from './start-server.js';

const greet: WorkflowDocument = {
  schema: 1,
  id: 'greet',
  nodes: [
    {
      id: 'say',
      type: 'data.set',
      version: 1,
      input: { fields: { text: { $template: 'Hello {{ input.name }}' } } },
    },
  ],
  edges: [],
};

describe('the handler behind node:http', () => {
  let folder: string;
  let server: RunningServer;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flowgraft-node-'));
    server = await startServer(join(folder, 'runs.db'), 0);
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const clientOf = (token: string): Client =>
    createClient({
      baseUrl: server.url,
      headers: () => ({ authorization: `Bearer ${token}` }),
    });

  it('saves, publishes and runs a workflow, and tells what happens', async () => {
    const ann = clientOf('ann-secret');
    const { revision } = await ann.workflows.create(greet);
    await ann.workflows.publish('greet', { revision });
    const { id } = await ann.runs.start({ workflowId: 'greet', input: { name: 'Ann' } });
    const statuses: string[] = [];
    for await (const { run } of ann.runs.follow(id)) statuses.push(run.status);
    expect(statuses.at(-1)).toBe('completed');
    expect(await ann.runs.get(id)).toMatchObject({ output: { text: 'Hello Ann' } });
    await expect(clientOf('vic-secret').runs.cancel(id)).rejects.toMatchObject({ status: 403 });
    await expect(clientOf('eve-secret').runs.get(id)).rejects.toMatchObject({ status: 404 });
    await expect(clientOf('nobody').runs.get(id)).rejects.toMatchObject({ status: 401 });
  });

  it('leaves everything else to the app', async () => {
    const answer = await fetch(new URL('/', server.url));
    expect(await answer.text()).toBe('The rest of the app\n');
  });
});
