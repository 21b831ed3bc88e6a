import { describe, expect, it } from 'vitest';

import { NodeError } from '../model/run-error.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';

const secrets = {
  get: ({ tenant, path }: { readonly tenant: string; readonly path: string }) =>
    path === 'crm/key' ? `${tenant}-hunter22` : undefined,
};
const bound = sketch([{ id: 'a', input: { key: { $secret: 'crm/key' } } }]);

describe('secrets', () => {
  it('reach the node by binding, per tenant, and never the journal', async () => {
    const seen: unknown[] = [];
    const node = scripted((input) => {
      seen.push(input['key']);
      return { echoed: `key=${String(input['key'])}` };
    });
    const t = testEngine({ nodes: [node], secrets });
    const run = await t.start(bound, {}, { tenant: 'acme' });

    expect(seen).toEqual(['acme-hunter22']);
    expect(await run.result()).toEqual({ echoed: 'key=••••••' });
    expect(JSON.stringify(await run.journal())).not.toContain('hunter22');
    await t.close();
  });

  it('are taken out of errors, logs and progress', async () => {
    const logged: string[] = [];
    const told: unknown[] = [];
    const node = scripted(async (_input, ctx) => {
      const key = await ctx.secrets.get('crm/key');
      ctx.log.info(`using ${key}`, { key });
      ctx.progress(0.5, `with ${key}`);
      throw new NodeError({ category: 'permanent', message: `bad ${key}`, details: { key } });
    });
    const logger = { log: (...line: unknown[]) => void logged.push(JSON.stringify(line)) };
    const t = testEngine({ nodes: [node], secrets, logger });
    t.engine.on('step.progress', (event) => told.push(event));
    const run = await t.start(sketch([{ id: 'a' }]), {});
    const record = await t.engine.get(run.id);

    expect(logged).toHaveLength(1);
    expect(told).toHaveLength(1);
    expect(JSON.stringify([logged, told, record])).not.toContain('hunter22');
    await t.close();
  });

  it('that are missing fail the step, naming the path', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)], secrets });
    const workflow = sketch([{ id: 'a', input: { key: { $secret: 'crm/none' } } }]);
    const run = await t.start(workflow, {});

    expect((await t.engine.get(run.id))?.error).toMatchObject({
      code: 'SECRET_NOT_FOUND',
      details: { path: 'crm/none' },
    });
    await t.close();
  });

  it('need a source: without one the step says what is missing', async () => {
    const node = scripted((_input, ctx) => ctx.secrets.get('crm/key'));
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a' }]), {});

    expect((await t.engine.get(run.id))?.error).toMatchObject({
      code: 'PORT_MISSING',
      details: { port: 'secrets', step: 'a' },
    });
    await t.close();
  });
});
