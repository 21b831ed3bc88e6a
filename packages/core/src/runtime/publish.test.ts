import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { failure, scripted, sketch } from './engine.fixture.js';

const node = scripted(({ say }) => say);
const saying = (say: string) => sketch([{ id: 'a', input: { say } }], '', { id: 'greet' });

describe('publish', () => {
  it('makes a workflow the one that any process starts by its id, also when it was before', async () => {
    const backend = memory();
    const t = testEngine({ backend, nodes: [node] });
    const web = createEngine({ backend, nodes: [node], clock: t.clock });
    const outputs: unknown[] = [];
    for (const say of ['A', 'B', 'A']) {
      const workflow = saying(say);
      const published = await web.publish(workflow.toJSON());
      expect(published).toEqual({ workflowId: 'greet', hash: workflow.hash });
      const run = await t.engine.start('greet');
      await t.settle();
      outputs.push(await run.result());
    }

    expect(outputs).toEqual(['A', 'B', 'A']);
    await Promise.all([web.close(), t.close()]);
  });

  it('keeps the latest name and layout, which the hash leaves out', async () => {
    const engine = createEngine({ nodes: [node] });
    const first = saying('A').toJSON();
    await engine.publish({ ...first, name: 'Old' });
    const { hash } = await engine.publish({ ...first, name: 'New' });

    expect(await engine.document(hash)).toMatchObject({ id: 'greet', name: 'New' });
    await engine.close();
  });

  it('refuses what cannot be started, and keeps tenants apart', async () => {
    const engine = createEngine({ nodes: [node] });
    const broken = sketch([{ id: 'a', type: 'test.unknown' }]);
    expect(await failure(engine.publish(broken))).toMatchObject({ code: 'WORKFLOW_INVALID' });

    const { hash } = await engine.publish(saying('A'), { tenant: 'acme' });
    expect(await engine.document(hash, { tenant: 'acme' })).toEqual(saying('A').toJSON());
    expect(await engine.document(hash)).toBeNull();
    expect(await failure(engine.start('greet'))).toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await engine.close();
  });
});

describe('a draft', () => {
  it('runs, and leaves what is started by the id as it is', async () => {
    const backend = memory();
    const t = testEngine({ backend, nodes: [node] });
    const web = createEngine({ backend, nodes: [node], clock: t.clock });
    const outputs: unknown[] = [];
    const run = async (...args: Parameters<typeof t.engine.start>): Promise<void> => {
      const started = await web.start(...args);
      await t.settle();
      outputs.push(await (await t.engine.handle(started.id)).result());
    };
    await run(saying('A').toJSON(), {}, { draft: true });
    expect(await failure(t.engine.start('greet'))).toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await web.publish(saying('B').toJSON());
    await run(saying('A').toJSON(), {}, { draft: true });
    await run(saying('B').toJSON(), {}, { draft: true });
    await run('greet');
    await run(saying('A').toJSON());
    await run('greet');

    expect(outputs).toEqual(['A', 'A', 'B', 'B', 'A', 'A']);
    await Promise.all([web.close(), t.close()]);
  });

  it('is yes or no', async () => {
    const engine = createEngine({ nodes: [node] });
    const options = { draft: 'yes' as unknown as boolean };

    expect(await failure(engine.start(saying('A'), {}, options))).toBeInstanceOf(TypeError);
    await engine.close();
  });
});

it('keyValue gives the small shared values of the store', async () => {
  const backend = memory();
  const [one, other] = [createEngine({ backend }), createEngine({ backend })];
  const mine = await one.keyValue();
  await mine.set('acme', 'host/seen', 3);

  expect(await (await other.keyValue()).get('acme', 'host/seen')).toMatchObject({ value: 3 });
  await Promise.all([one.close(), other.close()]);
});
