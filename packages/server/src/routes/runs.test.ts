import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  approvalFlow,
  chainOf,
  echoFlow,
  endOf,
  failingFlow,
  startServer,
  type Answer,
  type TestServer,
  eventually,
} from '../testing.fixture.js';

const ann = 'acme:ann:editor';
const viewer = 'acme:vic:viewer';

let server: TestServer;
beforeEach(() => {
  server = startServer();
});
afterEach(() => server.close());

async function started(input: unknown, workflowId = 'flow'): Promise<string> {
  const { json } = await server.ask(ann, 'POST /runs', { body: { workflowId, input } });
  return String(json.id);
}

async function ended(input: unknown, workflowId = 'flow'): Promise<string> {
  const id = await started(input, workflowId);
  await endOf(server.engine, id, 'acme');
  return id;
}

describe('runs', () => {
  it('are started, shown and listed', async () => {
    await server.publish(ann, echoFlow);
    const body = { workflowId: 'flow', input: { a: [1, 'two', null] } };
    const created = await server.ask(ann, 'POST /runs', { body });
    expect(created.status).toBe(201);
    const id = String(created.json.id);
    expect(created.headers.get('location')).toBe(`/runs/${id}`);
    await endOf(server.engine, id, 'acme');
    const { json } = await server.ask(ann, `GET /runs/${id}`);
    expect(json).toMatchObject({
      id,
      workflowId: 'flow',
      status: 'completed',
      input: body.input,
      output: body.input,
      progress: { fraction: 1, resolved: 1, total: 1 },
      steps: [{ step: 'say', nodeId: 'say', status: 'completed' }],
      waits: [],
      parent: null,
      error: null,
    });
    const list = await server.ask(ann, 'GET /runs?status=completed&status=failed');
    expect(list.json.items).toMatchObject([{ id, status: 'completed' }]);
    expect((await server.ask(ann, 'GET /runs?status=failed')).json.items).toEqual([]);
    expect((await server.ask(ann, 'GET /runs?status=lost')).status).toBe(400);
  });

  it('are listed in pages, newest first', async () => {
    await server.publish(ann, echoFlow);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift(await started(n));
    const first = await server.ask(ann, 'GET /runs?limit=3');
    const cursor = encodeURIComponent(String(first.json.cursor));
    const rest = await server.ask(ann, `GET /runs?limit=3&cursor=${cursor}`);
    const found = [...first.json.items, ...rest.json.items].map((run) => run.id);
    expect(found).toEqual(ids);
    expect(rest.json.cursor).toBe(null);
  });

  it('are started once for one idempotency key', async () => {
    await server.publish(ann, echoFlow);
    await server.publish(ann, { ...echoFlow, id: 'other' });
    const body = { workflowId: 'flow', input: 1 };
    const headers = { 'idempotency-key': 'order-7' };
    const first = await server.ask(ann, 'POST /runs', { body, headers });
    const asked = { body: { ...body, idempotencyKey: 'order-7' } };
    const second = await server.ask(ann, 'POST /runs', asked);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json.id).toBe(first.json.id);
    const other = { body: { workflowId: 'other' }, headers };
    const conflict = await server.ask(ann, 'POST /runs', other);
    expect([conflict.status, conflict.json.code]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    const two = { body: { ...body, idempotencyKey: 'a' }, headers };
    expect((await server.ask(ann, 'POST /runs', two)).status).toBe(400);
  });

  it('are refused with an input that the workflow does not take', async () => {
    const input = {
      type: 'object',
      required: ['n'],
      properties: { n: { type: 'number' } },
    } as const;
    await server.publish(ann, { ...echoFlow, input });
    const body = { workflowId: 'flow', input: { n: 'seven' } };
    const refused = await server.ask(ann, 'POST /runs', { body });
    expect([refused.status, refused.json.code]).toEqual([422, 'INPUT_INVALID']);
    expect(refused.json.details.issues[0]).toMatchObject({ code: 'SCHEMA' });
  });

  it('tell their journal in pages', async () => {
    const ids = Array.from({ length: 6 }, (_, n) => ({ id: `n${n}`, input: { value: n } }));
    await server.publish(ann, chainOf(ids));
    const id = await ended(null);
    const facts: Answer[] = [];
    for (let seq: number | null = 0; seq !== null;) {
      const page = await server.ask(ann, `GET /runs/${id}/journal?fromSeq=${seq}&limit=3`);
      facts.push(...page.json.facts);
      seq = page.json.nextSeq;
    }
    expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, seq) => seq));
    const types = facts.map((numbered) => numbered.fact?.type);
    expect(types).toEqual(['run.started', ...ids.map(() => 'step.completed'), 'run.completed']);
    const beyond = await server.ask(ann, `GET /runs/${id}/journal?fromSeq=99`);
    expect(beyond.json).toEqual({ facts: [], nextSeq: null });
  });

  it('show large data in parts', async () => {
    await server.publish(ann, echoFlow);
    const rows = Array.from({ length: 3_000 }, (_, n) => ({ n, text: 'x'.repeat(20) }));
    const id = await ended({ rows, note: 'small', long: 'y'.repeat(5_000) });
    const { json } = await server.ask(ann, `GET /runs/${id}`);
    expect(json.output.$cut).toMatchObject({ kind: 'object', length: 3 });
    expect(json.output.$cut.preview.note).toBe('small');
    expect(json.output.$cut.preview.rows.$cut).toMatchObject({ length: 3_000 });

    const path = encodeURIComponent('["rows"]');
    const url = `GET /runs/${id}/value?of=output&path=${path}&offset=2990&limit=100`;
    const page = await server.ask(ann, url);
    expect(page.json).toMatchObject({ kind: 'array', length: 3_000, offset: 2_990 });
    expect(page.json.part).toEqual(rows.slice(2_990));
    const fact = await server.ask(ann, `GET /runs/${id}/value?of=fact&seq=1&field=port`);
    expect(fact.json).toEqual({ kind: 'text', length: 3, offset: 0, part: 'out' });
  });

  it('show what a step was given', async () => {
    await server.publish(ann, echoFlow);
    const id = await ended({ a: 1 });
    const { json } = await server.ask(ann, `GET /runs/${id}/value?of=stepInput&seq=1`);
    expect(json.part).toEqual({ value: { a: 1 } });
    const none = await server.ask(ann, `GET /runs/${id}/value?of=stepInput&seq=0`);
    expect([none.status, none.json.code]).toEqual([404, 'VALUE_NOT_FOUND']);
  });

  it.each([
    'of=output&path=["no"]',
    'of=output&path=["__proto__"]',
    'of=output&path=["constructor"]',
    'of=fact&seq=0&field=toString',
    'of=fact&seq=99&field=output',
    'of=fact&field=output',
    'of=stepInput',
  ])('have no value at %s', async (query) => {
    await server.publish(ann, echoFlow);
    const id = await ended({ a: 1 });
    const url = `GET /runs/${id}/value?${query.replaceAll('"', '%22')}`;
    const { status, json } = await server.ask(ann, url);
    expect([status, json.code]).toEqual([404, 'VALUE_NOT_FOUND']);
  });

  it('wait for decisions, which signals bring', async () => {
    await server.publish(ann, approvalFlow);
    const id = await started(null);
    await eventually(() => server.engine.waits({ tenant: 'acme' })).toMatchObject({
      waits: [{ runId: id }],
    });
    const waits = await server.ask(ann, 'GET /waits?assignee=ann&kind=approval');
    expect(waits.json.items).toMatchObject([{ runId: id, step: 'ask', workflowId: 'flow' }]);
    expect(waits.text).not.toContain('tenant');
    const body = { name: 'approval:ask', payload: { ok: true }, id: 'once' };
    expect((await server.ask(ann, `POST /runs/${id}/signal`, { body })).status).toBe(202);
    expect(await endOf(server.engine, id, 'acme')).toBe('completed');
    const late = await server.ask(ann, `POST /runs/${id}/cancel`, { body: {} });
    expect([late.status, late.json.code]).toEqual([409, 'RUN_CONFLICT']);
  });

  it('are cancelled with a reason', async () => {
    await server.publish(ann, approvalFlow);
    const id = await started(null);
    const body = { reason: 'no longer wanted' };
    expect((await server.ask(ann, `POST /runs/${id}/cancel`, { body })).status).toBe(202);
    expect(await endOf(server.engine, id, 'acme')).toBe('cancelled');
  });

  it('go on after they have failed', async () => {
    await server.publish(ann, failingFlow);
    const id = await ended(null);
    const failed = await server.ask(ann, `GET /runs/${id}`);
    expect(failed.json.error).toMatchObject({ message: 'it broke', details: { card: '4242' } });
    const before = Number(failed.json.progress.total);
    expect(before).toBe(1);
    const resumed = await server.ask(ann, `POST /runs/${id}/resume`, { body: {} });
    expect(resumed.status).toBe(202);
    await eventually(async () =>
      (await server.engine.journal(id, { tenant: 'acme' })).map((f) => f.type),
    ).toContain('run.resumed');
  });

  it('take decisions about steps', async () => {
    await server.publish(ann, approvalFlow);
    const id = await started(null);
    const body = { step: 'ask', resolution: { action: 'complete', output: 1 } };
    const decided = await server.ask(ann, `POST /runs/${id}/resolve-step`, { body });
    expect(decided.status).toBe(202);
    const odd = { step: 'ask', resolution: { action: 'explode' } };
    expect((await server.ask(ann, `POST /runs/${id}/resolve-step`, { body: odd })).status).toBe(
      400,
    );
  });
});

describe('without the right to data', () => {
  it('nothing of it is told, but how things went is', async () => {
    await server.publish(ann, echoFlow);
    await server.publish(ann, { ...failingFlow, id: 'failing' });
    const id = await ended({ card: '4242' });
    const failed = await ended({ card: '4242' }, 'failing');
    for (const path of [
      `/runs/${id}`,
      `/runs/${id}/journal`,
      `/runs/${failed}`,
      `/runs/${failed}/journal`,
      '/runs',
    ]) {
      const { status, text } = await server.ask(viewer, `GET ${path}`);
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toContain('4242');
      expect(text).not.toContain('"stack"');
    }
    const { json } = await server.ask(viewer, `GET /runs/${failed}`);
    expect(json.error).toMatchObject({ category: 'permanent', message: 'it broke' });
    const value = await server.ask(viewer, `GET /runs/${id}/value?of=input`);
    expect([value.status, value.json.code]).toEqual([404, 'VALUE_NOT_FOUND']);
  });
});
