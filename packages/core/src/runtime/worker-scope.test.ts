import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { scripted, sketch } from './engine.fixture.js';
import { altered } from './store.fixture.js';

const workflow = sketch([{ id: 'a' }]);
const node = scripted((_input, { step }) => step);

describe('a worker', () => {
  it.each([
    ['of a queue', { queue: 'mail' }, { queues: ['mail'] }],
    ['of a region', { region: 'eu' }, { regions: ['eu', 'us'] }],
    ['with a label', { labels: ['gpu'] }, { labels: ['gpu', 'fast'] }],
  ])('%s takes the runs that ask for it, and others do not', async (_title, options, scope) => {
    const t = testEngine({ nodes: [node] });
    const other = { queues: ['other'], regions: ['other'], labels: ['other'] };
    const backend = memory();
    const web = createEngine({ backend, nodes: [node], clock: t.clock });
    const engine = createEngine({ backend, nodes: [node], clock: t.clock });
    const run = await web.start(workflow, {}, options);
    engine.worker(other);
    await t.advance('10s');
    const before = await run.status();
    engine.worker(scope);
    await t.advance('10s');

    expect([before, await run.status()]).toEqual(['queued', 'completed']);
    expect(await web.get(run.id)).toMatchObject(options);
    await Promise.all([engine.close({ drainMs: 0 }), web.close({ drainMs: 0 }), t.close()]);
  });

  it('takes runs by the settings of their workflow', async () => {
    const settings = { queue: 'mail', region: 'eu', labels: ['gpu'] };
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a' }], '', { settings }), {});

    expect(await t.engine.get(run.id)).toMatchObject({ status: 'queued', ...settings });
    await t.close();
  });

  it('gets a run that is started here without claiming it, when it waits for one', async () => {
    let claimed = 0;
    const backend = altered((sound) => ({
      claim: (request) => {
        const result = sound.claim(request);
        if ('runs' in result) claimed += result.runs.length;
        return result;
      },
    }));
    const t = testEngine({ backend, nodes: [node] });
    await t.settle();
    const run = await t.start(workflow, {});

    expect([await run.status(), claimed]).toEqual(['completed', 0]);
    await t.close();
  });

  it('closes when what it holds has come to a stop; other workers go on', async () => {
    const finish: (() => void)[] = [];
    const slow = scripted(() => new Promise((resolve) => finish.push(() => resolve(1))));
    const t = testEngine({ nodes: [slow] });
    const two = sketch([{ id: 'a' }, { id: 'b' }], 'a>b');
    const engine = createEngine({ nodes: [slow], clock: t.clock });
    const mail = engine.worker({ queues: ['mail'] });
    const rest = engine.worker({ queues: ['default'] });
    await t.settle();
    const first = await engine.start(two, {}, { queue: 'mail' });
    const second = await engine.start(two, {});
    await t.settle();
    expect([mail.active, rest.active]).toEqual([1, 1]);

    const closed = mail.close();
    for (const each of finish.splice(0)) each();
    await closed;
    await t.settle();
    for (const each of finish.splice(0)) each();
    await t.settle();
    expect([await first.status(), await second.status()]).toEqual(['queued', 'completed']);
    await Promise.all([engine.close({ drainMs: 0 }), t.advance('1s')]);
    await t.close();
  });

  it.each([{ queues: 'mail' }, { labels: [1] }, { regions: [''] }])('refuses %j', (options) => {
    const engine = createEngine();
    expect(() => engine.worker(options as never)).toThrow(TypeError);
  });
});

describe('the backlog', () => {
  it('counts what a worker of that scope could take', async () => {
    const engine = createEngine({ nodes: [node] });
    for (let i = 0; i < 3; i++) await engine.start(workflow, {});
    await engine.start(workflow, {}, { queue: 'mail' });

    expect(await engine.backlog()).toBe(4);
    expect(await engine.backlog({ queues: ['mail'] })).toBe(1);
    expect(await engine.backlog({}, 2)).toBe(2);
    await engine.close();
  });
});
