import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { roleBased } from '../access/role-based.js';
import { chainOf, startServer, type TestServer } from '../testing.fixture.js';

const ann = 'acme:ann:editor';
const viewer = 'acme:vic:viewer';
const byRole = roleBased();

let server: TestServer;
beforeEach(() => {
  server = startServer({
    authorize: (request) =>
      byRole(request) &&
      !(request.resource.kind === 'nodeType' && request.resource.type === 'test.restricted'),
  });
});
afterEach(() => server.close());

describe('node types', () => {
  it('are those that the caller may use', async () => {
    const { json, headers } = await server.ask(ann, 'GET /node-types');
    const types = json.items.map(({ type }) => type);
    expect(types).toContain('test.echo');
    expect(types).toContain('flow.approval');
    expect(types).not.toContain('test.restricted');
    const known = { 'if-none-match': String(headers.get('etag')) };
    expect((await server.ask(ann, 'GET /node-types', { headers: known })).status).toBe(304);
  });

  it('that may not be used are unknown to validation, publishing and trying', async () => {
    const body = chainOf([{ id: 'a', type: 'test.restricted', input: {} }]);
    const { json, text } = await server.ask(ann, 'POST /workflows/validate', { body });
    expect(json.issues).toMatchObject([
      { code: 'UNKNOWN_NODE_TYPE', path: ['nodes', 0, 'type'], nodeId: 'a' },
    ]);
    // No more is said than of one that there is not.
    const unknown = chainOf([{ id: 'a', type: 'test.restrictee', input: {} }]);
    const other = await server.ask(ann, 'POST /workflows/validate', { body: unknown });
    expect(other.text).not.toContain('test.restricted');
    expect(other.text.replaceAll('restrictee', 'restricted')).toBe(text);
    const created = await server.ask(ann, 'POST /workflows', { body });
    expect(created.status).toBe(201);
    const revision = created.json.revision;
    const published = await server.ask(ann, 'POST /workflows/flow/publish', { body: { revision } });
    expect([published.status, published.json.code]).toEqual([422, 'WORKFLOW_INVALID']);
    const asked = { body: { workflowId: 'flow', version: 'draft' } };
    expect((await server.ask(ann, 'POST /runs', asked)).json.code).toBe('WORKFLOW_INVALID');
  });

  const options = { type: 'test.echo', version: 1, name: 'channels', input: { team: 'ops' } };

  it('load choices for their fields', async () => {
    const body = { ...options, search: 'gen' };
    const { json } = await server.ask(ann, 'POST /node-types/options', { body });
    expect(json).toEqual({ options: [{ value: 'c1', label: 'gen:ops' }], cursor: null });
  });

  it.each([
    ['an unknown loader', { name: 'nope' }, 404, 'OPTIONS_NOT_FOUND'],
    ['an unknown node type', { type: 'not.there' }, 404, 'NODE_TYPE_NOT_FOUND'],
    ['one that may not be used', { type: 'test.restricted' }, 404, 'NODE_TYPE_NOT_FOUND'],
    ['a loader that fails', { name: 'broken' }, 502, 'OPTIONS_FAILED'],
    ['input that is no object', { input: [] }, 400, 'REQUEST_INVALID'],
  ])('load no choices: %s', async (_what, part, status, code) => {
    const body = { ...options, ...part };
    const answer = await server.ask(ann, 'POST /node-types/options', { body });
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.text).not.toContain('hush');
  });

  it('load choices only for those who edit', async () => {
    const { status } = await server.ask(viewer, 'POST /node-types/options', { body: options });
    expect(status).toBe(403);
  });
});
