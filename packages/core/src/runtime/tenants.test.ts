import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { scripted, sketch } from './engine.fixture.js';

const workflow = sketch([{ id: 'a', input: { of: { $ref: 'input.of' } } }]);

describe('runs of two tenants that chose the same id', () => {
  it('are driven side by side, and each waits for its own result', async () => {
    const finish = new Map<unknown, () => void>();
    const node = scripted(({ of }) => new Promise((resolve) => finish.set(of, () => resolve(of))));
    const t = testEngine({ nodes: [node] });
    const lost: string[] = [];
    t.engine.on('lease.lost', ({ tenant }) => lost.push(tenant));
    const runs = await Promise.all(
      ['acme', 'bolt'].map((of) => t.start(workflow, { of }, { tenant: of, runId: 'order-1' })),
    );
    await t.settle();
    const results = runs.map((run) => run.result());
    finish.get('bolt')?.();
    await t.settle();
    finish.get('acme')?.();

    expect(await Promise.all(results)).toEqual(['acme', 'bolt']);
    expect(lost).toEqual([]);
    await t.close();
  });

  it('end for their own waiters, wherever they are driven', async () => {
    const backend = memory();
    const node = scripted(({ of }) => of);
    const web = createEngine({ backend, nodes: [node] });
    const runs = await Promise.all(
      ['acme', 'bolt'].map((of) =>
        web.start(
          workflow,
          { of },
          { tenant: of, runId: 'order-1', priority: of === 'bolt' ? 1 : 0 },
        ),
      ),
    );
    const results = runs.map((run) => run.result());
    const worker = createEngine({ backend, nodes: [node] });
    worker.worker({ concurrency: 1 });

    expect(await Promise.all(results)).toEqual(['acme', 'bolt']);
    await Promise.all([web.close(), worker.close()]);
  });
});
