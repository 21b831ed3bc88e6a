import { describe, expect, it } from 'vitest';

import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';
import { retentionRules } from './retention.js';

const workflow = sketch([{ id: 'a', input: { how: { $ref: 'input.how' } } }]);
const node = scripted(({ how }) => {
  if (how === 'fail') throw new TypeError('broken');
  return how === 'wait' ? new Promise(() => undefined) : how;
});

describe('retention', () => {
  it('removes ended runs when their time is over, and only those', async () => {
    const retention = { completed: '1d', failed: '2d' } as const;
    const t = testEngine({ nodes: [node], retention, stepTimeout: '100d' });
    for (const runId of ['done', 'fail', 'wait']) {
      await t.start(workflow, { how: runId }, { runId, idempotencyKey: runId });
    }
    const left = async (): Promise<string[]> =>
      (await t.engine.list()).runs.map(({ runId }) => runId);
    await t.advance('23h');
    expect(await left()).toEqual(['wait', 'fail', 'done']);
    await t.advance('2h');
    expect(await left()).toEqual(['wait', 'fail']);
    await t.advance('1d');
    expect(await left()).toEqual(['wait']);
    const again = await t.start(workflow, { how: 'done' }, { idempotencyKey: 'done' });
    expect(again.created).toBe(true);
    await t.close();
  });

  it('removes any number of runs in one round', async () => {
    const t = testEngine({ nodes: [node], retention: { completed: '1h' } });
    for (let i = 0; i < 1_200; i++) await t.engine.start(workflow, { how: i });
    await t.settle();
    await t.advance('71m');

    expect((await t.engine.list()).runs).toEqual([]);
    await t.close();
  });

  it('keeps for ever what it is told to keep', () => {
    expect([...retentionRules(false)]).toEqual([]);
    expect([...retentionRules({ failed: false }).keys()]).toEqual(['completed', 'cancelled']);
    expect([...retentionRules()].map(([status, ms]) => [status, ms / 86_400_000])).toEqual([
      ['completed', 30],
      ['cancelled', 30],
      ['failed', 90],
    ]);
    expect(() => retentionRules({ failed: 'soon' as never })).toThrow('retention.failed');
  });
});
