import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { chainOf, echoFlow, startServer, type TestServer } from '../testing.fixture.js';

const ann = 'acme:ann:editor';
const boss = 'acme:boss:admin';

let server: TestServer;
beforeEach(() => {
  server = startServer();
});
afterEach(() => server.close());

describe('drafts', () => {
  it('are created, read, saved and removed', async () => {
    const created = await server.ask(ann, 'POST /workflows', { body: echoFlow });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe('/workflows/flow');
    expect(created.json).toMatchObject({
      id: 'flow',
      name: null,
      published: null,
      updatedBy: 'ANN',
    });

    const renamed = { ...echoFlow, name: 'Echo' };
    const revision = String(created.json.revision);
    const headers = { 'if-match': `"${revision}"` };
    const saved = await server.ask(ann, 'PUT /workflows/flow', { body: renamed, headers });
    expect(saved.status).toBe(200);
    expect(saved.json.revision).not.toBe(revision);
    const read = await server.ask(ann, 'GET /workflows/flow');
    expect(read.json).toEqual(saved.json);
    expect(read.json.document).toEqual(renamed);

    const last = { 'if-match': String(read.headers.get('etag')) };
    expect((await server.ask(boss, 'DELETE /workflows/flow', { headers: last })).status).toBe(204);
    expect((await server.ask(ann, 'GET /workflows/flow')).json.code).toBe('WORKFLOW_NOT_FOUND');
  });

  it('may be unfinished, but not misshapen', async () => {
    const unfinished = chainOf([{ id: 'a', type: 'not.there' }]);
    expect((await server.ask(ann, 'POST /workflows', { body: unfinished })).status).toBe(201);
    const body = { ...echoFlow, id: 'other', nodes: [{ id: 7 }] };
    const refused = await server.ask(ann, 'POST /workflows', { body });
    expect(refused.status).toBe(422);
    expect(refused.json.details.issues[0]).toMatchObject({ path: ['nodes', 0, 'id'] });
  });

  it('are not created twice', async () => {
    await server.ask(ann, 'POST /workflows', { body: echoFlow });
    const again = await server.ask(ann, 'POST /workflows', { body: echoFlow });
    expect([again.status, again.json.code]).toEqual([409, 'WORKFLOW_EXISTS']);
  });

  it('are saved by one of two who have seen the same revision', async () => {
    const { json } = await server.ask(ann, 'POST /workflows', { body: echoFlow });
    const headers = { 'if-match': `"${String(json.revision)}"` };
    const saves = await Promise.all(
      ['One', 'Two', 'Three'].map((name) =>
        server.ask(ann, 'PUT /workflows/flow', { body: { ...echoFlow, name }, headers }),
      ),
    );
    expect(saves.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    const winner = saves.find(({ status }) => status === 200);
    const loser = saves.find(({ status }) => status === 409);
    expect(loser?.json.code).toBe('REVISION_CONFLICT');
    expect(loser?.json.details.current).toEqual(winner?.json);
  });

  it('are not changed by those who do not say which revision they have seen', async () => {
    await server.ask(ann, 'POST /workflows', { body: echoFlow });
    const saved = await server.ask(ann, 'PUT /workflows/flow', { body: echoFlow });
    expect([saved.status, saved.json.code]).toEqual([428, 'REVISION_REQUIRED']);
    expect((await server.ask(boss, 'DELETE /workflows/flow')).status).toBe(428);
  });

  it('keep their id', async () => {
    const { json } = await server.ask(ann, 'POST /workflows', { body: echoFlow });
    const headers = { 'if-match': `"${String(json.revision)}"` };
    const body = { ...echoFlow, id: 'another' };
    const saved = await server.ask(ann, 'PUT /workflows/flow', { body, headers });
    expect(saved.json.details.issues[0]).toMatchObject({ path: ['id'] });
  });

  it('are not sent again to those who have them, until something has changed', async () => {
    const { json } = await server.ask(ann, 'POST /workflows', { body: echoFlow });
    const first = await server.ask(ann, 'GET /workflows/flow');
    const headers = { 'if-none-match': String(first.headers.get('etag')) };
    expect((await server.ask(ann, 'GET /workflows/flow', { headers })).status).toBe(304);
    const body = { revision: json.revision };
    await server.ask(ann, 'POST /workflows/flow/publish', { body });
    const after = await server.ask(ann, 'GET /workflows/flow', { headers });
    expect([after.status, after.json.published.version]).toEqual([200, 1]);
  });

  it('are listed in pages, by id', async () => {
    const ids = Array.from({ length: 7 }, (_, n) => `flow${n}`);
    for (const id of ids) await server.ask(ann, 'POST /workflows', { body: { ...echoFlow, id } });
    const found: string[] = [];
    let cursor = '';
    do {
      const { json } = await server.ask(ann, `GET /workflows?limit=3${cursor}`);
      for (const item of json.items) found.push(String(item.id));
      const next = json.cursor;
      cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
    } while (cursor !== '');
    expect(found).toEqual(ids);
  });

  it('are validated by the node types there are', async () => {
    const body = chainOf([{ id: 'a', type: 'not.there' }]);
    const { json } = await server.ask(ann, 'POST /workflows/validate', { body });
    expect(json.issues[0]).toMatchObject({ code: 'UNKNOWN_NODE_TYPE', nodeId: 'a' });
    const sound = await server.ask(ann, 'POST /workflows/validate', { body: echoFlow });
    expect(sound.json.issues).toEqual([]);
  });
});
