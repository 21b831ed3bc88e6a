import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sqlite } from '@flowgraft/adapters/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';

import {
  approvalFlow,
  chainOf,
  echoFlow,
  startServer,
  type TestServer,
  eventually,
} from './testing.fixture.js';

const ann = 'acme:ann:admin';

let folder: string;
/** Two servers on one file, as two processes are: the first takes no runs. */
let front: TestServer;
let back: TestServer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowgraft-server-'));
  const file = join(folder, 'runs.db');
  const events = { poll: 20 };
  // A backend of its own for each: they share nothing but the file.
  front = startServer({ backend: sqlite({ file }), isWorking: false, events });
  back = startServer({ backend: sqlite({ file }), events, engineOptions: { poll: 20 } });
});
afterEach(async () => {
  await front.close();
  await back.close();
  rmSync(folder, { recursive: true });
});

it('what one saves and publishes the other knows', async () => {
  await front.publish(ann, { ...echoFlow, name: 'Echo' });
  const [mine, theirs] = [
    await front.ask(ann, 'GET /workflows/flow'),
    await back.ask(ann, 'GET /workflows/flow'),
  ];
  expect(theirs.text).toBe(mine.text);
  expect(theirs.headers.get('etag')).toBe(mine.headers.get('etag'));
  const list = await back.ask(ann, 'GET /workflows/flow/versions');
  expect(list.json.items).toMatchObject([{ version: 1 }]);
});

it('one of two that save at once is told of the other', async () => {
  await front.publish(ann, echoFlow);
  const { headers } = await front.ask(ann, 'GET /workflows/flow');
  const tag = { 'if-match': String(headers.get('etag')) };
  const saves = await Promise.all(
    [front, back].map((server, n) =>
      server.ask(ann, 'PUT /workflows/flow', { body: { ...echoFlow, name: `${n}` }, headers: tag }),
    ),
  );
  expect(saves.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
});

it('a run that the other process runs is followed to its end', async () => {
  await front.publish(ann, approvalFlow);
  const { json } = await front.ask(ann, 'POST /runs', { body: { workflowId: 'flow' } });
  const following = front.ask(ann, `GET /runs/${json.id}/events`);
  await eventually(async () => (await front.ask(ann, 'GET /waits')).json.items).toMatchObject([
    { runId: json.id },
  ]);
  const body = { name: 'approval:ask', payload: { ok: true } };
  await front.ask(ann, `POST /runs/${json.id}/signal`, { body });
  const { text } = await following;
  expect(text).toContain('"step.waiting"');
  expect(text).toContain('"run.completed"');
  expect(text.trim()).toMatch(/event: end\ndata: \{\}$/);
});

it('all of a long run reaches who follows it elsewhere, each fact once', async () => {
  const nodes = Array.from({ length: 300 }, (_, n) => ({ id: `n${n}`, input: { value: n } }));
  await front.publish(ann, chainOf(nodes));
  const { json } = await front.ask(ann, 'POST /runs', { body: { workflowId: 'flow' } });
  const { text } = await front.ask(ann, `GET /runs/${json.id}/events`);
  const seqs = [...text.matchAll(/"seq":(\d+),/g)].map(([, seq]) => Number(seq));
  expect(seqs).toEqual(Array.from({ length: 302 }, (_, seq) => seq));
});

it('cursors of this store that no page gave are refused', async () => {
  for (const path of ['/workflows', '/runs', '/waits']) {
    for (const cursor of ['nope', '-1', '%F0%9F%92%A9', "'%20or%201=1"]) {
      const { status } = await front.ask(ann, `GET ${path}?cursor=${cursor}`);
      expect([path, cursor, status]).toEqual([path, cursor, 400]);
    }
  }
});
