import { createEngine, memory, type KeyValue } from '@flowgraft/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  chainOf,
  echoFlow,
  endOf,
  startServer,
  testNodes,
  type TestServer,
} from '../testing.fixture.js';
import { WorkflowDrafts } from '../workflows/workflow-drafts.js';

const ann = 'acme:ann:editor';
const boss = 'acme:boss:admin';
const saying = (text: string) => chainOf([{ id: 'say', input: { value: text } }]);

let server: TestServer;
beforeEach(() => {
  server = startServer();
});
afterEach(() => server.close());

async function save(text: string): Promise<string> {
  const { headers } = await server.ask(ann, 'GET /workflows/flow');
  const tag = { 'if-match': String(headers.get('etag')) };
  const body = saying(text);
  const { json } = await server.ask(ann, 'PUT /workflows/flow', { body, headers: tag });
  return String(json.revision);
}

async function outputOf(body: object): Promise<unknown> {
  const { json, status } = await server.ask(ann, 'POST /runs', { body });
  if (status !== 201) return json.code;
  await endOf(server.engine, String(json.id), 'acme');
  return (await server.ask(ann, `GET /runs/${String(json.id)}`)).json.output;
}

describe('publishing', () => {
  it('decides what runs start with', async () => {
    const created = await server.ask(ann, 'POST /workflows', { body: saying('one') });
    expect(await outputOf({ workflowId: 'flow' })).toBe('WORKFLOW_NOT_PUBLISHED');
    expect(await outputOf({ workflowId: 'flow', version: 'draft' })).toBe('one');

    const body = { revision: created.json.revision, note: 'first' };
    const version = await server.ask(ann, 'POST /workflows/flow/publish', { body });
    expect(version.json).toMatchObject({ version: 1, publishedBy: 'ANN', note: 'first' });
    const revision = await save('two');
    expect(await outputOf({ workflowId: 'flow' })).toBe('one');
    expect(await outputOf({ workflowId: 'flow', version: 'draft' })).toBe('two');

    await server.ask(ann, 'POST /workflows/flow/publish', { body: { revision } });
    expect(await outputOf({ workflowId: 'flow' })).toBe('two');
    expect(await outputOf({ workflowId: 'flow', version: 1 })).toBe('one');
    expect(await outputOf({ workflowId: 'flow', version: 3 })).toBe('VERSION_NOT_FOUND');
  });

  it('makes the version what the engine itself starts, also after drafts were tried', async () => {
    const revision = await server.publish(ann, saying('one'));
    expect(revision).not.toBe('');
    await save('two');
    await outputOf({ workflowId: 'flow', version: 'draft' });
    const other = await server.engine.start('flow', {}, { tenant: 'acme' });
    expect(await other.result()).toBe('one');
  });

  it('lists versions, newest first', async () => {
    await server.publish(ann, saying('1'));
    for (const text of ['2', '3']) {
      const body = { revision: await save(text) };
      await server.ask(ann, 'POST /workflows/flow/publish', { body });
    }
    const first = await server.ask(ann, 'GET /workflows/flow/versions?limit=2');
    expect(first.json.items.map(({ version }) => version)).toEqual([3, 2]);
    const cursor = encodeURIComponent(String(first.json.cursor));
    const rest = await server.ask(ann, `GET /workflows/flow/versions?limit=2&cursor=${cursor}`);
    expect(rest.json.items.map(({ version }) => version)).toEqual([1]);
    const hash = String(rest.json.items[0]?.hash);
    const document = await server.ask(ann, `GET /documents/${hash}`);
    expect(document.json).toEqual(saying('1'));
    expect(document.headers.get('cache-control')).toContain('immutable');
    const headers = { 'if-none-match': String(document.headers.get('etag')) };
    expect((await server.ask(ann, `GET /documents/${hash}`, { headers })).status).toBe(304);
  });

  it('refuses a revision that is not the latest, and a workflow that cannot run', async () => {
    const { json } = await server.ask(ann, 'POST /workflows', { body: echoFlow });
    await save('newer');
    const body = { revision: json.revision };
    const late = await server.ask(ann, 'POST /workflows/flow/publish', { body });
    expect([late.status, late.json.code]).toEqual([409, 'REVISION_CONFLICT']);

    const broken = chainOf([{ id: 'a', type: 'not.there' }], { id: 'broken' });
    const created = await server.ask(ann, 'POST /workflows', { body: broken });
    const asked = { body: { revision: created.json.revision } };
    const refused = await server.ask(ann, 'POST /workflows/broken/publish', asked);
    expect([refused.status, refused.json.code]).toEqual([422, 'WORKFLOW_INVALID']);
  });

  it('gives a workflow that is made anew no versions of the one before', async () => {
    await server.publish(ann, saying('old'));
    const { headers } = await server.ask(ann, 'GET /workflows/flow');
    const tag = { 'if-match': String(headers.get('etag')) };
    await server.ask(boss, 'DELETE /workflows/flow', { headers: tag });
    const keyValue = await server.engine.keyValue();
    expect((await keyValue.list('acme', { prefix: '' })).entries).toEqual([]);
    expect(await outputOf({ workflowId: 'flow' })).toBe('WORKFLOW_NOT_FOUND');
    await server.publish(ann, saying('new'));
    const { json } = await server.ask(ann, 'GET /workflows/flow/versions');
    expect(json.items).toMatchObject([{ version: 1 }]);
    expect(await outputOf({ workflowId: 'flow' })).toBe('new');
  });

  it('numbers versions without gaps when many publish at once', async () => {
    const { json } = await server.ask(ann, 'POST /workflows', { body: echoFlow });
    const body = { revision: json.revision };
    const all = await Promise.all(
      Array.from({ length: 5 }, () => server.ask(ann, 'POST /workflows/flow/publish', { body })),
    );
    expect(all.map(({ json: { version } }) => version).toSorted((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5,
    ]);
    const list = await server.ask(ann, 'GET /workflows/flow/versions');
    expect(list.json.items.map(({ version }) => version)).toEqual([5, 4, 3, 2, 1]);
  });
});

/** Key-values that fail for good after so many writes, as of a process that was killed. */
function dyingAfter(writes: number, real: KeyValue): KeyValue {
  let left = writes;
  const spend = (): void => {
    if (left === 0) throw new Error('killed');
    left -= 1;
  };
  return {
    get: (tenant, key) => real.get(tenant, key),
    list: (tenant, filter) => real.list(tenant, filter),
    set: (...args) => (spend(), real.set(...args)),
    increment: (...args) => (spend(), real.increment(...args)),
    compareAndSet: (...args) => (spend(), real.compareAndSet(...args)),
    delete: (...args) => (spend(), real.delete(...args)),
  };
}

describe('a crash while publishing', () => {
  const by = { tenant: 'acme', name: null };

  it.each([0, 1, 2, 3, 4, 5, 6])('leaves nothing half done after %i writes', async (writes) => {
    const backend = memory();
    const engine = createEngine({ backend, nodes: testNodes });
    const real = await engine.keyValue();
    const drafts = new WorkflowDrafts(engine, async () => real);
    const { revision } = await drafts.create(saying('one'), by);
    await drafts.publish('flow', { revision, note: null }, by);
    const second = await drafts.save(saying('two'), (actual) => actual === revision, by);

    const dying = dyingAfter(writes, real);
    const killed = new WorkflowDrafts(engine, async () => dying);
    const published = await killed
      .publish('flow', { revision: second.revision, note: null }, by)
      .then(({ version }) => version)
      .catch(() => undefined);

    const record = await drafts.find('acme', 'flow');
    if (record === null) throw new Error('the workflow is gone');
    const current = record.published?.version ?? 0;
    // Either it was published as a whole, or not at all.
    expect(published ?? current).toBe(current);
    const { items } = await drafts.versions('acme', record, { limit: 10 });
    expect(items.map(({ version }) => version)).toEqual(current === 2 ? [2, 1] : [1]);
    const run = await engine.run('flow', {}, { tenant: 'acme' });
    expect(run).toBe(current === 2 ? 'two' : 'one');
    await engine.close();
  });

  it('loses no version when somebody else publishes next', async () => {
    const engine = createEngine({ nodes: testNodes });
    const real = await engine.keyValue();
    const drafts = new WorkflowDrafts(engine, async () => real);
    const { revision } = await drafts.create(saying('one'), by);
    const request = { revision, note: null };
    const dying = dyingAfter(1, real);
    const killed = new WorkflowDrafts(engine, async () => dying);
    await expect(killed.publish('flow', request, by)).rejects.toThrow('killed');

    await drafts.publish('flow', request, by);
    const record = await drafts.find('acme', 'flow');
    if (record === null) throw new Error('the workflow is gone');
    const { items } = await drafts.versions('acme', record, { limit: 10 });
    expect(items.map(({ version }) => version)).toEqual([2, 1]);
    await engine.close();
  });
});
