import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { NodeError } from '../model/run-error.js';
import { defineNode } from '../node/define-node.js';
import type { OptionLoader } from '../node/field-options.js';
import type { AnyNodeType } from '../node/node-type.js';
import { lazyNode } from '../node/lazy-node.js';
import { testEngine } from '../testing/test-engine.js';
import { failure } from './engine.fixture.js';

function withLoader(load: OptionLoader, version = 1): AnyNodeType {
  return defineNode({
    type: 'chat.post',
    version,
    input: z.object({ channel: z.string().meta({ 'x-ui': { options: 'channels' } }) }),
    output: z.unknown(),
    options: { channels: load },
    migrate: version > 1 ? { 1: ({ room, ...rest }) => ({ ...rest, channel: room }) } : {},
    run: () => null,
  });
}

const channels = { type: 'chat.post', version: 1, name: 'channels', input: {} };

describe('options', () => {
  it('are what the loader gives for an input, a search and a page', async () => {
    const asked: unknown[] = [];
    const node = withLoader(async (query, { tenant, secrets, http }) => {
      asked.push(query);
      const key = await secrets.get('chat/key');
      const response = await http.get(`https://chat.test/${tenant}/${key}`);
      const { names } = await response.json<{ readonly names: readonly string[] }>();
      return { options: names.map((name) => ({ value: { name }, label: name })), cursor: 'p2' };
    });
    const t = testEngine({
      nodes: [lazyNode('chat.post', 1, async () => node)],
      secrets: { get: () => 'k1' },
      fetch: async (url) => Response.json({ names: [new URL(url).pathname] }),
    });
    const request = { ...channels, input: { workspace: 'w' }, search: 'gen', cursor: 'p1' };

    expect(await t.engine.options(request, { tenant: 'acme' })).toEqual({
      options: [{ value: { name: '/acme/k1' }, label: '/acme/k1' }],
      cursor: 'p2',
    });
    expect(asked).toEqual([{ input: { workspace: 'w' }, search: 'gen', cursor: 'p1' }]);
    await t.close();
  });

  it('may be a plain list, of which only what belongs there is kept', async () => {
    const list = [
      { value: 1, label: 'One', description: 'the first', secret: 'x' },
      { value: null, label: 'None' },
    ];
    const t = testEngine({ nodes: [withLoader(() => list)] });

    expect(await t.engine.options(channels)).toEqual({
      options: [
        { value: 1, label: 'One', description: 'the first' },
        { value: null, label: 'None' },
      ],
      cursor: null,
    });
    await t.close();
  });

  it('of an older version are asked from the version that serves it, with the input migrated', async () => {
    const asked: unknown[] = [];
    const node = withLoader(({ input }) => {
      asked.push(input);
      return [];
    }, 2);
    const t = testEngine({ nodes: [node] });
    await t.engine.options({ ...channels, input: { room: 'r' } });

    expect(asked).toEqual([{ channel: 'r' }]);
    await t.close();
  });

  it('that nobody gives are refused by name', async () => {
    const t = testEngine({ nodes: [withLoader(() => [])] });
    const of = async (change: object): Promise<unknown> =>
      failure(t.engine.options({ ...channels, ...change }));

    expect(await of({ type: 'chat.none' })).toMatchObject({
      code: 'NODE_TYPE_NOT_FOUND',
      details: { type: 'chat.none', version: 1 },
    });
    expect(await of({ name: 'users' })).toMatchObject({
      code: 'OPTIONS_NOT_FOUND',
      details: { type: 'chat.post', version: 1, name: 'users' },
    });
    expect(await of({ type: 'flow.forEach' })).toMatchObject({ code: 'OPTIONS_NOT_FOUND' });
    await t.close();
  });

  it.each([
    ['no list', 'many'],
    ['a choice without a label', [{ value: 1 }]],
    ['a value that is not JSON', [{ value: new Date(), label: 'now' }]],
    ['a value that is missing', [{ label: 'nothing' }]],
    ['a cursor that is no text', { options: [], cursor: 3 }],
    ['a description that is no text', [{ value: 1, label: 'One', description: 1 }]],
    ['too many', Array.from({ length: 1_001 }, (_, value) => ({ value, label: 'x' }))],
  ])('fail when the loader gives %s', async (_what, given) => {
    const t = testEngine({ nodes: [withLoader(() => given as never)] });
    const thrown = await failure(t.engine.options(channels));
    expect(thrown).toMatchObject({ code: 'OPTIONS_FAILED' });
    await t.close();
  });

  it('fail with what the loader threw, without its secrets', async () => {
    const logged: string[] = [];
    const node = withLoader(async (_query, { secrets, log }) => {
      const key = await secrets.get('chat/key');
      log.warn(`trying ${key}`, { key });
      throw new NodeError({ category: 'auth', message: `bad key ${key}` });
    });
    const t = testEngine({
      nodes: [node],
      secrets: { get: () => 'hunter22' },
      logger: { log: (...line) => void logged.push(JSON.stringify(line)) },
    });
    const thrown = await failure(t.engine.options(channels));

    expect(thrown).toMatchObject({
      code: 'OPTIONS_FAILED',
      details: { name: 'channels', error: { category: 'auth', message: 'bad key ••••••' } },
    });
    expect(JSON.stringify([thrown, String(thrown), logged])).not.toContain('hunter22');
    expect(logged).toHaveLength(1);
    await t.close();
  });

  it('fail when they take too long or nobody waits for them, and the loader is told', async () => {
    const signals: AbortSignal[] = [];
    const node = withLoader((_query, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const t = testEngine({ nodes: [node] });
    const slow = failure(t.engine.options(channels));
    await t.settle();
    await t.advance('30s');
    expect(await slow).toMatchObject({ details: { error: { category: 'timeout' } } });

    const controller = new AbortController();
    const dropped = failure(t.engine.options(channels, { signal: controller.signal }));
    await t.settle();
    controller.abort();
    expect(await dropped).toMatchObject({ details: { error: { category: 'cancelled' } } });
    expect(await failure(t.engine.options(channels, { signal: controller.signal }))).toMatchObject({
      code: 'OPTIONS_FAILED',
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    await t.close();
    expect(t.clock.pending).toBe(0);
  });

  it('are named by the manifest, with the hints of the fields', async () => {
    const t = testEngine({ nodes: [withLoader(() => [])] });
    const manifest = (await t.engine.manifests()).find(({ type }) => type === 'chat.post');

    expect(manifest?.options).toEqual(['channels']);
    expect(manifest?.input).toMatchObject({
      properties: { channel: { 'x-ui': { options: 'channels' } } },
    });
    await t.close();
  });
});
