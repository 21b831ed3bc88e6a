import { describe, expect, it } from 'vitest';

import { isFlowgraftError } from '../model/error.js';
import { memory } from '../memory/memory-backend.js';
import type { Backend } from '../ports/store.js';
import { seededRandom } from '../testing/seeded-random.js';
import { testEngine } from '../testing/test-engine.js';
import { failure, scripted, sketch } from './engine.fixture.js';
import { altered } from './store.fixture.js';

describe('cancel', () => {
  it('aborts the signal at once and ends the run when the step has answered', async () => {
    const seen: string[] = [];
    const node = scripted(
      (_input, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            seen.push((signal.reason as Error).name);
            reject(signal.reason as Error);
          });
        }),
    );
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a' }]), {});

    await run.cancel('not needed');
    await t.settle();

    expect(seen).toEqual(['AbortError']);
    expect(await run.status()).toBe('cancelled');
    const error = await run.result().catch((thrown: unknown) => thrown);
    expect(isFlowgraftError(error, 'RUN_CANCELLED') && error.details.reason).toBe('not needed');
    await t.close();
  });

  it('waits for the grace period, and no longer, for a step that does not listen', async () => {
    const t = testEngine({
      nodes: [scripted(() => new Promise(() => undefined))],
      cancelGrace: '5s',
    });
    const run = await t.start(sketch([{ id: 'a' }]), {});

    await run.cancel();
    await t.advance('4s');
    const during = await run.status();
    await t.advance('1s');

    expect([during, await run.status()]).toEqual(['running', 'cancelled']);
    await t.close();
  });

  it('is not a failure of a step whose time is up before its grace period is', async () => {
    const t = testEngine({
      nodes: [scripted(() => new Promise(() => undefined))],
      cancelGrace: '5s',
    });
    const run = await t.start(sketch([{ id: 'a', timeout: '3s' }]), {});

    await run.cancel();
    await t.advance('3s');

    expect(await run.status()).toBe('cancelled');
    const types = (await run.journal()).map(({ type }) => type);
    expect(types).toContain('step.cancelled');
    expect(types).not.toContain('step.failed');
    await t.close();
  });

  it('reaches a parked run', async () => {
    const t = testEngine();
    const run = await t.start(
      sketch([{ id: 'd', type: 'flow.delay', input: { duration: '30d' } }]),
      {},
    );

    await run.cancel();
    await t.settle();

    expect(await run.status()).toBe('cancelled');
    await t.close();
  });

  it('undoes what completed, last first, before the run ends', async () => {
    const undone: unknown[] = [];
    const undo = scripted((input) => void undone.push(input['of']), { type: 'test.undo' });
    const t = testEngine({ nodes: [scripted(() => 1), undo] });
    const compensate = (of: string) => ({ type: 'test.undo', version: 1, input: { of } });
    const workflow = sketch(
      [
        { id: 'a', compensate: compensate('a') },
        { id: 'b', compensate: compensate('b') },
        { id: 'd', type: 'flow.delay', input: { duration: '1d' } },
      ],
      'a>b b>d',
    );
    const run = await t.start(workflow, {});

    await run.cancel();
    await t.settle();

    expect(undone).toEqual(['b', 'a']);
    expect(await run.status()).toBe('cancelled');
    await t.close();
  });

  it('is refused by a run that has ended', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const run = await t.start(sketch([{ id: 'a' }]), {});

    const error = await run.cancel().catch((thrown: unknown) => thrown);

    expect(isFlowgraftError(error, 'RUN_CONFLICT')).toBe(true);
    await t.close();
  });
});

/** A run whose first step can be undone, and whose second fails when the test says so. */
async function undoing(backend: Backend) {
  let broken: (reason: Error) => void = () => undefined;
  const node = scripted((_input, { step }) => {
    if (step === 'b') return new Promise((_resolve, reject) => (broken = reject));
    return step;
  });
  const t = testEngine({ nodes: [node, scripted(() => 1, { type: 'test.undo' })], backend });
  const nodes = [
    { id: 'a', compensate: { type: 'test.undo', version: 1 } },
    { id: 'b', retry: { attempts: 1 } },
  ];
  const run = await t.start(sketch(nodes, 'a>b'), {});
  const fail = async (): Promise<void> => {
    broken(new TypeError('down'));
    await t.settle();
  };
  return { t, run, fail };
}

describe('resume', () => {
  it('starts the failed step again and keeps what completed', async () => {
    let isBroken = true;
    const ran: string[] = [];
    const node = scripted((_input, { step }) => {
      ran.push(step);
      if (step === 'b' && isBroken) throw new TypeError('down');
      return step;
    });
    const t = testEngine({ nodes: [node] });
    const once = { retry: { attempts: 1 } };
    const run = await t.start(
      sketch([{ id: 'a' }, { id: 'b', ...once }, { id: 'c' }], 'a>b b>c'),
      {},
    );
    expect(await run.status()).toBe('failed');

    isBroken = false;
    await run.resume();
    await t.settle();

    expect(await run.result()).toBe('c');
    expect(ran).toEqual(['a', 'b', 'b', 'c']);
    await t.close();
  });

  it('is refused by a run that has not failed, or was undone', async () => {
    const undo = scripted(() => 1, { type: 'test.undo' });
    const node = scripted((_input, { step }) => {
      if (step === 'b') throw new TypeError('down');
    });
    const t = testEngine({ nodes: [node, undo] });
    const compensate = { type: 'test.undo', version: 1 };
    const workflow = sketch(
      [
        { id: 'a', compensate },
        { id: 'b', retry: { attempts: 1 } },
      ],
      'a>b',
    );
    const undone = await t.start(workflow, {});
    const fine = await t.start(sketch([{ id: 'a' }]), {});

    const errors = await Promise.all(
      [undone, fine].map((run) => run.resume().catch((thrown: unknown) => thrown)),
    );

    expect(errors.every((error) => isFlowgraftError(error, 'RUN_CONFLICT'))).toBe(true);
    await t.close();
  });

  it('is refused when the run fails and is undone while somebody asks', async () => {
    let meanwhile = async (): Promise<void> => undefined;
    const backend = altered((sound) => ({
      // What is read comes late: by then the run has ended.
      readJournal: async (...args) => {
        const journal = await sound.readJournal(...args);
        await meanwhile();
        return journal;
      },
    }));
    const { t, run, fail } = await undoing(backend);
    meanwhile = fail;
    const error = await failure(run.resume());
    await fail();

    expect(isFlowgraftError(error, 'RUN_CONFLICT')).toBe(true);
    expect(await run.status()).toBe('failed');
    await t.close();
  });

  it('leaves no trace when a run has it in its inbox that was undone', async () => {
    const backend = memory();
    const { t, run, fail } = await undoing(backend);
    await fail();
    const before = await t.engine.journal(run.id);
    const message = {
      id: 'm',
      tenant: run.tenant,
      runId: run.id,
      body: { kind: 'resume' },
    } as const;
    const host = { clock: t.clock, random: seededRandom(1), logger: { log: () => undefined } };
    const [outcome] = await (await backend.open(host)).deliver([message]);
    await t.settle();

    expect(outcome).toBe('accepted');
    expect(await run.status()).toBe('failed');
    expect(await t.engine.journal(run.id)).toEqual(before);
    await t.close();
  });
});
