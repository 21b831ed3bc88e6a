import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { isFlowgraftError } from '../model/error.js';
import { NodeError } from '../model/run-error.js';
import { testEngine } from '../testing/test-engine.js';
import { createEngine } from './create-engine.js';
import { failure, scripted, sketch } from './engine.fixture.js';
import { altered } from './store.fixture.js';
import { deliverEnd } from './results.js';

const single = sketch([{ id: 'a', retry: { attempts: 1 } }]);

describe('result', () => {
  it('of a run that ends in another engine comes by its hint', async () => {
    const backend = memory();
    const back = testEngine({ backend, nodes: [scripted(() => 'there')] });
    const web = createEngine({ backend, clock: back.clock });
    const delayed = sketch(
      [{ id: 'd', type: 'flow.delay', input: { duration: '1500ms' } }, { id: 'a' }],
      'd>a',
    );
    const run = await back.start(delayed, {});
    let result: unknown;
    const waited = (await web.handle(run.id)).result().then((output) => (result = output));
    // Between two looks of those that get no hints.
    await back.advance('1500ms');

    expect(result).toBe('there');
    await waited;
    await Promise.all([back.close(), web.close()]);
  });

  it('of a run that ends where no hint comes from is found by looking each second', async () => {
    let looks = 0;
    const backend = memory();
    const deaf = altered(
      (sound) => ({
        subscribe: () => () => undefined,
        getRun: (tenant, runId) => {
          looks += 1;
          return sound.getRun(tenant, runId);
        },
      }),
      backend,
    );
    const t = testEngine({ backend: deaf });
    const run = await t.engine.start(
      sketch([{ id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } }]),
    );
    const results = [run.result(), run.result()];
    await t.settle();
    const other = createEngine({ backend, clock: t.clock });
    await other.signal(run.id, 'go', 'heard');
    const driven = other.drive(run.id);
    await t.settle();
    looks = 0;

    await t.advance('999ms');
    expect(looks).toBe(0);
    await t.advance('1ms');

    expect(await Promise.all([...results, driven])).toEqual(['heard', 'heard', 'heard']);
    expect(looks).toBeGreaterThan(0);
    await Promise.all([t.close(), other.close({ drainMs: 0 })]);
  });

  it('goes to everyone who waits, and to those who ask afterwards', async () => {
    let calls = 0;
    let finish = (_value: unknown): void => undefined;
    const node = scripted(() => {
      calls += 1;
      return new Promise((resolve) => (finish = resolve));
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(single, {});
    const waiting = [run.result(), run.result(), (await t.engine.handle(run.id)).result()];
    await t.settle();
    finish('one');
    await t.settle();

    expect(await Promise.all([...waiting, run.result()])).toEqual(['one', 'one', 'one', 'one']);
    expect(calls).toBe(1);
    await t.close();
  });

  it('rejects for everyone who waits when the run fails', async () => {
    const node = scripted(async () => {
      throw new NodeError({ category: 'permanent', message: 'no' });
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.engine.start(single);
    const errors = Promise.all([failure(run.result()), failure(run.result())]);
    await t.settle();

    expect((await errors).map((error) => isFlowgraftError(error, 'RUN_FAILED'))).toEqual([
      true,
      true,
    ]);
    await t.close();
  });

  it('of a run that is not there, or is gone since, is refused', async () => {
    let isGone = false;
    const backend = altered((sound) => ({
      getRun: (tenant, runId) => (isGone ? null : sound.getRun(tenant, runId)),
    }));
    const t = testEngine({ backend });
    const run = await t.start(
      sketch([{ id: 'd', type: 'flow.delay', input: { duration: '1h' } }]),
      {},
    );
    isGone = true;

    const errors = [await failure(run.result()), await failure(t.engine.handle('nobody'))];
    expect(errors.map((error) => isFlowgraftError(error, 'RUN_NOT_FOUND'))).toEqual([true, true]);
    await t.close();
  });

  it('rejects when the store cannot be read', async () => {
    let isDown = false;
    const backend = altered((sound) => ({
      getRun: (tenant, runId) => {
        if (isDown) throw new RangeError('down');
        return sound.getRun(tenant, runId);
      },
    }));
    const t = testEngine({ backend });
    const run = await t.start(
      sketch([{ id: 'd', type: 'flow.delay', input: { duration: '1h' } }]),
      {},
    );
    isDown = true;

    expect(await failure(run.result())).toEqual(new RangeError('down'));
    await t.close();
  });

  it('names the run, the workflow and what is known of the reason', () => {
    const ended = { runId: 'r', workflowId: 'w', output: undefined, error: undefined };
    const reasons: unknown[] = [];
    for (const status of ['failed', 'cancelled'] as const) {
      const refuse = (): never => expect.unreachable();
      deliverEnd({ ...ended, tenant: 't', status }, refuse, (reason) => reasons.push(reason));
    }

    expect(reasons.map(String)).toEqual([
      'FlowgraftError: Run "r" of workflow "w" failed: no reason is known',
      'FlowgraftError: Run "r" of workflow "w" was cancelled: no reason given',
    ]);
  });
});
