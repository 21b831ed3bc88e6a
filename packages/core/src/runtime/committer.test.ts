import { describe, expect, it } from 'vitest';

import { isFlowgraftError, FlowgraftError } from '../model/error.js';
import type { RunChange } from '../ports/run-change.js';
import type { Store } from '../ports/store.js';
import type { NewRun } from '../ports/stored-run.js';
import { seededRandom } from '../testing/seeded-random.js';
import { virtualClock } from '../testing/virtual-clock.js';
import { Committer } from './committer.js';
import { failure } from './engine.fixture.js';
import { altered, slow } from './store.fixture.js';

const logger = { log: () => undefined };

function committerOver(backend: ReturnType<typeof altered>) {
  const clock = virtualClock();
  const store = backend.open({ clock, random: seededRandom(1), logger }) as Store;
  return { committer: new Committer(store, clock, { worker: 'w1', leaseMs: 1000 }), store, clock };
}

const newRun = (runId: string): NewRun => ({
  tenant: 't',
  runId,
  workflowId: 'w',
  workflowHash: 'h',
  input: null,
  priority: 0,
  queue: 'default',
  labels: [],
  limitKeys: [],
  tags: [],
});

const change = (runId: string): RunChange => ({
  tenant: 't',
  runId,
  epoch: 1,
  seq: 0,
  events: [],
  consumed: [],
  children: [],
  messages: [],
  next: { kind: 'hold' },
});

describe('Committer', () => {
  it('writes in groups to a store that answers later', async () => {
    const sizes: number[] = [];
    const { committer } = committerOver(
      slow((sound) => ({
        create: async (runs, options) => {
          sizes.push(runs.length);
          return sound.create(runs, options);
        },
        commit: async (changes) => {
          sizes.push(changes.length);
          return sound.commit(changes);
        },
      })),
    );

    const created = await Promise.all([
      committer.create(newRun('a')),
      committer.create(newRun('b')),
    ]);
    const outcomes = await Promise.all([
      committer.commit(change('a')),
      committer.commit(change('b')),
    ]);
    await committer.idle();

    expect(created.map(({ record }) => record.runId)).toEqual(['a', 'b']);
    // Nobody holds them.
    expect(outcomes).toEqual([
      { ok: false, reason: 'stale' },
      { ok: false, reason: 'stale' },
    ]);
    expect(sizes).toEqual([2, 2]);
  });

  it('answers at once where the store does, and later where it turns out to take time', async () => {
    const { committer } = committerOver(altered(() => ({})));
    const late = committerOver(
      altered((sound) => ({
        create: async (runs, options) => sound.create(runs, options),
        commit: async (changes) => sound.commit(changes),
      })),
    );

    expect(committer.create(newRun('a'))).toMatchObject({ created: true });
    expect(committer.commit(change('a'))).toEqual({ ok: false, reason: 'stale' });
    const created = late.committer.create(newRun('a'));
    expect(created).toBeInstanceOf(Promise);
    expect(await created).toMatchObject({ created: true });
    expect(await late.committer.commit(change('a'))).toEqual({ ok: false, reason: 'stale' });
  });

  it.each(['slow', 'immediate'])(
    'says which operation of which store failed (%s)',
    async (speed) => {
      const cause = new RangeError('disk full');
      const broken = (): Partial<Store> => ({
        create: () => Promise.reject(cause),
        commit: () => {
          throw cause;
        },
      });
      const { committer } = committerOver(speed === 'slow' ? slow(broken) : altered(broken));

      const errors = [
        await failure((async () => committer.create(newRun('a')))()),
        await failure((async () => committer.commit(change('a')))()),
      ];

      expect(errors).toMatchObject([
        { code: 'STORE_FAILED', details: { operation: 'create', store: 'memory' }, cause },
        { code: 'STORE_FAILED', details: { operation: 'commit', store: 'memory' }, cause },
      ]);
    },
  );

  it('passes on an error of Flowgraft as it is', async () => {
    const known = new FlowgraftError('STORE_VERSION', 'newer', {
      store: 'x',
      found: 2,
      supported: 1,
    });
    const { committer } = committerOver(slow(() => ({ commit: () => Promise.reject(known) })));

    const error = await failure((async () => committer.commit(change('a')))());
    expect(error).toBe(known);
    expect(isFlowgraftError(error, 'STORE_VERSION')).toBe(true);
  });
});
